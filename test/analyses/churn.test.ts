import { type ColumnTable, desc, table as rawTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { churn } from "../../toolkit/analyses/churn.ts";
import type { ChurnOptions } from "../../toolkit/analyses/churn-options.ts";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Segments } from "../../toolkit/core/groups.ts";
import { random } from "../../toolkit/core/random.ts";
import { kaplanMeier } from "../../toolkit/core/statistics/kaplan-meier.ts";
import { survivalAt } from "../../toolkit/core/statistics/survival-summary.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { journeys } from "../journeys.ts";

const DAY = 864e5;
const START = Date.parse("2026-03-01");

/** Columns as plain arrays, missing values as null. */
function rowsOf(table: ColumnTable): Record<string, unknown>[] {
  return table
    .objects()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
    );
}

/** Events of one kind from [person, day] pairs. */
function visits(pairs: readonly (readonly [person: number, day: number])[]): ColumnTable {
  const person = sharedInt32(pairs.length);
  const at = sharedFloat64(pairs.length);
  for (const [row, [who, day]] of pairs.entries()) {
    person[row] = who;
    at[row] = START + Math.round(day * DAY);
  }
  return toTable({ person, at, kind: TextColumn.from(pairs.map(() => "app")) });
}

describe("who churned when", () => {
  const people = journeys({
    leaves: "2026-03-01 10:00 call direction=out, 2026-03-05 10:00 app, 2026-03-06 09:00 sms direction=in",
    stays: "2026-03-02 call direction=out, 2026-03-09 app, 2026-03-18 app, 2026-03-25 app, 2026-03-31 web",
    pauses: "2026-03-02 web, 2026-03-03 web, 2026-03-15 web, 2026-03-16 web, 2026-03-24 web, 2026-03-30 web",
    once: "2026-03-10 ussd",
    late: "2026-03-29 topup",
    receives: "2026-03-04 sms direction=in, 2026-03-20 push",
    nobody: "2026-03-31 app",
  });

  test("a silence that lasts is churn at the last activity before it; everybody else is followed until one silence before the end", async () => {
    const result = await churn(people, { inactivity: "10d", until: "2026-03-31" });
    expect(rowsOf(result.lifetimes)).toEqual([
      { person: 0, group: "everyone", origin: Date.parse("2026-03-01T10:00Z"), entry: null, days: 4, churned: 1 },
      { person: 1, group: "everyone", origin: Date.parse("2026-03-02"), entry: null, days: 19, churned: 0 },
      { person: 2, group: "everyone", origin: Date.parse("2026-03-02"), entry: null, days: 1, churned: 1 },
      { person: 3, group: "everyone", origin: Date.parse("2026-03-10"), entry: null, days: 0, churned: 1 },
    ]);
    expect(result).toMatchObject({ people: 4, churned: 3, test: undefined, groupedBy: undefined });
    expect(result.notFollowed).toEqual([
      { reason: "no activity", people: 1 },
      { reason: "began too late: less than the inactivity before the end", people: 1 },
    ]);
    expect(result.about.excluded).toEqual([
      { reason: "not linked to a person", rows: 1 },
      { reason: "not an activity", rows: 3 },
    ]);
  });

  test('"last-seen" forgives a silence that ended', async () => {
    const result = await churn(people, { inactivity: "10d", until: "2026-03-31", define: "last-seen" });
    expect(rowsOf(result.lifetimes).map(({ days, churned }) => [days, churned])).toEqual([
      [4, 1],
      [19, 0],
      [19, 0],
      [0, 1],
    ]);
  });

  test("the table tells the curve day by day and loses nobody", async () => {
    const { table } = await churn(people, { inactivity: "10d", until: "2026-03-31" });
    expect(table.columnNames()).toEqual([
      "group",
      "time",
      "at_risk",
      "events",
      "censored",
      "survival",
      "lower",
      "upper",
    ]);
    const rows = rowsOf(table);
    expect(rows.length).toBe(20);
    expect(rows.slice(0, 6).map(({ time, at_risk, events, survival }) => [time, at_risk, events, survival])).toEqual([
      [0, 4, 1, 0.75],
      [1, 3, 1, 0.5],
      [2, 2, 0, 0.5],
      [3, 2, 0, 0.5],
      [4, 2, 1, 0.25],
      [5, 1, 0, 0.25],
    ]);
    expect(rows.at(-1)).toMatchObject({ time: 19, at_risk: 1, events: 0, censored: 1, survival: 0.25 });
  });

  test('"event" gives a row for each distinct time, and the same estimates', async () => {
    const daily = await churn(people, { inactivity: "10d", until: "2026-03-31" });
    const exact = await churn(people, { inactivity: "10d", until: "2026-03-31", every: "event" });
    expect(rowsOf(exact.table).map(({ time }) => time)).toEqual([0, 1, 4, 19]);
    expect(rowsOf(exact.medians)).toEqual(rowsOf(daily.medians));
    expect(rowsOf(exact.medians)[0]).toMatchObject({ people: 4, churned: 3, median: 2.5, small: true });
    expect(exact.horizon).toBe(19);
  });

  test('"event" has room for as many times as there are people', async () => {
    const people = Array.from({ length: 200_000 }, (_, p) => p);
    const events = rawTable({
      person: [...people, ...people, 0],
      at: [...people.map(() => 0), ...people.map((p) => DAY + p), 40 * DAY],
      kind: [...people, ...people, 0].map(() => "app"),
    });
    const { table: curve } = await churn(events, { inactivity: "30d", every: "event" });
    expect(curve.numRows()).toBe(people.length + 1);
  });

  test("what counts as activity can be told", async () => {
    const { people: followed, about } = await churn(people, {
      inactivity: "10d",
      until: "2026-03-31",
      activity: ["sms", { kind: "push" }],
    });
    expect(followed).toBe(2);
    expect(about.options).toMatchObject({
      activity: ["sms", "push"],
      inactivity: "10d",
      define: "first-gap",
      confidence: 0.95,
    });
  });
});

describe("when the clock starts", () => {
  const origin = (days: Record<number, number>, events: ColumnTable) => {
    const person = events.getter("person");
    const row = Array.from({ length: events.numRows() }, (_, i) => START + days[person(i) as number] * DAY);
    return events.assign(rawTable({ began: row }));
  };

  test("an earlier origin counts from there, and puts people at risk only once they are observed", async () => {
    const events = visits([
      [0, 1],
      [0, 4],
      [1, 0],
      [1, 8],
      [1, 16],
      [1, 24],
      [1, 30],
      [2, 12],
      [2, 20],
      [2, 28],
    ]);
    const { lifetimes, notFollowed, table } = await churn(origin({ 0: -100, 1: -10, 2: -50 }, events), {
      inactivity: "10d",
      origin: "began",
      every: "event",
    });
    expect(rowsOf(lifetimes).map(({ person, entry, days, churned }) => [person, entry, days, churned])).toEqual([
      [0, 100, 104, 1],
      [1, 10, 30, 0],
    ]);
    expect(notFollowed).toEqual([{ reason: "had churned before the clock or the observation began", people: 1 }]);
    expect(rowsOf(table).map(({ time, at_risk }) => [time, at_risk])).toEqual([
      [0, 0],
      [30, 1],
      [104, 1],
    ]);
  });

  test("one day for all is a landmark: who was silent across it is not followed, everybody else counts from there", async () => {
    const events = visits([
      [0, 0],
      [0, 15],
      [0, 28],
      [0, 40],
      [1, 0],
      [1, 9],
      [1, 17],
      [1, 25],
      [1, 33],
      [1, 40],
      [2, 3],
      [3, 18],
      [3, 24],
    ]);
    const { lifetimes, notFollowed } = await churn(origin({ 0: 20, 1: 20, 2: 20, 3: 20 }, events), {
      inactivity: "12d",
      origin: "began",
    });
    expect(rowsOf(lifetimes).map(({ person, days, churned }) => [person, days, churned])).toEqual([
      [1, 8, 0],
      [3, 4, 1],
    ]);
    expect(notFollowed).toEqual([{ reason: "had churned before the clock or the observation began", people: 2 }]);
  });

  test("whoever does nothing for long enough after the origin churned at once", async () => {
    const events = visits([
      [0, 13],
      [0, 20],
      [0, 30],
      [1, 2],
      [1, 3],
    ]);
    const { lifetimes } = await churn(origin({ 0: 1, 1: 1 }, events), {
      inactivity: "10d",
      origin: "began",
      from: START,
    });
    expect(rowsOf(lifetimes).map(({ days, churned }) => [days, churned])).toEqual([
      [0, 1],
      [2, 1],
    ]);
  });
});

describe("groups", () => {
  const events = visits(
    Array.from({ length: 60 }, (_, person) =>
      Array.from({ length: 1 + ((person * 7) % 11) }, (_, i) => [person, i * 2] as const),
    )
      .flat()
      .concat([[0, 60]]),
  );
  const colours = events.assign(
    rawTable({
      colour: Array.from({ length: events.numRows() }, (_, row) => {
        const person = events.get("person", row) as number;
        return person < 30 ? "red" : person < 50 ? "blue" : person < 58 ? "green" : null;
      }),
    }),
  );

  test("stand by size, the unknown last, and the unknown are not tested", async () => {
    const result = await churn(colours, { inactivity: "20d", by: "colour" });
    expect(rowsOf(result.medians).map(({ group, people, small }) => [group, people, small])).toEqual([
      ["red", 30, false],
      ["blue", 20, false],
      ["green", 8, true],
      ["unknown", 2, true],
    ]);
    expect(result.test).toMatchObject({ method: "log-rank", df: 2 });
    expect(result.groupedBy).toBe("colour");
    expect(result.about.digest).not.toBe((await churn(colours, { inactivity: "20d" })).about.digest);
    const known = await churn(colours.filter("d => d.colour != null"), { inactivity: "20d", by: "colour" });
    expect(known.test).toEqual(result.test);
  });

  test("the largest can be kept and the rest be one", async () => {
    const { medians } = await churn(colours, { inactivity: "20d", by: "colour", top: 1 });
    expect(rowsOf(medians).map(({ group, people }) => [group, people])).toEqual([
      ["red", 30],
      ["other", 28],
      ["unknown", 2],
    ]);
  });

  test("segments group as well, in their own order; persons without one are unknown", async () => {
    const segments = {
      table: toTable({ person: [3, 1, 2, 0], segment: ["rare", "often", "rare", "often"] }),
      sizes: toTable({ segment: ["often", "rare"], people: [2, 2] }),
      title: "habit",
      about: undefined,
    } as unknown as Segments;
    const { medians, groupedBy } = await churn(colours, { inactivity: "20d", by: segments });
    expect(rowsOf(medians).map(({ group, people }) => [group, people])).toEqual([
      ["often", 2],
      ["rare", 2],
      ["unknown", 56],
    ]);
    expect(groupedBy).toBe("habit");
  });
});

describe("coming back", () => {
  test("of those silent for some days, how many return within as long as the inactivity", async () => {
    const events = visits([
      [0, 0],
      [0, 12],
      [0, 60],
      [1, 0],
      [1, 25],
      [1, 60],
      [2, 0],
      [3, 55],
      [3, 60],
    ]);
    const { returns } = await churn(events, { inactivity: "10d" });
    expect(rowsOf(returns).map(({ silence, people, share }) => [silence, people, share])).toEqual([
      [3, 4, 0.5],
      [7, 3, expect.closeTo(1 / 3, 12)],
      [10, 3, expect.closeTo(1 / 3, 12)],
      [14, 3, 0],
      [21, 3, expect.closeTo(1 / 3, 12)],
      [30, 3, expect.closeTo(1 / 3, 12)],
      [45, 2, expect.closeTo(1 / 2, 12)],
    ]);
  });
});

type Pairs = (readonly [number, number])[];

/** People who begin at any time, act at least every 4 days, and stop for good after an exponential life. */
function lives(seed: number, people: number, mean: number, until: number): Pairs {
  const chance = random(seed);
  const pairs: Pairs = [];
  for (let person = 0; person < people; person++) {
    chance.stream(person);
    const begin = chance.uniform() * until;
    const end = begin + chance.exponential(mean);
    for (let at = begin; at < Math.min(end, until); at += 1 + 3 * chance.uniform()) pairs.push([person, at]);
    if (end <= until) pairs.push([person, end]);
  }
  return pairs;
}

describe("planted hazards are recovered", () => {
  const MEAN = 50;
  const TIMES = [5, 20, 40, 80];
  const RUNS = 400;
  const watched: ChurnOptions = { inactivity: "10d", from: START, until: START + 130 * DAY, workers: 0 };

  test("the curve is unbiased and its band covers the truth in 95 % of 400 worlds", async () => {
    const covered = TIMES.map(() => 0);
    const errors = TIMES.map(() => [] as number[]);
    for (let seed = 0; seed < RUNS; seed++) {
      const { table } = await churn(visits(lives(seed, 150, MEAN, 130)), watched);
      for (const [i, time] of TIMES.entries()) {
        const truth = Math.exp(-time / MEAN);
        if (table.get("lower", time) <= truth && truth <= table.get("upper", time)) covered[i]++;
        errors[i].push(table.get("survival", time) - truth);
      }
    }
    const reach = 3.3 * Math.sqrt((0.95 * 0.05) / RUNS);
    for (const [i, time] of TIMES.entries()) {
      expect(Math.abs(covered[i] / RUNS - 0.95), `coverage at ${time}: ${covered[i]}`).toBeLessThan(reach);
      const mean = errors[i].reduce((a, b) => a + b) / RUNS;
      const sd = Math.sqrt(errors[i].reduce((a, b) => a + (b - mean) ** 2, 0) / (RUNS - 1));
      expect(Math.abs(mean), `bias at ${time}: ${mean}`).toBeLessThan((3.3 * sd) / Math.sqrt(RUNS));
    }
  });

  test("following people to their last activity instead would understate churn", async () => {
    const errors: number[] = [];
    for (let seed = 0; seed < 50; seed++) {
      const pairs = lives(seed, 150, MEAN, 130);
      const last = new Map<number, number>();
      const first = new Map<number, number>();
      for (const [person, at] of pairs) {
        last.set(person, Math.max(at, last.get(person) ?? 0));
        first.set(person, Math.min(at, first.get(person) ?? Infinity));
      }
      const people = [...last.keys()];
      const exit = Float64Array.from(people, (p) => (last.get(p) ?? 0) - (first.get(p) ?? 0));
      const event = Uint8Array.from(people, (p) => ((last.get(p) ?? 0) <= 120 ? 1 : 0));
      errors.push(survivalAt(kaplanMeier({ exit, event }), 40).estimate - Math.exp(-40 / MEAN));
    }
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    const sd = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0) / (errors.length - 1));
    expect(mean).toBeGreaterThan((3.3 * sd) / Math.sqrt(errors.length));
  });

  test("without a difference the test's p is uniform, with one it finds it", async () => {
    const below = [0, 0];
    for (let seed = 0; seed < RUNS; seed++) {
      const pairs = lives(1000 + seed, 120, MEAN, 130);
      const other = lives(5000 + seed, 120, MEAN / 2, 130).map(([person, at]) => [person + 120, at] as const);
      const side = (events: Pairs, split: number) => {
        const table = visits(events);
        return table.assign(rawTable({ side: events.map(([person]) => (person < split ? "a" : "b")) }));
      };
      const same = await churn(side(pairs, 60), { ...watched, by: "side" });
      const unlike = await churn(side([...pairs, ...other], 120), { ...watched, by: "side" });
      if ((same.test?.p ?? 0) < 0.05) below[0]++;
      if ((unlike.test?.p ?? 1) < 0.05) below[1]++;
    }
    expect(Math.abs(below[0] / RUNS - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / RUNS));
    expect(below[1] / RUNS).toBeGreaterThan(0.95);
  });

  test("a longer wait changes nothing about what was known: first gaps do not depend on the end of observation", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const chance = random(seed);
        const pairs: Pairs = [
          [99, 0],
          [99, 200],
        ];
        for (let person = 0; person < 40; person++)
          for (let at = 0; at < 200; at += chance.exponential(6)) pairs.push([person, at]);
        const events = visits(pairs);
        const early = await churn(events, { inactivity: "15d", until: START + 80 * DAY });
        const late = await churn(events, { inactivity: "15d", until: START + 200 * DAY });
        const curve = (result: typeof early) =>
          rowsOf(result.table)
            .slice(0, 65)
            .map(({ survival }) => survival);
        expect(curve(early)).toEqual(curve(late));
      }),
      { numRuns: 20 },
    );
  });

  test('"last-seen" does depend on it: a pause at the end is taken for churn', async () => {
    const chance = random(8);
    const pairs: Pairs = [
      [999, 0],
      [999, 200],
    ];
    for (let person = 0; person < 300; person++)
      for (let at = 0; at < 200; at += chance.exponential(6)) pairs.push([person, at]);
    const at65 = async (until: number) => {
      const { table } = await churn(visits(pairs), {
        inactivity: "15d",
        define: "last-seen",
        until: START + until * DAY,
      });
      return table.get("survival", 65) as number;
    };
    expect((await at65(200)) - (await at65(80))).toBeGreaterThan(0.05);
  });
});

/** The definition, word by word. */
function naive(pairs: Pairs, inactivity: number, until: number, define: "first-gap" | "last-seen") {
  return [...new Set(pairs.map(([person]) => person))]
    .sort((a, b) => a - b)
    .flatMap((person) => {
      const times = pairs
        .filter(([who, at]) => who === person && at <= until)
        .map(([, at]) => at)
        .sort((a, b) => a - b);
      if (times.length === 0 || times[0] > until - inactivity) return [];
      const silent = times.filter(
        (at) => !times.some((other) => other > at && other < at + inactivity) && until - at >= inactivity,
      );
      const gone = define === "first-gap" ? silent[0] : times.at(-1) === silent.at(-1) ? silent.at(-1) : undefined;
      return [[person, (gone ?? until - inactivity) - times[0], gone === undefined ? 0 : 1]];
    });
}

describe("any world", () => {
  const world = fc.array(fc.tuple(fc.nat(8), fc.nat(60)), { minLength: 1, maxLength: 80 });

  test("gives what the definition says, word by word", async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("first-gap" as const, "last-seen" as const),
        async (pairs, days, define) => {
          const expected = naive(pairs, days, 60, define);
          fc.pre(expected.length > 0);
          const { lifetimes, people, churned } = await churn(visits(pairs), {
            inactivity: `${days}d`,
            define,
            from: START,
            until: START + 60 * DAY,
          });
          expect(rowsOf(lifetimes).map((row) => [row["person"], row["days"], row["churned"]])).toEqual(expected);
          expect([people, churned]).toEqual([expected.length, expected.filter(([, , event]) => event === 1).length]);
        },
      ),
    );
  });

  test("neither the order of rows, nor filters before, nor the number of workers change the answer", async () => {
    const pairs = lives(3, 200, 40, 100);
    const options: ChurnOptions = { inactivity: "10d", by: "kind" };
    const answer = async (events: ColumnTable, more?: Partial<ChurnOptions>) => {
      const { table, medians, lifetimes, returns, test } = await churn(events, { ...options, ...more });
      return [...[table, medians, lifetimes, returns].map(rowsOf), test];
    };
    const expected = await answer(visits(pairs), { workers: 0 });
    const shuffled = random(1).shuffle([...pairs]);
    expect(await answer(visits(shuffled))).toEqual(expected);
    expect(await answer(visits(shuffled).orderby(desc("at")))).toEqual(expected);
    expect(await answer(visits([...shuffled, [500, 50], [501, 12]]).filter("d => d.person < 500"))).toEqual(expected);
    for (const workers of [1, 2, 3]) expect(await answer(visits(pairs), { workers })).toEqual(expected);
  });

  test("an aborted call rejects with the reason", async () => {
    const reason = new Error("enough");
    await expect(
      churn(visits(lives(3, 20, 40, 100)), { inactivity: "10d", signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

describe("refuses", () => {
  const events = visits([
    [0, 0],
    [0, 5],
    [0, 30],
  ]);
  const refusal = (options: object, table: ColumnTable = events) => churn(table, options as ChurnOptions);

  test("with rule, finding and remedy", async () => {
    await expect(refusal({ inactivity: "40d" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: inactivity must be shorter than the observation
        found: 40d of silence in 30 d of events
        try: a shorter inactivity, or more data]
    `);
    await expect(refusal({ inactivity: "10 days" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: inactivity must be a duration above 0: a number and ms, s, m, h, d or w
        found: "10 days"
        try: "90s", "24h" or "7d"]
    `);
    await expect(refusal({ inactivity: "10d", defin: "x" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: there is no option "defin"
        found: "inactivity", "activity", "define", "origin", "from", "until", "by", "top", "confidence", "confidenceType", "every", "workers" and 2 more
        try: did you mean "define"?]
    `);
    await expect(refusal({ inactivity: "10d", define: "first gap" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: define must be "first-gap" or "last-seen"
        found: "first gap"
        try: did you mean "first-gap"?]
    `);
    await expect(refusal({ inactivity: "10d", until: "March" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: until must be a moment: milliseconds since 1970, a Date or ISO text
        found: "March"
        try: "2026-03-01" or "2026-03-01T12:00Z"]
    `);
    await expect(refusal({ inactivity: "10d", by: "regin" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: the table has no column "regin"
        found: "person", "at" or "kind"]
    `);
    await expect(refusal({ inactivity: "10d", top: 0 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: top must be a whole number of at least 1
        found: 0]
    `);
    await expect(refusal({ inactivity: "10d", every: "1ms" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: every must divide the observation into at most 1,000,000 pieces
        found: 1ms in 30 d
        try: "event" for each distinct time, or longer pieces; are there wrong times? from and until leave them out]
    `);
    await expect(refusal({ inactivity: "10d", by: {} })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: by must be a column name, or segments with a table of person and segment
        found: object
        try: segmentByRegion(events)]
    `);
    await expect(refusal({ inactivity: "10d", origin: "kind" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: column "kind" must hold numbers
        found: text with 1 distinct values]
    `);
    await expect(refusal({ inactivity: "10d", activity: "sms" })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: activity "sms" matches no event
        found: app (3)
        try: one of the events that occur]
    `);
    await expect(
      refusal({ inactivity: "10d" }, events.select("at", "kind")),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: the table has no column "person"
        try: link the events first: link(events)]
    `);
    await expect(refusal({ inactivity: "10d" }, visits([]))).rejects.toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: churn: inactivity must be shorter than the observation
        found: no events with a time
        try: a shorter inactivity, or more data]
    `);
  });
});
