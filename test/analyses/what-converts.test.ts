import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { whatConverts } from "../../toolkit/analyses/what-converts.ts";
import { compare, momentsOf } from "../../toolkit/analyses/what-converts-compare.ts";
import type { ConvertsColumns } from "../../toolkit/analyses/what-converts-result.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { fisher } from "../../toolkit/core/statistics/fisher.ts";
import { mantelHaenszelOdds } from "../../toolkit/core/statistics/mantel-haenszel-odds.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { journeys } from "../journeys.ts";

type Side = "act" | "reach" | "exit";
type World = Record<Side, (number | null)[]> &
  Record<"people" | "converted" | "expected" | "exactP" | "mh" | "lower" | "upper" | "chi" | "score", number>;
const worlds = JSON.parse(readFileSync(new URL("fixtures/what-converts.json", import.meta.url), "utf8")) as Record<
  string,
  World
>;

const MINUTE = 60_000;
type Row = { person: number; at: number; name: string; plan?: string };
const toEvents = (rows: readonly Row[]) =>
  toTable({
    ...Object.fromEntries(Object.keys(rows[0]).map((key) => [key, rows.map((row) => row[key as keyof Row] ?? null)])),
    kind: rows.map(() => "app"),
  }) as unknown as Events;
const rowsOf = ({ table }: { table: object }) => (table as { objects(): ConvertsColumns[] }).objects();

const QUESTION = { from: "app.open", to: "app.buy" } as const;

describe("whatConverts compares at the same time since entry", () => {
  test.each(Object.entries(worlds))("as R does over risk sets: %s", (name, world) => {
    const array = (side: Side) => Float64Array.from(world[side], (value) => value ?? Number.NaN);
    const watched = {
      numbers: new Int32Array(0),
      entry: new Float64Array(0),
      reached: array("reach"),
      exit: array("exit"),
    };
    const candidate = { label: "act", kind: "event", since: array("act") } as const;
    const found = compare(candidate, watched, momentsOf(watched), { least: 1, confidence: 0.95 });
    expect(found.people).toBe(world.people);
    expect(found.converted).toBe(world.converted);
    expect(found.expected).toBeCloseTo(world.expected, 9);
    expect(found.method).toBe("exact");
    expect(Math.abs(found.p / world.exactP - 1)).toBeLessThan(1e-9);
    expect(found.lower < world.mh && world.mh < found.upper).toBe(true);
    if (name !== "ties") expect(world.chi).toBeCloseTo(world.score, 9);
  });

  test("of more than a thousand cases by Mantel and Haenszel, close to the exact answer", () => {
    const { act, reach, exit } = worlds["plain"];
    const times = 20;
    const many = (values: (number | null)[]) =>
      Float64Array.from({ length: times * values.length }, (_, i) => values[i % values.length] ?? Number.NaN);
    const watched = { numbers: new Int32Array(0), entry: new Float64Array(0), reached: many(reach), exit: many(exit) };
    const candidate = { label: "act", kind: "event", since: many(act) } as const;
    const found = compare(candidate, watched, momentsOf(watched), { least: 1, confidence: 0.95 });
    expect(found.method).toBe("Mantel-Haenszel");
    const tables = [...new Set(reach.filter((t) => t !== null))].map((t) => {
      const count = (is: (i: number) => boolean) => times * exit.filter((e, i) => e! >= t && is(i)).length;
      const had = (i: number) => act[i] !== null && act[i] < t;
      const now = (i: number) => reach[i] === t;
      return [
        count((i) => now(i) && had(i)),
        count((i) => now(i) && !had(i)),
        count((i) => !now(i) && had(i)),
        count((i) => !now(i) && !had(i)),
      ] as const;
    });
    const oracle = mantelHaenszelOdds(
      tables.filter(([a, b, c, d]) => a + c > 0 && b + d > 0),
      0.95,
    );
    expect(found.odds_ratio).toBeCloseTo(oracle.estimate, 10);
    expect(found.lower).toBeCloseTo(oracle.lower, 10);
    expect(found.odds_ratio / worlds["plain"].mh).toBeCloseTo(1, 1);
  });

  test("when all reach it at one moment it is Fisher's test", async () => {
    const rows = Array.from({ length: 40 }, (_, person): Row[] => [
      { person, at: 0, name: "open" },
      ...(person % 4 === 0 || person > 30 ? [{ person, at: MINUTE, name: "search" }] : []),
      ...(person > 25 ? [{ person, at: 9 * MINUTE, name: "buy" }] : []),
      { person, at: 20 * MINUTE, name: "close" },
    ]).flat();
    const [search] = rowsOf(await whatConverts(toEvents(rows), QUESTION)).filter(
      ({ candidate }) => candidate === "app.search",
    );
    const people = Array.from({ length: 40 }, (_, i) => i);
    const cell = (had: boolean, bought: boolean) =>
      people.filter((p) => (p % 4 === 0 || p > 30) === had && p > 25 === bought).length;
    const exact = fisher([
      [cell(true, true), cell(false, true)],
      [cell(true, false), cell(false, false)],
    ]);
    expect(search.p).toBeCloseTo(exact.p, 12);
    expect(search.odds_ratio).toBeCloseTo(exact.estimate, 10);
    expect(search.lower).toBeCloseTo(exact.lower, 10);
    expect(search.upper).toBeCloseTo(exact.upper, 10);
  });
});

/** People who look around all the time and buy when they buy, of whom some have a plan that helps; nothing else does. */
function shop(seed: number, people = 400, helps = 1): Events {
  const chance = random(seed);
  const rows: Row[] = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person);
    const plan = chance.pick(["basic", "plus"]);
    rows.push({ person, at: 0, name: "open", plan });
    const buys = chance.exponential(plan === "plus" ? 240 / helps : 240) * MINUTE;
    for (const name of ["look", "help", "share"]) {
      for (let at = chance.exponential(200 * MINUTE); at < 600 * MINUTE; at += chance.exponential(200 * MINUTE)) {
        // whoever has bought goes away
        if (at < buys) rows.push({ person, at: Math.round(at), name });
      }
    }
    if (buys < 600 * MINUTE) rows.push({ person, at: Math.round(buys), name: "buy" });
  }
  rows.push({ person: 0, at: 600 * MINUTE, name: "end" });
  return toEvents(rows);
}

describe("how sure whatConverts is", () => {
  test("shorter exposure of those who convert fakes an effect of everything in the untimed ratio, and none here", async () => {
    let [faked, found, tested, held] = [0, 0, 0, 0];
    for (let seed = 0; seed < 120; seed++) {
      for (const row of rowsOf(await whatConverts(shop(seed, 150), QUESTION, { properties: ["plan"] }))) {
        if (row.method === "none") continue;
        tested++;
        if (row.kind === "event" && row.untimed_ratio < 0.6) faked++;
        if (row.p <= 0.05) found++;
        if (row.lower <= 1 && row.upper >= 1) held++;
      }
    }
    expect(tested).toBe(120 * 5);
    expect(faked).toBeGreaterThan(0.95 * 120 * 3);
    expect(found / tested).toBeLessThan(0.065);
    expect(held / tested).toBeGreaterThan(0.94);
  });

  test("what is planted is found, with an interval that holds it, and nothing else is", async () => {
    let held = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { table, tested } = await whatConverts(shop(seed, 500, 2), QUESTION, { properties: ["plan"] });
      const rows = rowsOf({ table });
      const plus = rows.find(({ candidate }) => candidate === "plan: plus")!;
      expect(plus.finding).toBe("goes with reaching it");
      if (plus.lower <= 2 && 2 <= plus.upper) held++;
      expect(tested).toBe(5);
    }
    expect(held).toBeGreaterThanOrEqual(27);
  });
});

describe("whatConverts names what it cannot tell", () => {
  const people = (n: number, more: (p: number) => string) =>
    journeys(
      Object.fromEntries(
        Array.from({ length: n }, (_, p) => [`p${p}`, `10:00 app.open, ${more(p)}, 2026-03-02 10:00 app.end`]),
      ),
    );

  test("empty cells, few people and nothing to compare", async () => {
    const events = people(60, (p) =>
      [
        p < 30 ? "10:05 app.all" : "",
        p >= 40 ? "10:06 app.none" : "",
        p < 3 ? "10:07 app.few" : "",
        "10:08 app.every",
        p < 20 ? `10:${10 + p} app.buy` : "",
      ]
        .filter((step) => step !== "")
        .join(", "),
    );
    const found = Object.fromEntries(rowsOf(await whatConverts(events, QUESTION)).map((row) => [row.candidate, row]));
    expect(found["app.all"]).toMatchObject({
      finding: "everybody who reached it had it",
      odds_ratio: Infinity,
      upper: Infinity,
    });
    expect(found["app.all"].lower).toBeGreaterThan(1);
    expect(found["app.none"]).toMatchObject({ finding: "nobody who reached it had it", odds_ratio: 0, lower: 0 });
    expect(found["app.none"].upper).toBeLessThan(1);
    expect(found["app.few"]).toMatchObject({ finding: "too few people", method: "none", p: Number.NaN, q: Number.NaN });
    expect(found["app.every"]).toMatchObject({ finding: "nothing to compare", method: "none" });
    expect(found["app.buy"]).toBeUndefined();
  });

  test("what happened at the entry, at the step and after it does not count; within and asOf end the watch", async () => {
    const events = journeys({
      ...Object.fromEntries(
        Array.from({ length: 12 }, (_, p) => [
          `a${p}`,
          `10:00 app.open, 10:00 app.x, 10:${20 + p} app.buy, 10:${20 + p} app.x, 11:00 app.x`,
        ]),
      ),
      late: "10:00 app.open, 2026-03-03 10:00 app.x, 2026-03-04 10:00 app.buy",
    });
    const one = await whatConverts(events, QUESTION, { candidates: ["app.x"], least: 1 });
    expect([one.entered, one.converted]).toEqual([13, 13]);
    expect(rowsOf(one)[0]).toMatchObject({ people: 1, converted: 1 });
    const day = await whatConverts(events, QUESTION, { candidates: ["app.x"], least: 1, within: "24h" });
    expect([day.entered, day.converted]).toEqual([13, 12]);
    expect(rowsOf(day)[0]).toMatchObject({ people: 0, converted: 0 });
    const early = await whatConverts(events, QUESTION, { asOf: "2026-03-01T10:25", least: 1 });
    expect(early.converted).toBe(6);
  });

  test("a property is what was known at the entry, also when it changes later", async () => {
    const rows = Array.from({ length: 30 }, (_, person): Row[] => [
      { person, at: 0, name: "open", plan: person < 15 ? "basic" : "plus" },
      { person, at: 5 * MINUTE, name: "buy", plan: "member" },
      { person, at: 9 * MINUTE, name: "end" },
    ]).flat();
    const found = rowsOf(await whatConverts(toEvents(rows), QUESTION, { properties: ["plan"] }));
    expect(found.map(({ candidate }) => candidate).sort()).toEqual(["app.end", "plan: basic", "plan: plus"]);
  });

  test("the order of rows changes nothing", async () => {
    const events = shop(3);
    const order = random(9).shuffle(Array.from({ length: events.numRows() }, (_, i) => i));
    const shuffled = events
      .assign({ order } as never)
      .orderby("order")
      .reify() as unknown as Events;
    const options = { properties: ["plan"] };
    expect(rowsOf(await whatConverts(shuffled, QUESTION, options))).toEqual(
      rowsOf(await whatConverts(events, QUESTION, options)),
    );
  });

  const events = people(12, (p) => `10:${10 + p} app.buy`);
  test.each([
    ["a step that matches nothing", () => whatConverts(events, { to: "app.by" })],
    ["an entry that matches nothing", () => whatConverts(events, { to: "app.buy", from: "app.opne" as never })],
    ["a candidate that matches nothing", () => whatConverts(events, QUESTION, { candidates: ["app.serach"] })],
    ["no step", () => whatConverts(events, {} as never)],
    ["a property that names people", () => whatConverts(events, QUESTION, { properties: ["phone"] })],
    [
      "a property of which everybody has another value",
      () => {
        const emails = Array.from({ length: events.numRows() }, (_, row) => `a${row}@b.pt`);
        return whatConverts(events.assign({ email: emails } as never) as Events, QUESTION, { properties: ["email"] });
      },
    ],
    ["properties that are no list", () => whatConverts(events, QUESTION, { properties: "plan" as never })],
    ["candidates that are no list", () => whatConverts(events, QUESTION, { candidates: "app.search" as never })],
    ["a property that is not there", () => whatConverts(events, QUESTION, { properties: ["plann"] })],
    ["a window of 0", () => whatConverts(events, QUESTION, { within: "0d" })],
    ["unlinked events", () => whatConverts(events.select("at", "kind", "name") as Events, QUESTION)],
    ["nobody who gets there", () => whatConverts(events, { from: "app.end", to: "app.buy" })],
    ["an end before the entries", () => whatConverts(events, QUESTION, { asOf: "2020-01-01" })],
    ["an option that is none", () => whatConverts(events, QUESTION, { candidate: [] } as never)],
  ])("%s", async (_, run) => {
    await expect(run()).rejects.toThrowErrorMatchingSnapshot();
  });
});
