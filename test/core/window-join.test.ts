import { DuckDBInstance } from "@duckdb/node-api";
import { type ColumnTable, table } from "arquero";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import { type Random, random } from "../../toolkit/core/random.ts";
import { type WindowJoinOptions, windowJoin } from "../../toolkit/core/window-join.ts";

interface Row {
  person: number | null;
  phone: string | null;
  at: number | null;
  row: number;
}

function world(chance: Random, rows: number, people: number, span: number): Row[] {
  const maybe = <T>(value: T) => (chance.chance(0.08) ? null : value);
  return Array.from({ length: rows }, (_, row) => {
    const who = chance.chance(0.3) ? 0 : chance.integer(people);
    return { person: maybe(who), phone: maybe(`p${who}`), at: maybe(chance.integer(span)), row };
  });
}

const toTable = (rows: readonly Row[]): ColumnTable =>
  table({
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person ?? -1),
      -1,
    ),
    phone: TextColumn.from(rows.map(({ phone }) => phone)),
    at: Float64Array.from(rows, ({ at }) => at ?? Number.NaN),
    row: Int32Array.from(rows, ({ row }) => row),
  } as never);

async function inDuckdb(left: readonly Row[], right: readonly Row[], least: number, most: number, keepLeft: boolean) {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const literal = (value: string | number | null) =>
    value === null ? "NULL" : typeof value === "string" ? `'${value}'` : `${value}`;
  for (const [name, rows] of Object.entries({ l: left, r: right })) {
    await connection.run(`CREATE TABLE ${name} (person INTEGER, phone VARCHAR, t INTEGER, row INTEGER)`);
    for (let i = 0; i < rows.length; i += 1000) {
      const values = rows.slice(i, i + 1000).map((r) => `(${Object.values(r).map(literal).join(", ")})`);
      await connection.run(`INSERT INTO ${name} VALUES ${values.join(", ")}`);
    }
  }
  const reader = await connection.runAndReadAll(`SELECT l.row, r.row, r.t - l.t FROM l ${keepLeft ? "LEFT" : ""} JOIN r
    ON l.person = r.person AND l.phone = r.phone AND r.t - l.t BETWEEN ${least} AND ${most}
    ORDER BY r.row IS NULL, l.row, r.t, r.row`);
  connection.closeSync();
  instance.closeSync();
  return reader.getRows().map((row) => row.map((value) => (value === null ? null : Number(value))));
}

const pairsOf = (answer: ColumnTable) =>
  Array.from({ length: answer.numRows() }, (_, i) =>
    ["row_1", "row_2", "delay"].map((name) => {
      const value = answer.get(name, i) as number | null;
      return value === null || Number.isNaN(value) ? null : value;
    }),
  );

const BOTH = [
  ["person", "phone"],
  ["person", "phone"],
] as const;

describe("windowJoin", () => {
  test("gives the pairs that DuckDB gives, in the order of the left rows, then of time", async () => {
    const chance = random(4);
    for (const [lefts, rights, people] of [
      [0, 10, 2],
      [10, 0, 2],
      [60, 40, 3],
      [900, 1500, 20],
      [1500, 700, 400],
    ]) {
      const [left, right] = [world(chance, lefts, people, 400), world(chance, rights, people, 400)];
      for (const type of ["inner", "left"] as const) {
        const options: WindowJoinOptions = { within: "20ms", before: "5ms", by: BOTH, type, workers: 0 };
        const mine = pairsOf(await windowJoin(toTable(left), toTable(right), options));
        expect(mine).toEqual(await inDuckdb(left, right, -5, 20, type === "left"));
      }
    }
  });

  test("does not depend on the number of workers", async () => {
    const chance = random(8);
    const [left, right] = [world(chance, 90_000, 3000, 1e7), world(chance, 40_000, 3000, 1e7)].map(toTable);
    const answers = [];
    for (const workers of [0, 1, 2, 3]) {
      answers.push(pairsOf(await windowJoin(left, right, { within: "2s", by: "phone", type: "left", workers })));
    }
    expect(answers[0].length).toBeGreaterThan(100_000);
    for (const other of answers.slice(1)) expect(other).toEqual(answers[0]);
  });

  test("gives every pair where the other side is larger than the cache, whatever the keys are", async () => {
    const chance = random(21);
    const [left, right] = [world(chance, 3000, 9000, 1e8), world(chance, 90_000, 12_000, 1e8)];
    const byPhone = Map.groupBy(
      right.filter(({ phone, at }) => phone !== null && at !== null),
      ({ phone }) => phone,
    );
    for (const list of byPhone.values()) list.sort((a, b) => (a.at as number) - (b.at as number) || a.row - b.row);
    const isNear = (delay: number) => delay >= -500 && delay <= 20_000;
    const wanted = left.flatMap(({ phone, at, row }) =>
      (at === null ? [] : (byPhone.get(phone) ?? []))
        .filter((other) => isNear((other.at as number) - (at as number)))
        .map((other) => [row, other.row, (other.at as number) - (at as number)]),
    );
    expect(wanted.length).toBeGreaterThan(2000);
    const options = { within: "20s", before: "500ms", workers: 0 } as const;
    expect(pairsOf(await windowJoin(toTable(left), toTable(right), { ...options, by: "phone" }))).toEqual(wanted);
    // the same keys as numbers from 0, and from far below 0
    for (const zero of [0, -1e9]) {
      const numbered = (rows: readonly Row[]) =>
        toTable(rows).assign(
          table({
            key: Float64Array.from(rows, ({ phone }) => zero + (phone === null ? Number.NaN : +phone.slice(1))),
          }),
        );
      expect(pairsOf(await windowJoin(numbered(left), numbered(right), { ...options, by: "key" }))).toEqual(wanted);
    }
    const persons = (rows: readonly Row[]) =>
      toTable(rows.map((row) => ({ ...row, person: row.phone === null ? null : +row.phone.slice(1) })));
    expect(pairsOf(await windowJoin(persons(left), persons(right), options))).toEqual(wanted);
  });

  test("names columns as join does, takes filtered rows, and knows persons by default", async () => {
    const left = table({ person: [0, 0, 1], at: [0, 50, 0], code: ["a", "b", "c"] });
    const right = table({ person: [0, 1, 1], at: [60, 10, 20], page: ["x", "y", "z"] });
    const shown = right.filter((d: { page: string }) => d.page !== "y");
    const answer = await windowJoin(left, shown, { within: "60ms" });
    expect(answer.objects()).toEqual([
      { person: 0, at_1: 0, code: "a", at_2: 60, page: "x", delay: 60 },
      { person: 0, at_1: 50, code: "b", at_2: 60, page: "x", delay: 10 },
      { person: 1, at_1: 0, code: "c", at_2: 20, page: "z", delay: 20 },
    ]);
  });

  test("what cannot be joined is refused", async () => {
    const events = table({ person: [0], at: [1], delay: [1] });
    const plain = table({ person: [0], at: [1] });
    const wrong: [ColumnTable, object, RegExp][] = [
      [events, { within: "1s" }, /a column of its own called delay/],
      [plain, {}, /within must be a duration/],
      [plain, { within: "1s", by: "phone" }, /windowJoin: the table has no column "phone"/],
      [plain, { within: "1s", type: "outer" }, /type must be "inner" or "left"/],
      [table({ person: [0] }), { within: "1s" }, /no column "at"/],
    ];
    for (const [left, options, message] of wrong) {
      const error = await windowJoin(left, plain, options as WindowJoinOptions).catch((e: unknown) => e);
      expect(isPhonographError(error) && error.message).toMatch(message);
    }
  });
});
