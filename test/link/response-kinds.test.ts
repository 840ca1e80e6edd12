import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import { otpWorld } from "./otp-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;
const OPTIONS = { workers: 0, control: false } as const;

/** Three logins in five come without a code; `column` tells how somebody logged in. */
function world(seed: number, column: string) {
  const { table, pairs, code } = otpWorld({ seed, orphans: 0.6, perUser: 8 });
  const kinds = [...(table.array("kind") as Iterable<string>)];
  const way = kinds.map((kind, row) =>
    kind !== "auth" ? "otp" : code[row]! >= 0 ? "otp" : ["password", "face"][row % 2]!,
  );
  const events = toTable({ ...(table.data() as object), [column]: TextColumn.from(way) }) as unknown as Events;
  return { events, pairs, idle: way.filter((name) => name !== "otp").length };
}

function f1(found: { table: { objects(): object[] } }, pairs: ReadonlySet<string>): number {
  const rows = found.table.objects() as { phone: string; user: string; state: string }[];
  const linked = new Set(rows.filter(({ state }) => state === "linked").map(({ phone, user }) => `${phone} ${user}`));
  return (2 * [...linked].filter((pair) => pairs.has(pair)).length) / (linked.size + pairs.size);
}

describe("logins of which only some follow a code", () => {
  test.each([["method"], ["name"]])(
    "are told apart by their %s, and those that never do are left out",
    async (column) => {
      const { events, pairs, idle } = world(31, column);
      const found = await cooccurrence(events, ASKED, OPTIONS);
      const all = await cooccurrence(events, ASKED, { ...OPTIONS, responseKinds: null });
      expect(f1(found, pairs)).toBeGreaterThan(0.97);
      expect(f1(found, pairs)).toBeGreaterThan(f1(all, pairs) + 0.01);
      expect(found.about.excluded).toContainEqual({
        reason: "response of a kind that follows no trigger beyond chance",
        rows: idle,
      });
      expect(all.about.excluded).toEqual([]);
    },
  );

  test("are told apart by link too, also of rows that were added", async () => {
    const { events } = world(32, "method");
    const sorted = events.orderby("at").reify() as unknown as Events;
    const half = sorted.numRows() >> 1;
    const options: LinkOptions = { cooccur: [ASKED], workers: 0 };
    const whole = await link(sorted, options);
    const first = await link(sorted.slice(0, half).reify() as unknown as Events, options);
    const second = sorted.slice(half).reify() as unknown as Events;
    const both = await link(second, { ...options, previous: first, adds: true });
    expect(both.owners.objects()).toEqual(whole.owners.objects());
    const [{ pairs }] = both.timing;
    expect(pairs.objects()).toEqual(whole.timing[0]!.pairs.objects());
    const unnamed = await link(sorted.select("at", "kind", "phone", "peer", "user") as unknown as Events, options);
    expect(unnamed.timing[0]!.pairs.objects()).not.toEqual(pairs.objects());
    expect(unnamed.about.digest).not.toBe(whole.about.digest);
  });

  test("are the same day by day", async () => {
    const { events } = world(32, "method");
    const half = (part: number) =>
      events.filter(`d => (d.at < ${Date.UTC(2026, 2, 16)}) === ${part === 0}`).reify() as unknown as Events;
    const sorted = events.orderby("at").reify() as unknown as Events;
    const whole = await cooccurrence(sorted, ASKED, OPTIONS);
    const [first, second] = [half(0), half(1)].map((part) => part.orderby("at").reify() as unknown as Events);
    const both = await cooccurrence(second!, ASKED, {
      ...OPTIONS,
      previous: await cooccurrence(first!, ASKED, OPTIONS),
    });
    expect(both.table.objects()).toEqual(whole.table.objects());
  });

  test("are told apart by link too", async () => {
    const { events, pairs } = world(33, "method");
    const asked: LinkOptions = { cooccur: [{ trigger: "sms", response: "auth" }] };
    const timed = (linked: Awaited<ReturnType<typeof link>>) => f1({ table: linked.timing[0]!.pairs }, pairs);
    const [told, untold] = [
      await link(events, asked),
      await link(events.select("at", "kind", "phone", "peer", "user") as unknown as Events, asked),
    ];
    expect(timed(told)).toBeGreaterThan(0.97);
    expect(timed(told)).toBeGreaterThan(timed(untold) + 0.01);
  });

  test("are told apart by a column that there is", async () => {
    const { events } = world(34, "method");
    await expect(cooccurrence(events, ASKED, { responseKinds: "metod" })).rejects.toThrow(/no column "metod"/);
    await expect(cooccurrence(events, ASKED, { responseKinds: 5 as never })).rejects.toThrow(/responseKinds must be/);
  });
});
