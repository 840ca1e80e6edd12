import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { precedes } from "../../toolkit/analyses/precedes.ts";
import { screen } from "../../toolkit/analyses/screen.ts";
import type { ScreenOptions } from "../../toolkit/analyses/screen-options.ts";
import type { ScreenColumns } from "../../toolkit/analyses/screen-result.ts";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import type { PatternText } from "../../toolkit/core/pattern.ts";
import { random } from "../../toolkit/core/random.ts";
import { textOf } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";
import { precedenceWorld } from "./precedence-worlds.ts";

const ask = (events: Events, options: Partial<ScreenOptions> = {}) => screen(events, { within: "60m", ...options });
const rowsOf = ({ table }: { table: object }) =>
  (table as { objects(o: object): ScreenColumns[] }).objects({ limit: Number.POSITIVE_INFINITY });

/** The screens of a world under twelve names that mean nothing, so that no pair of them can hold anything. */
function manyNames(seed: number, people: number, hidden = 0): Events {
  const { events } = precedenceWorld(seed, { people, days: 40, rate: 0.5, visits: hidden });
  const chance = random(seed + 1);
  const name = textOf("test", events, "name");
  const names = Array.from(name, (own) =>
    own === "screen" ? `s${chance.integer(10)}` : hidden > 0 ? own : chance.pick(["missed", "chat"]),
  );
  const kind = TextColumn.from(names.map(() => "app"));
  return events.assign({ name: TextColumn.from(names), kind } as never) as unknown as Events;
}

/** Three events that nothing ties, at busy hours of 28 days, each burst of up to `most` within forty minutes. */
function burstsOf(seed: number, people: number, shape: (day: number) => number, bursts: number, most: number): Events {
  const chance = random(seed);
  const rows: { person: number; at: number; name: string }[] = [];
  const weights = Array.from({ length: 28 }, (_, day) => shape(day));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  for (let person = 0; person < people; person++) {
    for (const name of ["a", "b", "c"]) {
      for (const [day, weight] of weights.entries()) {
        for (let n = chance.poisson((bursts * weight) / all); n > 0; n--) {
          const at = day * 864e5 + (9 + (chance.chance(0.6) ? 0 : 8) + 3 * chance.uniform()) * 36e5;
          for (let k = chance.integer(most); k >= 0; k--) rows.push({ person, at: at + chance.uniform() * 24e5, name });
        }
      }
    }
  }
  const pick = (key: "person" | "at" | "name") => rows.map((row) => row[key]);
  return table({
    ...{ person: pick("person"), at: pick("at"), name: pick("name"), kind: rows.map(() => "app") },
  }) as unknown as Events;
}

describe("screen", () => {
  test.each([["60m"], ["26h"]] as const)("finds of every pair what precedes finds of it: %s", async (within) => {
    const { events } = precedenceWorld(5, { people: 60, brings: 0.2, visits: 0.1 });
    const found = await ask(events, { within });
    expect(found.pairs).toBe(9);
    for (const row of rowsOf(found)) {
      const [trigger, response] = [row.trigger, row.response] as PatternText[];
      const one = await precedes(events, { trigger, response }, { within, draws: 99, series: false });
      expect([row.triggers, row.seen]).toEqual([one.n.compared, one.n.pairs]);
      expect(row.ratio).toBeCloseTo(one.ratio.estimate, 10);
      expect(row.placebo).toBeCloseTo(one.placebo.estimate, 10);
    }
    expect(rowsOf(found)[0]).toMatchObject({ trigger: "call.missed", response: "app.chat" });
  });

  test("where nothing is to be found 5 % of pairs have p below 0.05, and next to none is told", async () => {
    let [tested, low, told, placebo] = [0, 0, 0, 0];
    for (let seed = 0; seed < 16; seed++) {
      const found = await ask(manyNames(seed, 150));
      tested += found.tested;
      for (const row of rowsOf(found)) {
        if (row.p <= 0.05) low++;
        if (row.verdict === "precedes" || row.verdict === "less often") told++;
        if (row.placebo_lower <= 1 && row.placebo_upper >= 1) placebo++;
      }
    }
    expect(tested).toBeGreaterThan(16 * 100);
    expect(low / tested).toBeGreaterThan(0.03);
    expect(low / tested).toBeLessThan(0.07);
    expect(told / tested).toBeLessThan(0.005);
    expect(placebo / (16 * 144)).toBeGreaterThan(0.9);
  });

  test.each([
    ["come in bursts", 45, () => 1, [4, 6]],
    ["come in bursts of many people", 200, () => 1, [4, 6]],
    ["slowly cease", 45, (day: number) => Math.exp(-day / 10), [12, 1]],
  ] as const)(
    "of events that %s, of a hundred pairs 3 to 6.5 have p below 0.05, and of a thousand hardly one below 0.001",
    async (...given) => {
      const [, people, shape, [bursts, most]] = given;
      let [tested, low, lowest] = [0, 0, 0];
      for (let seed = 0; seed < 27_000 / people; seed++) {
        const found = await ask(burstsOf(seed, people, shape, bursts, most));
        // what comes in bursts does come after itself
        for (const { trigger, response, p, verdict } of rowsOf(found)) {
          if (verdict === "not tested" || trigger === response) continue;
          tested++;
          if (p <= 0.05) low++;
          if (p <= 0.001) lowest++;
        }
      }
      expect(tested).toBeGreaterThan(700);
      expect(low / tested).toBeGreaterThan(0.03);
      expect(low / tested).toBeLessThan(0.065);
      expect(lowest / tested).toBeLessThan(0.003);
    },
  );

  test("pairs of which too little is expected stand last, and are not tested", async () => {
    const found = await ask(manyNames(1, 40), { least: 40 });
    const rows = rowsOf(found);
    const without = rows.filter(({ verdict }) => verdict === "not tested");
    expect(found.tested + without.length).toBe(found.pairs);
    expect(without.length).toBeGreaterThan(50);
    expect(rows.slice(found.tested)).toEqual(without);
    expect(without.every(({ p, q }) => Number.isNaN(p) && Number.isNaN(q))).toBe(true);
    expect(found.warnings.map(({ code }) => code)).toEqual(["no-controls", "few-tested"]);
  });

  test("Benjamini-Yekutieli is never bolder than Benjamini-Hochberg", async () => {
    const { events } = precedenceWorld(2, { people: 150, brings: 0.2 });
    const [bh, by] = [rowsOf(await ask(events)), rowsOf(await ask(events, { correction: "BY" }))];
    for (const [i, row] of bh.entries()) expect(by[i].q).toBeGreaterThanOrEqual(row.q);
  });

  test("negative controls set right what hidden visits do to every pair", async () => {
    // all names are drawn within visits, so every pair is off in the same way
    const chance = random(4);
    const { events } = precedenceWorld(4, { people: 250, days: 40, rate: 0.05, visits: 0.4 });
    const names = Array.from({ length: events.numRows() }, () => `n${chance.integer(8)}`);
    const kind = TextColumn.from(names.map(() => "app"));
    const visits = events.assign({ name: TextColumn.from(names), kind } as never) as unknown as Events;
    const plain = await ask(visits);
    expect(rowsOf(plain).filter(({ verdict }) => verdict !== "no evidence").length).toBeGreaterThan(40);
    const controls = ["app.n4", "app.n5", "app.n6", "app.n7"];
    const found = await ask(visits, { controls });
    const rows = rowsOf(found);
    expect(rows.filter(({ control }) => control).length).toBe(28);
    expect(found.calibration?.controls).toBe(28);
    expect(found.calibration!.mean).toBeGreaterThan(0.25);
    expect(found.warnings.map(({ code }) => code)).toContain("systematic-error");
    const others = rows.filter(({ control }) => !control);
    expect(others.filter(({ p }) => p <= 0.05).length / others.length).toBeLessThan(0.15);
    for (const row of others) {
      const before = rowsOf(plain).find((r) => r.trigger === row.trigger && r.response === row.response)!;
      expect(row.ratio).toBeCloseTo(before.ratio * Math.exp(-found.calibration!.mean), 10);
    }
  });

  test("neither the order of rows nor the threads change anything", async () => {
    const { events } = precedenceWorld(3, { people: 400, days: 40, rate: 3 });
    expect(events.numRows()).toBeGreaterThan(100_000);
    const first = rowsOf(await ask(events, { workers: 0 }));
    for (const workers of [1, 2, 3]) expect(rowsOf(await ask(events, { workers }))).toEqual(first);
    const order = random(5).shuffle(Array.from({ length: events.numRows() }, (_, i) => i));
    const shuffled = events
      .assign({ order } as never)
      .orderby("order")
      .reify() as unknown as Events;
    expect(rowsOf(await ask(shuffled, { workers: 0 }))).toEqual(first);
  });

  test("only what is named is paired; the rest still shows who is there", async () => {
    const { events } = precedenceWorld(6, { people: 80, brings: 0.2 });
    const all = rowsOf(await ask(events)).find(
      ({ trigger, response }) => trigger === "call.missed" && response === "app.chat",
    )!;
    const found = await ask(events, { names: ["call.missed", "app.chat"] });
    const { ratio, triggers } = rowsOf(found).find(
      ({ trigger, response }) => trigger === "call.missed" && response === "app.chat",
    )!;
    expect(ratio).toBeCloseTo(all.ratio, 12);
    expect(triggers).toBe(all.triggers);
    expect(found.pairs).toBe(4);
    expect((await ask(events, { top: 1 })).warnings.map(({ code }) => code)).toContain("names-left-out");
  });

  test("a pair that is seen often and never expected is tested, and told", async () => {
    const found = await ask(
      journeys(
        Object.fromEntries(
          Array.from({ length: 60 }, (_, i) => [
            `p${i}`,
            `2026-03-01 00:00 app.open, 2026-03-0${4 + (i % 3)} 10:00 call.missed, 10:20 app.chat, 2026-03-10 00:00 app.open`,
          ]),
        ),
      ),
    );
    const row = rowsOf(found)[0];
    expect(row).toMatchObject({
      trigger: "call.missed",
      response: "app.chat",
      seen: 60,
      expected: 0,
      verdict: "precedes",
    });
    expect([row.lower > 90, row.upper]).toEqual([true, Infinity]);
  });

  const { events } = precedenceWorld(6, { people: 20 });
  test.each([
    ["a name that is none", () => ask(events, { names: ["app.chatt"] })],
    ["a name given twice", () => ask(events, { names: ["app.chat", "app.chat"] })],
    ["names that are no list", () => ask(events, { names: "app.chat" as never })],
    ["controls that are no list", () => ask(events, { controls: "app.chat" as never })],
    ["a control that is no name", () => ask(events, { controls: [5 as never] })],
    ["no names", () => ask(events, { names: [] })],
    ["too many names", () => ask(events, { top: 61 })],
    ["too few controls", () => ask(events, { controls: ["app.chat"] })],
    ["a control that is none", () => ask(events, { controls: [{ trigger: "app.chat", response: "app.screeen" }] })],
    ["a window of 0", () => ask(events, { within: "0s" })],
    ["no options", () => screen(events, undefined as never)],
    ["an expected number of 0", () => ask(events, { least: 0 })],
    ["unlinked events", () => ask(events.select("at", "kind", "name") as Events)],
    ["equal times everywhere", () => ask(journeys({ ann: "10:00 call, 10:00 app.chat" }))],
  ])("refuses %s", async (_, run) => {
    await expect(run()).rejects.toThrowErrorMatchingSnapshot();
  });

  test("of one person with a hundred thousand events within minutes no pair is listed", async () => {
    const size = 100_000;
    const at = Float64Array.from({ length: size }, (_, i) => Math.floor(i / 50) * 200_000);
    const kinds = Array.from(at, (_, i) => (i % 2 === 0 ? "call" : "app"));
    const one = table({
      at,
      kind: kinds,
      person: new Int32Array(size),
      name: kinds.map(() => "x"),
    }) as unknown as Events;
    const found = rowsOf(await ask(one, { workers: 0 }));
    // 18 instants of 25 within an hour after
    expect(found.every(({ seen, triggers }) => seen === triggers * 18 * 25)).toBe(true);
    expect(found.every(({ verdict }) => verdict === "not tested")).toBe(true);
  });
});
