import { type ColumnTable, desc, table as rawTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../toolkit/core/random.ts";
import { quintileScores } from "../../toolkit/core/statistics/quintile-scores.ts";
import { behaviourName } from "../../toolkit/segments/behaviour-names.ts";
import { segmentByBehaviour } from "../../toolkit/segments/segment-by-behaviour.ts";
import { segmentByCarrier } from "../../toolkit/segments/segment-by-carrier.ts";
import { segmentByRegion } from "../../toolkit/segments/segment-by-region.ts";
import { journeys } from "../journeys.ts";

const DAY = 864e5;

function rowsOf(table: ColumnTable): Record<string, unknown>[] {
  return table
    .objects()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, v]) => [name, Number.isNaN(v) ? null : v])));
}

describe("regions and carriers", () => {
  const events = rawTable({
    person: [5, 5, 5, 2, 2, 9, 9, -1, 7],
    phone_country: ["PT", "ES", "PT", "FR", "ES", null, "PT", "DE", null],
    phone_area: ["Lisboa", null, "Porto", null, null, null, "Porto", null, null],
    phone_carrier: ["NOS", "MEO", "MEO", "MEO", "MEO", "NOS", "NOS", "MEO", "NOS"],
  });

  test("most of a person's rows decide, ties by the alphabet, and who has none is unknown", () => {
    const { table, sizes, title, about } = segmentByRegion(events);
    expect(rowsOf(table)).toEqual([
      { person: 2, segment: "ES", share: 0.5 },
      { person: 5, segment: "PT", share: 2 / 3 },
      { person: 7, segment: "unknown", share: null },
      { person: 9, segment: "PT", share: 1 },
    ]);
    expect(rowsOf(sizes)).toEqual([
      {
        segment: "PT",
        people: 2,
        share: 0.5,
        lower: expect.closeTo(0.15, 2),
        upper: expect.closeTo(0.85, 2),
        small: true,
      },
      {
        segment: "ES",
        people: 1,
        share: 0.25,
        lower: expect.closeTo(0.046, 3),
        upper: expect.closeTo(0.699, 3),
        small: true,
      },
      {
        segment: "unknown",
        people: 1,
        share: 0.25,
        lower: expect.closeTo(0.046, 3),
        upper: expect.closeTo(0.699, 3),
        small: true,
      },
    ]);
    expect(title).toBe("country of the number");
    expect(about).toMatchObject({
      verb: "segmentByRegion",
      peopleIn: 4,
      excluded: [{ reason: "not linked to a person", rows: 1 }],
    });
  });

  test("areas and owners of number blocks work alike", () => {
    expect(rowsOf(segmentByRegion(events, { level: "area" }).table).map((row) => row["segment"])).toEqual([
      "unknown",
      "Lisboa",
      "unknown",
      "Porto",
    ]);
    expect(rowsOf(segmentByCarrier(events).sizes).map(({ segment, people }) => [segment, people])).toEqual([
      ["MEO", 2],
      ["NOS", 2],
    ]);
  });

  test("the largest can be kept and the rest be one", () => {
    expect(rowsOf(segmentByRegion(events, { top: 1 }).sizes).map(({ segment, people }) => [segment, people])).toEqual([
      ["PT", 2],
      ["other", 1],
      ["unknown", 1],
    ]);
  });

  test("the order of rows changes nothing", () => {
    const expected = segmentByRegion(events);
    const turned = segmentByRegion(events.orderby(desc("phone_country"), "person"));
    expect(rowsOf(turned.table)).toEqual(rowsOf(expected.table));
    expect(rowsOf(turned.sizes)).toEqual(rowsOf(expected.sizes));
  });

  test("refuses events that were not normalised or linked, and unknown words", () => {
    expect(() => segmentByCarrier(events.select("person"))).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByCarrier: the table has no column "phone_carrier"
        try: normalise(...) writes it beside every phone number]
    `);
    expect(() => segmentByRegion(events.select("phone_country"))).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByRegion: the table has no column "person"
        try: link the events first: link(events)]
    `);
    expect(() => segmentByRegion(events, { level: "city" as "area" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByRegion: level must be "country" or "area"
        found: "city"]
    `);
    expect(() => segmentByRegion(events, { top: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByRegion: top must be a whole number of at least 1
        found: 0]
    `);
    expect(() =>
      segmentByRegion(events.assign(rawTable({ person: Array(9).fill("ann") }))),
    ).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByRegion: column "person" must hold whole numbers from 0, or -1 for nobody
        found: text
        try: link(events) writes such a column]
    `);
  });
});

describe("quintile scores", () => {
  test("a score of s says that at least (s - 1) / 5 are strictly below, and equal values score alike", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 60 }), (values) => {
        const scores = quintileScores(Float64Array.from(values));
        for (const [i, value] of values.entries()) {
          const below = values.filter((v) => v < value).length / values.length;
          expect(scores[i]).toBeGreaterThanOrEqual(1);
          expect(scores[i]).toBeLessThanOrEqual(5);
          expect(below).toBeGreaterThanOrEqual((scores[i] - 1) / 5 - 1e-12);
          expect(below).toBeLessThan(scores[i] / 5);
        }
      }),
    );
  });

  test("without ties the fifths are equally large", () => {
    const scores = quintileScores(Float64Array.from({ length: 50 }, (_, i) => (i * 7) % 50));
    for (const s of [1, 2, 3, 4, 5]) expect(scores.filter((score) => score === s).length).toBe(10);
  });

  test("when all are equal all score 1", () =>
    expect([...quintileScores(Float64Array.of(4, 4, 4))]).toEqual([1, 1, 1]));
});

describe("behaviour", () => {
  const people = journeys({
    often:
      "2026-03-01 payment amount=5 currency=EUR, 2026-03-08 app, 2026-03-09 app, 2026-03-10 call direction=out duration=60",
    once: "2026-03-10 payment amount=20 currency=EUR",
    gone: "2026-03-01 app, 2026-03-02 app, 2026-03-02 sms direction=in",
    silent: "2026-03-05 sms direction=in",
  });

  test("recency, frequency and value of what people do themselves", () => {
    const { table, profiles, sizes, value, about } = segmentByBehaviour(people);
    expect(rowsOf(table)).toEqual(
      [
        { person: 0, segment: "loyal", recency: 0, frequency: 4, value: 5, r: 2, f: 4, m: 2 },
        { person: 1, segment: "asleep", recency: 0, frequency: 1, value: 20, r: 2, f: 1, m: 4 },
        { person: 2, segment: "asleep", recency: 8, frequency: 2, value: 0, r: 1, f: 2, m: 1 },
      ].map((row) => ({ ...row, segment: behaviourName(row.r, row.f) })),
    );
    expect(value).toBe("amount");
    expect(rowsOf(profiles)).toEqual([
      { segment: "at risk", people: 1, recency: 0, frequency: 4, value: 5 },
      { segment: "asleep", people: 2, recency: 4, frequency: 1.5, value: 10 },
    ]);
    expect(rowsOf(sizes).map(({ segment, people: n }) => [segment, n])).toEqual([
      ["at risk", 1],
      ["asleep", 2],
    ]);
    expect(about.excluded).toEqual([{ reason: "not an activity", rows: 2 }]);
  });

  test("looks at the days that it is told", () => {
    const { table } = segmentByBehaviour(people, { from: "2026-03-02", until: "2026-03-09T12:00Z" });
    expect(rowsOf(table).map(({ person, recency, frequency }) => [person, recency, frequency])).toEqual([
      [0, 0.5, 2],
      [2, 7.5, 1],
    ]);
  });

  test("without a value there is none", () => {
    const { table, profiles } = segmentByBehaviour(people, { value: "none" });
    expect(table.columnNames()).toEqual(["person", "segment", "recency", "frequency", "r", "f"]);
    expect(profiles.columnNames()).toEqual(["segment", "people", "recency", "frequency"]);
  });

  test("all 25 pairs of scores have a name, and a better score is never a worse segment in the corners", () => {
    const names = [1, 2, 3, 4, 5].flatMap((r) => [1, 2, 3, 4, 5].map((f) => behaviourName(r, f)));
    expect(new Set(names).size).toBe(10);
    expect([behaviourName(5, 5), behaviourName(1, 1), behaviourName(5, 1), behaviourName(1, 5)]).toEqual([
      "champions",
      "asleep",
      "new or rare",
      "slipping away",
    ]);
  });

  test("everybody active is in one segment, whatever the order of rows", () => {
    const chance = random(5);
    const rows = Array.from({ length: 3000 }, () => {
      const person = chance.integer(400);
      return { person, at: chance.uniform() * (person % 7) * 10 * DAY, kind: "call", duration: chance.exponential(90) };
    });
    const build = (list: typeof rows) =>
      rawTable(
        Object.fromEntries(
          (["person", "at", "kind", "duration"] as const).map((name) => [name, list.map((row) => row[name])]),
        ),
      );
    const result = segmentByBehaviour(build(rows));
    const total = rowsOf(result.sizes).reduce((sum, row) => sum + (row["people"] as number), 0);
    expect(total).toBe(result.table.numRows());
    expect(total).toBe(new Set(rows.map(({ person }) => person)).size);
    expect(result.value).toBe("duration");
    const turned = segmentByBehaviour(build(chance.shuffle([...rows])));
    expect(rowsOf(turned.table).map(({ value, ...row }) => row)).toEqual(
      rowsOf(result.table).map(({ value, ...row }) => row),
    );
  });

  test("refuses sums over currencies, and a crowd without activity", () => {
    const mixed = journeys({ ann: "10:00 payment amount=5 currency=EUR, 11:00 payment amount=5 currency=USD" });
    expect(() => segmentByBehaviour(mixed)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByBehaviour: amounts in several currencies have no sum
        found: EUR, USD
        try: filter to one currency, or value: "duration"]
    `);
    expect(() => segmentByBehaviour(people, { activity: "topup" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByBehaviour: nobody is active in the observation
        found: 4 people, topup
        try: another activity, or linked events]
    `);
    expect(() => segmentByBehaviour(people, { value: "money" as "none" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: segmentByBehaviour: value must be "amount", "duration", "bytes" or "none"
        found: "money"]
    `);
  });
});
