import { table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StickinessOptions, stickiness } from "../../toolkit/analyses/stickiness.ts";
import type { Stickiness } from "../../toolkit/analyses/stickiness-result.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { random } from "../../toolkit/core/random.ts";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { journeys } from "../journeys.ts";
import { endOf, indexOf, indexSql, type Unit, WORLDS, worldRows, ZONE } from "./active-worlds.ts";
import { chdbInstalled, inClickhouse, toDatedEvents, worldsAsGroups } from "./calendar-worlds.ts";

const all = ({ table, means, ratios }: Stickiness) =>
  [table, means, ratios].map((t) => t.objects({ limit: Infinity }) as Record<string, number>[]);

describe("stickiness", () => {
  const days = journeys({
    ann: "10:00 app.open, 2026-03-02 app.open, 2026-03-02 23:00 app.open, 2026-03-03 app.open",
    bob: "2026-03-02 10:00 app.open",
    cy: "2026-03-04 10:00 app.open",
    nobody: "2026-03-04 12:00 app.open",
  });

  test("groups are set beside each other: Welch's difference of means, two-sided", async () => {
    const active = (...on: number[]) => on.map((day) => `2026-03-0${day} 10:00 app.open`).join(", ");
    const events = journeys({
      ...{ a1: active(1), a2: active(1, 2), a3: active(1, 2, 3), a4: active(1, 2, 3) },
      ...{ b1: active(1), b2: active(2), b3: active(3), b4: active(1, 2), end: "2026-03-04 10:00 call" },
    });
    const persons = [...new Set(events.array("person") as Iterable<number>)].sort((a, b) => a - b);
    const segment = persons.map((_, i) => (i < 4 ? "a" : "b"));
    const by = { table: table({ person: persons, segment }), title: "side" } as unknown as Segments;
    const { comparisons, semantics } = await stickiness(events, { by, activity: "app.open", windows: [2] });
    expect(comparisons!.numRows()).toBe(1);
    const [row] = comparisons!.objects() as Record<string, number>[];
    expect(row).toMatchObject({ group: "a", against: "b", people: 4, mean: 2.25, other_mean: 1.25, small: true });
    // By Python's math: sqrt(11 / 12 / 4 + 0.25 / 4) and erfc.
    expect(row.p).toBeCloseTo(0.06407750645105952, 12);
    expect(row.upper - row.lower).toBeCloseTo(2 * 1.959963984540054 * 0.5400617248673216, 12);
    expect(semantics.comparison).toMatch(/^difference of means/);
  });

  test("tells who was active in how many of the periods that are over, and of them the share", async () => {
    const result = await stickiness(days, { windows: [2] });
    const [table, means, ratios] = all(result);
    expect(table.map(({ periods, people, share, at_least }) => [periods, people, share, at_least])).toEqual([
      [1, 1, 0.5, 2],
      [2, 0, 0, 1],
      [3, 1, 0.5, 1],
    ]);
    expect(means[0]).toMatchObject({ people: 2, mean: 2, ratio: 2 / 3, small: true });
    expect(ratios.map(({ period, active, window_active, ratio }) => [period, active, window_active, ratio])).toEqual([
      ["2026-03-01", 1, Number.NaN, Number.NaN],
      ["2026-03-02", 2, 2, 1],
      ["2026-03-03", 1, 2, 0.5],
    ]);
    expect(result.semantics).toMatchObject({
      periods: 3,
      zone: "UTC",
      shareOf: "people active at least once in the periods",
    });
  });

  test("every share has Wilson's interval, and a window that the data do not hold has none", async () => {
    const [table, , ratios] = all(await stickiness(days, { windows: [2], confidence: 0.9 }));
    for (const { at_least, at_least_share, at_least_lower, at_least_upper } of table)
      expect({ estimate: at_least_share, lower: at_least_lower, upper: at_least_upper }).toEqual(
        wilson(at_least, 2, 0.9),
      );
    expect(ratios.map(({ lower, upper }) => [lower, upper])).toEqual([
      [Number.NaN, Number.NaN],
      [wilson(2, 2, 0.9).lower, 1],
      [wilson(1, 2, 0.9).lower, wilson(1, 2, 0.9).upper],
    ]);
  });

  test("the mean's interval is by person: mean ± z s / √n", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 40 }, (_, p) => [
        `p${p}`,
        Array.from({ length: 1 + (p % 10) }, (_, d) => `2026-03-${String(d + 1).padStart(2, "0")} 10:00 app.open`).join(
          ", ",
        ),
      ]),
    );
    const [, means] = all(await stickiness(journeys({ ...people, nobody: "2026-03-11 12:00 call" })));
    const reach = (1.959963984540054 * Math.sqrt((82.5 / 10) * (40 / 39))) / Math.sqrt(40);
    expect(means[0]["mean"]).toBe(5.5);
    expect(means[0]["lower"]).toBeCloseTo(5.5 - reach, 10);
    expect(means[0]["ratio_upper"]).toBeCloseTo((5.5 + reach) / 10, 10);
  });

  test("mistakes are told with what to do", async () => {
    const wrong: (StickinessOptions & Record<string, unknown>)[] = [
      { period: "hour" as never },
      { periods: 5 },
      { periods: 0 },
      { period: "month" },
      { windows: [1] },
      { activity: "app.opn" as never },
      { window: 7 },
    ];
    const told = [];
    for (const options of wrong)
      told.push(
        await stickiness(days, options).then(
          () => "no error",
          (error: Error) => error.message,
        ),
      );
    told.push(await stickiness(journeys({ nobody: "app.open" })).catch((error: Error) => error.message));
    expect(told.join("\n\n")).toMatchSnapshot();
  });
});

const N = { day: 6, week: 5, month: 5 } as const;

describe.skipIf(!chdbInstalled).each(["day", "week", "month"] as const)(
  `as plain SQL of ClickHouse on ${WORLDS} random worlds, by the %s of Lisbon`,
  (unit: Unit) => {
    const end = indexSql(unit, String(endOf(unit)));
    const people = `SELECT world, person, groupUniqArray(${indexSql(unit, "at")}) AS ts FROM events GROUP BY world, person`;
    const ask = () =>
      stickiness(toDatedEvents(worldRows(unit)), {
        period: unit,
        periods: N[unit],
        windows: [2, 4],
        zone: ZONE,
        asOf: endOf(unit),
        by: worldsAsGroups(WORLDS),
      });

    test("who was active in how many periods", async () => {
      const sql = `SELECT world, n, count() FROM (SELECT world, arrayCount(t -> t >= ${end} - ${N[unit]} AND t < ${end}, ts) AS n FROM (${people})) WHERE n > 0 GROUP BY world, n`;
      const theirs = (await inClickhouse(worldRows(unit), sql)).map((row) => row.join()).sort();
      const [table] = all(await ask());
      const ours = table
        .filter((r) => r["people"] > 0)
        .map((r) => [String(r["group"]).slice(1), r["periods"], r["people"]].join());
      expect(theirs.length).toBeGreaterThan(WORLDS / 2);
      expect(ours.sort()).toEqual(theirs);
    });

    test("who was active in a trailing window and in its last period", async () => {
      const sql = `SELECT world, w, t, countIf(has(ts, t)), countIf(arrayExists(x -> x > t - w AND x <= t, ts)) AS inside FROM (${people}) AS p
      CROSS JOIN (SELECT arrayJoin([2, 4]) AS w) AS ws CROSS JOIN (SELECT ${end} - ${N[unit]} + number AS t FROM numbers(${N[unit]})) AS ts2 GROUP BY world, w, t HAVING inside > 0`;
      const [, , ratios] = all(await ask());
      const ours = ratios.filter((r) => r["window_active"] > 0);
      const told = new Set(ours.map((r) => r["group"]));
      const theirs = (await inClickhouse(worldRows(unit), sql))
        .filter(([world]) => told.has(`w${world}` as never))
        .map((row) => row.join());
      expect(
        ours
          .map((r) =>
            [
              String(r["group"]).slice(1),
              r["window"],
              indexOf(unit, String(r["period"])),
              r["active"],
              r["window_active"],
            ].join(),
          )
          .sort(),
      ).toEqual(theirs.sort());
      expect(theirs.length).toBeGreaterThan(WORLDS);
    });
  },
);

test("neither the order of the rows nor the threads change an answer, and the distribution adds up", async () => {
  const world = fc.array(
    fc.record({
      person: fc.integer({ min: -1, max: 4 }),
      at: fc.integer({ min: 0, max: 300 }).map((h) => h * 36e5),
      name: fc.constantFrom("a", "b"),
    }),
    { maxLength: 40 },
  );
  const asOf = 330 * 36e5;
  await fc.assert(
    fc.asyncProperty(world, fc.integer(), async (events, seed) => {
      const rows = [...events, { person: 7, at: 36e5, name: "a" }];
      const result = await stickiness(toDatedEvents(rows), { asOf, by: "name" });
      expect(all(await stickiness(toDatedEvents(random(seed).shuffle(rows)), { asOf, by: "name" }))).toEqual(
        all(result),
      );
      expect(all(result)[0].reduce((sum, r) => sum + r["people"], 0)).toBe(result.people);
    }),
    { numRuns: 50 },
  );
  const many = toDatedEvents(worldRows("day"));
  const inline = all(await stickiness(many, { workers: 0 }));
  for (const workers of [1, 2, 3]) expect(all(await stickiness(many, { workers }))).toEqual(inline);
});
