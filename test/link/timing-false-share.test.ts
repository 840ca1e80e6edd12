import { describe, expect, test } from "vitest";
import { random } from "../../toolkit/core/random.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { falseShareOf } from "../../toolkit/link/timing-false-share.ts";
import type { TimingLog } from "../../toolkit/link/timing-log.ts";
import type { Decided } from "../../toolkit/link/timing-rounds.ts";
import { sessionWorld } from "./session-world.ts";

/** Links of source `i` to `target`, each for ever, and a log of `sources` with a trigger each. */
function decided(links: readonly { source: number; target: number; evidence: number }[]): Decided {
  const of = (name: "source" | "target" | "evidence") => links.map((link) => link[name]);
  const round = {
    source: Int32Array.from(of("source")),
    target: Int32Array.from(of("target")),
    evidence: Float64Array.from(of("evidence")),
    since: new Float64Array(links.length).fill(-Infinity),
    until: new Float64Array(links.length).fill(Infinity),
    begins: Int32Array.from({ length: links.length + 1 }, (_, i) => i),
    hitResponse: Int32Array.from(links.keys()),
  };
  return {
    rounds: [{ round, linked: Int32Array.from(links.keys()) }],
    ambiguous: new Int32Array(),
    count: links.length,
  } as unknown as Decided;
}

const shareOf = (found: Decided, others: Decided, sources: number, isExclusive = true) => {
  const offsets = Uint32Array.from({ length: sources + 1 }, (_, i) => i);
  const log = { triggers: { offsets, kind: new Uint8Array(sources) }, sources } as unknown as TimingLog;
  return falseShareOf(
    found,
    others,
    { log, agreement: undefined, inTruth: () => 0 },
    Float64Array.of(0.8),
    isExclusive,
  );
};

describe("the share of false links", () => {
  test("is all of them where nobody belongs to anybody", () => {
    const chance = random(3);
    const links = (n: number) =>
      decided(Array.from({ length: n }, (_, i) => ({ source: i, target: i, evidence: chance.normal(10, 2) })));
    expect(shareOf(links(2000), links(2000), 5000)).toBeGreaterThan(0.9);
  });

  test("is none where every false link falls to a surer one, and where no source is left without", () => {
    const links = Array.from({ length: 90 }, (_, i) => ({ source: i, target: i, evidence: 20 }));
    const weak = [1, 2, 3].map((i) => ({ source: 90 + i, target: i, evidence: 9 }));
    expect(shareOf(decided(links), decided(weak), 100)).toBe(0);
    const free = [1, 2, 3].map((i) => ({ source: i, target: 100 + i, evidence: 9 }));
    expect(shareOf(decided(links), decided(free), 90)).toBe(0);
  });

  test("is as many as the sources without a link would get", () => {
    const links = Array.from({ length: 800 }, (_, i) => ({ source: i, target: i, evidence: 20 }));
    const free = Array.from({ length: 40 }, (_, i) => ({ source: i, target: 900 + i, evidence: 9 }));
    // 200 of 1,000 have none, and 40 of 1,000 get a false one: 8, of which 0.04 more are among the 800
    expect(shareOf(decided(links), decided(free), 1000)).toBeCloseTo((40 * 200) / 960 / 800, 12);
    // where a target may have several sources, none falls to another
    const same = free.map((link) => ({ ...link, target: link.source }));
    expect(shareOf(decided(links), decided(same), 1000, false)).toBeCloseTo((40 * 200) / 960 / 800, 12);
  });

  test("rises with the links that are false", async () => {
    const counts = { wrong: 0, linked: 0, told: 0 };
    const loose = { ...counts };
    for (const seed of [5, 6, 7, 8]) {
      const { table, pairs } = sessionWorld({ seed, perDay: 0.3, elsewhere: 0.3 });
      for (const [threshold, sum] of [[0.95, counts] as const, [0.3, loose] as const]) {
        const found = await cooccurrence(table, { trigger: "data", response: "app" }, { threshold, workers: 0 });
        const rows = found.table.objects() as unknown as { phone: string; user: string; state: string }[];
        const linked = rows.filter(({ state }) => state === "linked");
        sum.linked += linked.length;
        sum.wrong += linked.filter(({ phone, user }) => !pairs.has(`${phone} ${user}`)).length;
        sum.told += found.falseShare * linked.length;
      }
    }
    expect(loose.wrong / loose.linked).toBeGreaterThan(0.02);
    expect(loose.told / loose.linked).toBeGreaterThan(0.01);
    expect(loose.told / loose.linked).toBeLessThan(0.08);
    expect(counts.told / counts.linked).toBeLessThan(0.01);
  });
});
