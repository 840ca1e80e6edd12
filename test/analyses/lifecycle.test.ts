import { table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LifecycleOptions, lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import type { Lifecycle } from "../../toolkit/analyses/lifecycle-result.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { random } from "../../toolkit/core/random.ts";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { journeys } from "../journeys.ts";
import { endOf, indexOf, indexSql, type Unit, WORLDS, worldRows, ZONE } from "./active-worlds.ts";
import { chdbInstalled, inClickhouse, toDatedEvents, worldsAsGroups } from "./calendar-worlds.ts";

type Row = Record<"active" | "new" | "returning" | "resurrecting" | "dormant" | "kept" | "kept_lower", number> & {
  period: string;
  over: boolean;
  group?: string;
};
const rows = ({ table }: Lifecycle) => table.objects({ limit: Infinity }) as Row[];

describe("lifecycle", () => {
  const week = journeys({
    ann: "10:00 app.open, 2026-03-02 app.open, 2026-03-04 app.open",
    bob: "2026-03-02 10:00 app.open, 2026-03-02 11:00 app.open",
    nobody: "2026-03-05 12:00 app.open, sms.otp",
  });

  test("groups are compared in who is kept, and the period within which the data begin is marked", async () => {
    const people: Record<string, string> = {};
    for (let i = 0; i < 20; i++) {
      const kept = i < 10 ? i < 8 : i < 12;
      people[`p${i}`] = `10:00 app.open${kept ? ", 2026-03-02 10:00 app.open" : ""}`;
    }
    const events = journeys({ ...people, end: "2026-03-03 10:00 call" });
    const persons = [...new Set(events.array("person") as Iterable<number>)].sort((a, b) => a - b);
    const segment = persons.map((_, i) => (i < 10 ? "a" : "b"));
    const by = { table: table({ person: persons, segment }), title: "side" } as unknown as Segments;
    const result = await lifecycle(events, { by, activity: "app.open", period: "day" });
    const tests = result.tests!.objects() as Record<string, number>[];
    expect(tests).toHaveLength(1);
    // Pearson's 20 (8 × 8 - 2 × 2)² / 10⁴ = 7.2, times (N - 1) / N; p by Python's math.erfc.
    expect(tests[0]).toMatchObject({ period: "2026-03-02", df: 1 });
    expect(tests[0].chi_square).toBeCloseTo(6.84, 12);
    expect(tests[0].p).toBeCloseTo(0.008913883907440266, 12);
    expect(result.table.array("partial")).toEqual([true, false, false, true, false, false]);
    expect((await lifecycle(events, { activity: "app.open" })).tests).toBeUndefined();
  });

  test("tells who is new, returning, resurrecting and dormant, period by period, also where nobody is active", async () => {
    const told = rows(await lifecycle(week, { period: "day", activity: "app.open" }));
    expect(told.map((r) => [r.period, r.active, r.new, r.returning, r.resurrecting, r.dormant, r.over])).toEqual([
      ["2026-03-01", 1, 1, 0, 0, 0, true],
      ["2026-03-02", 2, 1, 1, 0, 0, true],
      ["2026-03-03", 0, 0, 0, 0, 2, true],
      ["2026-03-04", 1, 0, 0, 1, 0, true],
      ["2026-03-05", 0, 0, 0, 0, Number.NaN, false],
    ]);
    expect(told[1]).toMatchObject({ kept: 1, kept_lower: wilson(1, 1).lower });
    expect(told[0].kept).toBeNaN();
  });

  test("from decides what is told, not who is new", async () => {
    const result = await lifecycle(week, { period: "day", from: "2026-03-02" });
    expect(rows(result)[0]).toMatchObject({ period: "2026-03-02", new: 1, returning: 1 });
    expect(result.firstIsAllNew).toBe(false);
    expect((await lifecycle(week)).firstIsAllNew).toBe(true);
  });

  test("mistakes are told with what to do", async () => {
    const wrong: (LifecycleOptions & Record<string, unknown>)[] = [
      { period: "year" as never },
      { activity: "app.opne" as never },
      { zone: "Nowhere" },
      { from: "2027-01-01" },
      { from: "tomorrow" },
      { confidence: Number.NaN },
      { peroid: "day" },
    ];
    const told = [];
    for (const options of wrong)
      told.push(
        await lifecycle(week, options).then(
          () => "no error",
          (error: Error) => error.message,
        ),
      );
    told.push(await lifecycle(journeys({ nobody: "app.open" })).catch((error: Error) => error.message));
    const early = toDatedEvents([
      { person: 0, at: -6e13, name: "a" },
      { person: 0, at: 0, name: "a" },
    ]);
    told.push(await lifecycle(early, { period: "day" }).catch((error: Error) => error.message));
    expect(told.join("\n\n")).toMatchSnapshot();
  });
});

describe.skipIf(!chdbInstalled).each(["day", "week", "month"] as const)(
  `as plain SQL of ClickHouse on ${WORLDS} random worlds, by the %s of Lisbon`,
  (unit: Unit) => {
    test("all four states", async () => {
      const end = indexSql(unit, String(endOf(unit)));
      const sql =
        `SELECT world, t, countIf(s = 'new'), countIf(s = 'returning'), countIf(s = 'resurrecting'), countIf(s = 'dormant') FROM (
        SELECT world, ts, arrayJoin(arrayConcat(ts, arrayMap(x -> x + 1, ts))) AS t0, t0 AS t,
          multiIf(NOT has(ts, t), 'dormant', t = ts[1], 'new', has(ts, t - 1), 'returning', 'resurrecting') AS s
        FROM (SELECT world, person, arraySort(groupUniqArray(${indexSql(unit, "at")})) AS ts FROM events GROUP BY world, person)
        GROUP BY world, ts, t0, person)
      WHERE t < ${end} GROUP BY world, t`.replace("SELECT world, ts, arrayJoin", "SELECT world, person, ts, arrayJoin");
      const theirs = (await inClickhouse(worldRows(unit), sql)).map((row) => row.join()).sort();
      const { table } = await lifecycle(toDatedEvents(worldRows(unit)), {
        period: unit,
        zone: ZONE,
        asOf: endOf(unit),
        by: worldsAsGroups(WORLDS),
      });
      const ours = (table.objects({ limit: Infinity }) as Row[])
        .filter(({ over, active, dormant }) => over && active + dormant > 0)
        .map((r) => [r.group?.slice(1), indexOf(unit, r.period), r.new, r.returning, r.resurrecting, r.dormant].join())
        .sort();
      expect(theirs.length).toBeGreaterThan(WORLDS);
      expect(ours).toEqual(theirs);
    });
  },
);

describe("whatever the world", () => {
  const world = fc.array(
    fc.record({
      person: fc.integer({ min: -1, max: 4 }),
      at: fc.integer({ min: 0, max: 400 }).map((h) => h * 36e5),
      name: fc.constantFrom("a", "b"),
    }),
    { maxLength: 40 },
  );
  const one = { person: 7, at: 0, name: "a" };

  test("the sums reconcile: within a period, and with the one before", async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom("day" as const, "week" as const), async (events, period) => {
        const told = rows(await lifecycle(toDatedEvents([...events, one]), { period, zone: "America/New_York" }));
        for (const [i, r] of told.entries()) {
          expect(r.active).toBe(r.new + r.returning + r.resurrecting);
          if (r.over && i > 0) expect(r.returning + r.dormant).toBe(told[i - 1].active);
        }
        expect(told.reduce((sum, r) => sum + r.new, 0)).toBe(
          new Set([...events, one].map(({ person }) => person)).size -
            (events.some(({ person }) => person < 0) ? 1 : 0),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("neither the order of the rows nor the threads change an answer", async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer(), async (events, seed) => {
        const shuffled = random(seed).shuffle([...events, one]);
        const told = rows(await lifecycle(toDatedEvents([...events, one]), { period: "day", by: "name" }));
        expect(rows(await lifecycle(toDatedEvents(shuffled), { period: "day", by: "name" }))).toEqual(told);
      }),
      { numRuns: 40 },
    );
    const many = toDatedEvents(worldRows("day"));
    const inline = rows(await lifecycle(many, { period: "day", workers: 0 }));
    for (const workers of [1, 2, 3]) expect(rows(await lifecycle(many, { period: "day", workers }))).toEqual(inline);
  });
});
