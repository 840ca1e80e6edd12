import { DuckDBInstance } from "@duckdb/node-api";
import { type ColumnTable, table as rawTable } from "arquero";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { type Random, random } from "../../toolkit/core/random.ts";
import type { FeatureSpec } from "../../toolkit/segments/feature-spec.ts";
import { features } from "../../toolkit/segments/features.ts";
import { sharedInt32 } from "../../workers/shared.ts";

const KINDS = ["call", "sms", "data"];
const DAY = 864e5;

/** One event; null where a value is missing. */
interface Row {
  person: number;
  at: number | null;
  offset: number | null;
  kind: string | null;
  peer: string | null;
  cell: number | null;
  duration: number | null;
  amount: number | null;
}

function world(chance: Random, rows: number, people: number): Row[] {
  const maybe = <T>(value: T) => (chance.chance(0.1) ? null : value);
  return Array.from({ length: rows }, () => ({
    person: chance.chance(0.05) ? -1 : 3 * chance.integer(people) + 1,
    at: maybe(Date.UTC(2026, 0, 1) + chance.integer(5 * DAY)),
    offset: maybe(60 * (chance.integer(5) - 2)),
    kind: maybe(chance.pick(KINDS)),
    peer: maybe(`p${chance.integer(12)}`),
    cell: maybe(chance.integer(6) * 1000.5),
    duration: maybe(chance.integer(90)),
    amount: maybe(chance.integer(1000) / 7),
  }));
}

function toEvents(rows: readonly Row[]): Events {
  const numbers = (name: "at" | "cell" | "duration" | "amount") =>
    Float64Array.from(rows, (r) => r[name] ?? Number.NaN);
  const person = sharedInt32(rows.length);
  for (const [i, row] of rows.entries()) person[i] = row.person;
  return rawTable({
    person: new WholeColumn(person, -1),
    offset: new WholeColumn(
      Int16Array.from(rows, ({ offset }) => offset ?? -32768),
      -32768,
    ),
    kind: TextColumn.from(rows.map(({ kind }) => kind)),
    peer: TextColumn.from(rows.map(({ peer }) => peer)),
    ...{ at: numbers("at"), cell: numbers("cell"), duration: numbers("duration"), amount: numbers("amount") },
  } as never) as unknown as Events;
}

const SPEC = {
  all: { count: {} },
  calls: { count: "call" },
  both: { count: ["call", "sms"] },
  long: { count: { kind: "call", duration: { min: 45 } } },
  days: { days: {} },
  callDays: { days: "call" },
  seconds: { sum: "duration", of: "call" },
  spent: { sum: "amount" },
  mean: { mean: "amount", of: "sms" },
  least: { min: "duration" },
  last: { max: "at", of: ["call", "data"] },
  peers: { distinct: "peer", of: "call" },
  cells: { distinct: "cell" },
  typical: { quantile: "duration", p: 0.5, of: "call" },
  high: { quantile: "duration", p: 0.9, of: "call" },
  amounts: { quantile: "amount", p: 0.37 },
} as const satisfies FeatureSpec;

/** The same in SQL; what DuckDB leaves out of an aggregate is what we call missing. */
const SQL = `
  SELECT person, count(*) AS "all", count(*) FILTER (WHERE kind = 'call') AS calls,
    count(*) FILTER (WHERE kind IN ('call', 'sms')) AS both, count(*) FILTER (WHERE kind = 'call' AND duration >= 45) AS long,
    count(DISTINCT day) AS days, count(DISTINCT day) FILTER (WHERE kind = 'call') AS "callDays",
    coalesce(sum(duration) FILTER (WHERE kind = 'call'), 0) AS seconds, coalesce(sum(amount), 0) AS spent,
    avg(amount) FILTER (WHERE kind = 'sms') AS mean, min(duration) AS least, max("at") FILTER (WHERE kind IN ('call', 'data')) AS last,
    count(DISTINCT peer) FILTER (WHERE kind = 'call') AS peers, count(DISTINCT cell) AS cells,
    quantile_cont(duration, 0.5) FILTER (WHERE kind = 'call') AS typical,
    quantile_cont(duration, 0.9) FILTER (WHERE kind = 'call') AS high, quantile_cont(amount, 0.37) AS amounts
  FROM (SELECT *, floor(("at" + coalesce("offset", 0) * 60000) / ${DAY}) AS day FROM events) WHERE person >= 0 GROUP BY person ORDER BY person`;

async function inDuckdb(rows: readonly Row[]): Promise<(number | null)[][]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE events (person INTEGER, "at" DOUBLE, "offset" INTEGER, kind VARCHAR, peer VARCHAR, cell DOUBLE, duration DOUBLE, amount DOUBLE)`,
  );
  const literal = (value: string | number | null) =>
    value === null ? "NULL" : typeof value === "string" ? `'${value}'` : `${value}::DOUBLE`;
  const written = rows.map((r) => `(${Object.values(r).map(literal).join(", ")})`);
  for (let i = 0; i < written.length; i += 500) {
    await connection.run(`INSERT INTO events VALUES ${written.slice(i, i + 500).join(", ")}`);
  }
  const reader = await connection.runAndReadAll(SQL);
  connection.closeSync();
  instance.closeSync();
  return reader.getRows().map((row) => row.map((value) => (value === null ? null : Number(value))));
}

function rowsOf(table: ColumnTable): (number | null)[][] {
  const names = table.columnNames();
  return Array.from({ length: table.numRows() }, (_, row) =>
    names.map((name) => {
      const value = table.get(name, row) as number;
      return Number.isNaN(value) ? null : value;
    }),
  );
}

describe("features", () => {
  test("agree with DuckDB on random worlds, whatever is missing", async () => {
    const chance = random(5);
    for (const [rows, people] of [
      [1, 1],
      [40, 3],
      [2000, 11],
      [3000, 900],
      [3000, 1],
    ]) {
      const events = world(chance, rows, people);
      const { table } = await features(toEvents(events), SPEC, { workers: 0 });
      const theirs = await inDuckdb(events);
      const mine = rowsOf(table);
      expect(mine.length).toBe(theirs.length);
      for (const [i, row] of mine.entries()) {
        expect(row).toEqual(theirs[i].map((value) => (value === null ? null : expect.closeTo(value, 6))));
      }
    }
  });

  test("do not depend on the number of workers, nor on the order of the rows", async () => {
    const chance = random(9);
    const events = world(chance, 60_000, 700);
    const inline = rowsOf((await features(toEvents(events), SPEC, { workers: 0 })).table);
    for (const workers of [1, 2, 3]) {
      expect(rowsOf((await features(toEvents(events), SPEC, { workers })).table)).toEqual(inline);
    }
    const shuffled = rowsOf((await features(toEvents(chance.shuffle([...events])), SPEC, { workers: 0 })).table);
    expect(shuffled).toEqual(
      inline.map((row) => row.map((value) => (value === null ? null : expect.closeTo(value, 6)))),
    );
  });

  test("are exact where nearly all numbers of a column are short", async () => {
    // few rows are looked at to find out how wide a column must be: row 1 is none of them
    const rows = 10_000;
    const duration = Float64Array.from({ length: rows }, (_, row) => (row === 1 ? 0.1 : row));
    const person = sharedInt32(rows).map((_, row) => row % 3);
    const events = rawTable({ person, duration } as never) as unknown as Events;
    for (const workers of [0, 2]) {
      const { table } = await features(
        events,
        { sum: { sum: "duration" }, least: { min: "duration" }, most: { max: "duration" } },
        { workers },
      );
      const sumOf = (p: number) => duration.reduce((sum, value, row) => (row % 3 === p ? sum + value : sum), 0);
      expect(rowsOf(table)).toEqual([
        [0, sumOf(0), 0, 9999],
        [1, sumOf(1), 0.1, 9997],
        [2, sumOf(2), 2, 9998],
      ]);
    }
  });

  test("of sixteen kinds of events are counted as those of one", async () => {
    const chance = random(3);
    const rows = 30_000;
    const person = sharedInt32(rows).map(() => chance.integer(900));
    const cell = Float64Array.from({ length: rows }, () => chance.integer(16));
    const events = rawTable({ person, cell } as never) as unknown as Events;
    const spec = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`n${i}`, { count: { where: { cell: i } } }]));
    const { table } = await features(events, spec as FeatureSpec, { workers: 0 });
    const counts = Array.from({ length: 900 }, () => new Array<number>(16).fill(0));
    for (let row = 0; row < rows; row++) counts[person[row]][cell[row]]++;
    expect(rowsOf(table)).toEqual(counts.map((mine, p) => [p, ...mine]));
  });

  test("count every row that no feature looks at, by reason", async () => {
    const events = rawTable({ person: [0, -1, 0, 7], kind: ["call", "call", "sms", "data"] }) as unknown as Events;
    const { table, about } = await features(events, { calls: { count: "call" } });
    expect(rowsOf(table)).toEqual([
      [0, 1],
      [7, 0],
    ]);
    expect(about).toMatchObject({
      rowsIn: 4,
      peopleIn: 2,
      excluded: [
        { reason: "not linked to a person", rows: 1 },
        { reason: "not asked for", rows: 2 },
      ],
      options: { features: { calls: "count call" } },
    });
  });

  test.each([
    ["nobody at all", [], []],
    ["rows of nobody", [-1, -1], []],
    [
      "ids without a gap",
      [0, 1, 0],
      [
        [0, 2, 2],
        [1, 1, 1],
      ],
    ],
    [
      "ids with gaps",
      [5, 9, 5, -1],
      [
        [5, 2, 2],
        [9, 1, 1],
      ],
    ],
    [
      "an id beyond the rows",
      [7e7, 3],
      [
        [3, 1, 1],
        [7e7, 1, 1],
      ],
    ],
  ])("are told of %s, in shared memory or not", async (_, ids, told) => {
    const shared = sharedInt32(ids.length);
    shared.set(ids);
    for (const person of [new WholeColumn(shared, -1), Int32Array.from(ids)]) {
      const peer = Float64Array.from(ids, (_, row) => (ids.indexOf(ids[row]) === row ? row : 7));
      const events = rawTable({ person, peer } as never) as unknown as Events;
      const { table } = await features(events, { n: { count: {} }, contacts: { distinct: "peer" } });
      const found = table.objects() as { person: number; n: number; contacts: number }[];
      expect(found.map((row) => [row.person, row.n, row.contacts])).toEqual(told);
    }
  });

  test("hold for rows that a filter shows, in the order that it shows them", async () => {
    const events = rawTable({ person: [4, 4, 2], kind: ["call", "sms", "call"], duration: [1, 2, 3] });
    const shown = events.filter((d: { duration: number }) => d.duration > 1).orderby("duration");
    const { table } = await features(shown as unknown as Events, { n: { count: {} }, total: { sum: "duration" } });
    expect(rowsOf(table)).toEqual([
      [2, 1, 3],
      [4, 1, 2],
    ]);
  });

  test("a spec that cannot be read is refused with what was meant", async () => {
    const events = rawTable({ person: [0], kind: ["call"], duration: [1] }) as unknown as Events;
    const wrong: [unknown, RegExp][] = [
      [{}, /at least one\n {2}found: an empty object/],
      [{ person: { count: "call" } }, /a name of its own/],
      [{ n: { sum: "duration", distinct: "peer" } }, /"n" must be one of "count"[\s\S]*found: sum, distinct/],
      [{ n: { sum: "duration", off: "call" } }, /has no "off"[\s\S]*try: .*of/],
      [{ n: { quantile: "duration" } }, /n\.p must lie strictly between 0 and 1/],
      [{ n: { quantile: "duration", p: Number.NaN } }, /n\.p must lie strictly/],
      [{ n: { sum: "minutes" } }, /no column "minutes"/],
      [{ n: { sum: "kind" } }, /"kind" must hold numbers/],
      [{ n: { count: [] } }, /must name events/],
      [
        Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`n${i}`, { count: { duration: i } }])),
        /16 different kinds/,
      ],
    ];
    for (const [spec, message] of wrong) {
      const error = await features(events, spec as FeatureSpec).catch((e: unknown) => e);
      expect(isPhonographError(error) && error.message).toMatch(message);
    }
  });
});
