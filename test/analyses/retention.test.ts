import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retention } from "../../toolkit/analyses/retention.ts";
import type { RetentionOptions } from "../../toolkit/analyses/retention-options.ts";
import type { Retention } from "../../toolkit/analyses/retention-result.ts";
import { random } from "../../toolkit/core/random.ts";
import { wilson } from "../../toolkit/core/statistics/wilson.ts";
import { journeys } from "../journeys.ts";
import { type DatedEvent, datedWorlds, toDatedEvents } from "./calendar-worlds.ts";

const triangle = ({ table }: Retention) =>
  (table.objects() as Record<string, unknown>[]).map(
    ({ cohort, label, people, returned, over }) =>
      `${cohort} +${label}: ${over ? `${returned} of ${people}` : "not over"}`,
  );

describe("retention", () => {
  const shop = journeys({
    ann: "10:00 app.signup, 2026-03-02 08:00 app.open, 2026-03-03 23:00 app.open",
    bob: "12:00 app.signup, 2026-03-03 09:00 app.open",
    cy: "2026-03-02 07:00 app.signup, 2026-03-02 09:00 app.open",
    dee: "2026-03-03 06:00 app.open",
    nobody: "10:00 app.signup, 2026-03-04 12:00 call",
  });
  const run = (options: RetentionOptions = {}) =>
    retention(shop, { start: "app.signup", returning: "app.open", ...options });

  test("a cohort of whose period the data hold a part only is marked", async () => {
    const events = journeys({
      ann: "10:00 app.open, 2026-03-02 10:00 app.open",
      bob: "2026-03-02 10:00 app.open, 2026-03-03 10:00 app.open",
      cid: "2026-03-04 10:00 app.open",
    });
    const partial = async (options: RetentionOptions) => {
      const { table } = await retention(events, { periods: 1, ...options });
      return (table.objects({ limit: Infinity }) as { cohort: string; partial: boolean }[])
        .filter((_, i) => i % 2 === 0)
        .map((row) => `${row.cohort} ${row.partial}`);
    };
    expect(await partial({})).toEqual(["2026-03-01 true", "2026-03-02 false", "2026-03-04 true"]);
    expect(await partial({ from: "2026-03-02T05:00:00Z" })).toEqual(["2026-03-02 true", "2026-03-04 true"]);
    expect(await partial({ from: "2026-03-02", until: "2026-03-02T12:00:00Z" })).toEqual(["2026-03-02 true"]);
  });

  test("tells a triangle of which what is not over is missing, never zero", async () => {
    expect(triangle(await run())).toEqual([
      "2026-03-01 +0: 2 of 2",
      "2026-03-01 +1: 1 of 2",
      "2026-03-01 +2: 2 of 2",
      "2026-03-02 +0: 1 of 1",
      "2026-03-02 +1: 0 of 1",
      "2026-03-02 +2: not over",
    ]);
    const { table } = await run();
    expect(["returned", "rate", "lower", "upper"].map((name) => table.get(name, 5))).toEqual(Array(4).fill(Number.NaN));
  });

  test("takes cohorts together where their period is over, with Wilson's interval and the n of each point", async () => {
    const { curve } = await run();
    const rows = curve.objects() as Record<string, number>[];
    expect(rows.map(({ cohorts, people, returned }) => [cohorts, people, returned])).toEqual([
      [2, 3, 3],
      [2, 3, 1],
      [1, 2, 2],
    ]);
    const { lower, upper } = wilson(1, 3);
    expect(rows[1]).toMatchObject({ rate: 1 / 3, lower, upper });
    expect(rows[0]).toMatchObject({ rate: 1, lower: Number.NaN });
  });

  test("says who is in no cohort and which rows were left out", async () => {
    const { people, notFollowed, about, semantics } = await run({ from: "2026-03-01T11:00Z", until: "2026-03-02" });
    expect(people).toBe(1);
    expect(notFollowed).toEqual([
      { reason: "no start", people: 1 },
      { reason: "the first start is before the cohorts", people: 1 },
      { reason: "the first start is after the cohorts", people: 1 },
    ]);
    expect(about.excluded).toEqual([
      { reason: "not asked for", rows: 1 },
      { reason: "no person", rows: 1 },
    ]);
    expect(semantics).toMatchObject({ version: "v1", zone: "UTC", clock: "calendar", rateOf: "people of the cohort" });
  });

  test("starts long before the cohorts do no harm, and say who was there before", async () => {
    const old = journeys({
      ann: "1970-01-01 app.open, 2026-03-01 app.open",
      bob: "2026-03-01 10:00 app.open",
      nobody: "2026-03-04 call",
    });
    const result = await retention(old, { start: "app.open", from: "2026-02-28" });
    expect(result.people).toBe(1);
    expect(result.notFollowed).toEqual([{ reason: "the first start is before the cohorts", people: 1 }]);
  });

  test("from midnight to midnight is a day of the calendar; from the start it takes 24 hours", async () => {
    const late = journeys({
      eve: "23:45 app.open, 2026-03-02 00:01 app.open, 2026-03-09 call",
      nobody: "2026-03-09 call",
    });
    const told = async (options: RetentionOptions) =>
      triangle(await retention(late, { start: "app.open", periods: 1, ...options }))[1];
    expect(await told({})).toBe("2026-03-01 +1: 1 of 1");
    expect(await told({ clock: "start" })).toBe("2026-03-01 +1: 0 of 1");
    expect(await told({ period: "10m" })).toBe("2026-03-01 +1: 1 of 1");
    expect(await told({ period: "5m" })).toBe("2026-03-01 +1: 0 of 1");
  });

  test("a day of 23 hours and one of 25 are days where the zone has them", async () => {
    const clocks = journeys({
      spring: "2026-03-28 23:30 app.a, 2026-03-29 23:30 app.b",
      autumn: "2026-10-25 00:30 app.a, 2026-10-26 00:10 app.b",
      nobody: "2026-11-09 call",
    });
    const told = async (zone: string) =>
      triangle(await retention(clocks, { start: "app.a", returning: "app.b", periods: 2, zone }));
    expect(await told("Europe/Lisbon")).toEqual([
      "2026-03-28 +0: 1 of 1",
      "2026-03-28 +1: 0 of 1",
      "2026-03-28 +2: 1 of 1",
      "2026-10-25 +0: 1 of 1",
      "2026-10-25 +1: 1 of 1",
      "2026-10-25 +2: 0 of 1",
    ]);
    expect((await told("UTC")).filter((line) => line.includes("+1: 1"))).toHaveLength(2);
  });

  test("weeks begin on Monday or on Sunday, months are named as such", async () => {
    const weeks = journeys({ ann: "2026-03-01 10:00 app.a, 2026-03-08 app.a, 2026-05-09 call" });
    const cohort = async (options: RetentionOptions) =>
      (await retention(weeks, { start: "app.a", ...options })).table.get("cohort", 0);
    expect(await cohort({ period: "week" })).toBe("2026-02-23");
    expect(await cohort({ period: "week", weekStart: "sunday" })).toBe("2026-03-01");
    expect(await cohort({ period: "month" })).toBe("2026-03");
    expect(await cohort({ period: "day", cohorts: "month" })).toBe("2026-03");
  });

  test("recurring cohorts have intervals by person: one who comes daily says no more than one person", async () => {
    const days = Array.from({ length: 20 }, (_, d) => `2026-03-${String(d + 1).padStart(2, "0")} 10:00 app.open`).join(
      ", ",
    );
    const people = journeys({
      ann: days,
      bob: "2026-03-01 10:00 app.open",
      cy: "2026-03-05 10:00 app.open, 2026-03-25 call",
    });
    const {
      curve,
      people: counted,
      semantics,
    } = await retention(people, { start: "app.open", kind: "recurring", periods: 1 });
    const point = curve.objects()[1] as Record<string, number>;
    expect(counted).toBe(3);
    expect([point["people"], point["returned"]]).toEqual([22, 19]);
    const naive = wilson(19, 22);
    expect(point["upper"] - point["lower"]).toBeGreaterThan(1.3 * (naive.upper - naive.lower));
    expect(semantics.curveInterval).toBe("Wilson, effective n by person");
  });

  test("groups are compared within cohorts, so that a group of older cohorts does not win by its age", async () => {
    const chance = random(3);
    const people = Object.fromEntries(
      Array.from({ length: 400 }, (_, p) => {
        const early = p % 2 === 0;
        const old = chance.chance(early ? 0.8 : 0.2);
        const back = chance.chance(early ? 0.7 : 0.2) ? `, 2026-03-${early ? "02" : "09"} app.b` : "";
        return [`p${p}`, `2026-03-${early ? "01" : "08"} 10:00 app.a plan=${old ? "old" : "new"}${back}`];
      }),
    );
    const events = journeys({ ...people, nobody: "2026-03-20 call" });
    const { tests, curve, groupedBy } = await retention(events, {
      start: "app.a",
      returning: "app.b",
      periods: 2,
      by: "plan",
    });
    const rates = (curve.objects() as Record<string, number>[])
      .filter(({ period }) => period === 1)
      .map(({ rate }) => rate);
    expect(Math.abs(rates[0] - rates[1])).toBeGreaterThan(0.2);
    expect(tests!.get("p", 0)).toBeGreaterThan(0.05);
    expect(tests!.get("df", 1)).toBe(0);
    expect(groupedBy).toBe("plan");
  });

  test("95 % intervals hold the planted rate in about 95 of 100 worlds, also where people come again and again", async () => {
    const chance = random(17);
    const held = { "first-time": 0, recurring: 0 };
    const WORLDS = 150;
    for (let world = 0; world < WORLDS; world++) {
      const rows: DatedEvent[] = [];
      // Half of the people come on three of ten days, half on six: two thirds of the visits are theirs.
      for (let person = 0; person < 120; person++) {
        for (let day = 0; day < 12; day++)
          if (chance.chance(person % 2 === 0 ? 0.3 : 0.6)) rows.push({ person, at: day * 864e5 + 36e5, name: "s" });
      }
      for (let person = 1000; person < 1150; person++) {
        rows.push({ person, at: 0, name: "s" });
        if (chance.chance(0.3)) rows.push({ person, at: 864e5, name: "r" });
      }
      const events = toDatedEvents(rows);
      const asOf = 12 * 864e5;
      const often = events.filter((d: { person: number }) => d.person < 1000) as typeof events;
      const once = events.filter((d: { person: number }) => d.person >= 1000) as typeof events;
      const curves = {
        "first-time": (await retention(once, { start: "app.s", returning: "app.r", periods: 1, asOf })).curve,
        recurring: (await retention(often, { start: "app.s", kind: "recurring", periods: 1, asOf })).curve,
      };
      const planted = { "first-time": 0.3, recurring: (0.3 * 0.3 + 0.6 * 0.6) / 0.9 };
      for (const kind of ["first-time", "recurring"] as const) {
        const [lower, upper] = [curves[kind].get("lower", 1), curves[kind].get("upper", 1)];
        if (lower <= planted[kind] && planted[kind] <= upper) held[kind]++;
      }
    }
    for (const worlds of Object.values(held)) expect(worlds / WORLDS).toBeGreaterThan(0.9);
    expect(held["first-time"] / WORLDS).toBeLessThan(0.995);
  });

  test("mistakes are told with what to do", async () => {
    const wrong: [RetentionOptions & Record<string, unknown>, typeof shop?][] = [
      [{ start: "app.sign" }],
      [{ returning: "app.opne" }],
      [{ period: "dya" as never }],
      [{ period: "0d" }],
      [{ period: "6h", clock: "calendar" }],
      [{ period: "week", cohorts: "day" }],
      [{ kind: "recurring", clock: "start" }],
      [{ zone: "Lisbon" }],
      [{ brackets: [3, 1] }],
      [{ brackets: [1, 3], periods: 2 }],
      [{ asOf: "2026-03-01T20:00Z" }],
      [{ from: "2027-01-01" }],
      [{ perod: "day" }],
      [{ start: { phone: "+351912345678" } as never }],
    ];
    const told = [];
    for (const [options] of wrong)
      told.push(
        await run(options).then(
          () => "no error",
          (error: Error) => error.message,
        ),
      );
    told.push(
      await retention(shop.filter(() => false) as never, { start: "app.open" }).catch((error: Error) => error.message),
    );
    told.push(
      await retention(journeys({ nobody: "app.open" }), { start: "app.open" }).catch((error: Error) => error.message),
    );
    expect(told.join("\n\n")).toMatchSnapshot();
  });
});

const names = ["s", "r", "x"] as const;
const world = fc.array(
  fc.record({
    person: fc.integer({ min: -1, max: 4 }),
    at: fc.integer({ min: 0, max: 300 }).map((h) => h * 36e5),
    name: fc.constantFrom(...names),
  }),
  { minLength: 1, maxLength: 40 },
);
const always: DatedEvent[] = ["s", "r"].map((name) => ({ person: 9, at: 0, name }));
const rules = fc.record({
  kind: fc.constantFrom("first-time" as const, "recurring" as const),
  counting: fc.constantFrom("on" as const, "on-or-after" as const),
  zone: fc.constantFrom("UTC", "America/St_Johns", "Australia/Lord_Howe"),
});
const told = (result: Retention) => ({
  table: result.table.objects(),
  curve: result.curve.objects(),
  rest: [result.people, result.cohorts, result.notFollowed, result.tests?.objects()],
});
const ask = (rows: readonly DatedEvent[], options: RetentionOptions = {}) =>
  retention(toDatedEvents([...rows, ...always]), { start: "app.s", returning: "app.r", asOf: 320 * 36e5, ...options });

describe("whatever the world", () => {
  test("the order of the rows never changes an answer", async () => {
    await fc.assert(
      fc.asyncProperty(world, rules, fc.integer(), async (rows, options, seed) => {
        const shuffled = random(seed).shuffle([...rows]);
        expect(told(await ask(shuffled, options))).toEqual(told(await ask(rows, options)));
      }),
      { numRuns: 60 },
    );
  });

  test("the first column is 1, rates lie within their intervals, and on-or-after never rises along a cohort", async () => {
    await fc.assert(
      fc.asyncProperty(world, rules, async (rows, options) => {
        const { table } = await ask(rows, options);
        let before = { cohort: "", returned: Infinity };
        for (const row of table.objects() as Record<string, never>[]) {
          const { cohort, period, rate, lower, upper, over, returned, people } = row;
          if (period === 0) expect([rate, returned]).toEqual([1, people]);
          else if (over) expect(lower <= rate && rate <= upper && returned <= people).toBe(true);
          else expect([rate, returned]).toEqual([Number.NaN, Number.NaN]);
          if (options.counting === "on-or-after" && over && cohort === before.cohort) {
            expect(returned).toBeLessThanOrEqual(before.returned);
          }
          before = { cohort, returned };
        }
      }),
      { numRuns: 60 },
    );
  });

  test("events that are neither start nor return change nothing; groups add up to the whole", async () => {
    await fc.assert(
      fc.asyncProperty(world, rules, async (rows, options) => {
        const whole = await ask(rows, options);
        expect(
          told(
            await ask(
              rows.filter(({ name }) => name !== "x"),
              options,
            ),
          ),
        ).toEqual(told(whole));
        const grouped = await ask(rows, { ...options, by: "name" });
        const sums = new Map<unknown, number>();
        for (const { period, people } of grouped.curve.objects() as Record<string, number>[]) {
          sums.set(period, (sums.get(period) ?? 0) + people);
        }
        const wanted = (whole.curve.objects() as Record<string, number>[]).map(({ period, people }) => [
          period,
          people,
        ]);
        expect([...sums]).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });
});

test.each(["first-time", "recurring"] as const)(
  "inline, one, two and three threads give the same, %s",
  async (kind) => {
    const rows = datedWorlds({ seed: 4, worlds: 900, hours: 400, mesh: 30, begin: 0, names, events: 40 });
    const inline = told(await ask(rows, { kind, workers: 0 }));
    expect(inline.table.length).toBeGreaterThan(50);
    for (const workers of [1, 2, 3]) expect(told(await ask(rows, { kind, workers }))).toEqual(inline);
  },
);
