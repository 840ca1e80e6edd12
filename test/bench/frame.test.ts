import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { beside } from "./beside.ts";
import { compared, worsened } from "./compare.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import { fingerprint, fingerprintSql } from "./fingerprint.ts";
import { exponent } from "./growth.ts";
import type { Answer, Contender } from "./job.ts";
import { measure } from "./measure.ts";
import { mixed, mixedSql, rowsSql } from "./mixed.ts";
import { speedUp } from "./print.ts";
import type { Result, Results } from "./results.ts";
import { bytesOf } from "./sized.ts";

const result = (over: Partial<Result>): Result => ({
  ...{ job: "join", case: "id", contender: "phonograph", ours: true, rows: 1e6 },
  ...{ median: 10, least: 9, most: 11, runs: 3 },
  ...over,
});

const worse = (before: readonly Result[], now: readonly Result[]) => worsened(compared(before, now));

describe("what got worse", () => {
  test("is a ratio to the best peer that grew by more than a fifth, of ours, with as many rows", () => {
    const before = [result({ ratio: 0.5, toFloor: 4 })];
    expect(worse(before, [result({ ratio: 0.61 })])).toEqual([
      { what: "join/id, phonograph, 1000000 rows", to: "best peer", before: 0.5, now: 0.61 },
    ]);
    expect(worse(before, [result({ ratio: 0.59, median: 99 })])).toEqual([]);
    expect(worse(before, [result({ ratio: 0.61, rows: 1e7 })])).toEqual([]);
    expect(worse([result({ ratio: 0.5, ours: false })], [result({ ratio: 0.9, ours: false })])).toEqual([]);
  });

  test("is told by the memory floor where there is no peer", () => {
    expect(worse([result({ toFloor: 4 })], [result({ toFloor: 5 })])).toEqual([
      { what: "join/id, phonograph, 1000000 rows", to: "memory floor", before: 4, now: 5 },
    ]);
  });
});

describe("some jobs measured again", () => {
  const machine = { processor: "p", threads: 2, memory: 1, system: "s", versions: { node: "26" } };
  const run = (day: string, over: Partial<Results> = {}): Results => ({
    ...{ machine: { ...machine, bandwidth: [2, 5] }, day, rows: 1e6, rounds: 5, growth: [], small: [] },
    results: [result({ job: "csv" }), result({}), result({ workers: 1 }), result({ case: "text" })],
    ...over,
  });

  test("stand beside what is kept of the others, cases whole", () => {
    const now = run("2026-02-02", { results: [result({ median: 5 })], rounds: 3 });
    const all = beside(run("2026-01-01"), now);
    expect(all?.results.map((r) => [r.job, r.case, r.median])).toEqual([
      ["csv", "id", 10],
      ["join", "text", 10],
      ["join", "id", 5],
    ]);
    expect(all).toMatchObject({ day: "2026-01-01 to 2026-02-02", rounds: 3 });
  });

  test("are not mixed with those of another machine or of other rows", () => {
    const other = { ...machine, threads: 4, bandwidth: [2, 5] as [number, number] };
    expect(beside(run("2026-01-01"), run("2026-01-01", { machine: other }))).toBeUndefined();
    expect(beside(run("2026-01-01"), run("2026-01-01", { rows: 2e6 }))).toBeUndefined();
  });
});

test("growth is the power of the rows", () => {
  const points = [1e5, 1e6, 5e7].map((rows) => ({ rows, median: 3e-6 * rows ** 1.08 }));
  expect(exponent(points)).toBeCloseTo(1.08, 10);
});

test("two threads are measured against one of ours", () => {
  expect(speedUp([result({ workers: 2, median: 10 }), result({ workers: 1, median: 17 })])).toBe(1.7);
  expect(speedUp([result({ workers: 2 })])).toBeUndefined();
});

test("bytes that columns share count once, dictionaries with their texts", () => {
  const codes = sharedInt32(100);
  const values = ["+351210000001", "+351210000002"];
  const table = toTable({ a: sharedFloat64(100), phone: new TextColumn(codes, values), same: codes });
  expect(bytesOf(table)).toBe(800 + 400 + 2 * (8 + 32));
  expect(bytesOf(table, codes)).toBe(bytesOf(table));
});

describe("answers", () => {
  test("have the same fingerprint here and in SQL, and another when a value lies in another row", async () => {
    const rows = 1000;
    const [a, b] = [3, 5].map((by) => Float64Array.from({ length: rows }, (_, i) => mixed(by * i + 1) % 5000));
    const duckdb = await openDuckdb(1);
    await duckdb.run(`CREATE TABLE t AS SELECT ${mixedSql("DuckDB", "3 * i + 1")} % 5000 AS a, ${mixedSql("DuckDB", "5 * i + 1")} % 5000 AS b
      FROM ${rowsSql("DuckDB", rows)}`);
    const print = fingerprint(rows, [a, b]);
    expect(await duckdb.first(fingerprintSql("t", ["a", "b"]))).toBe(print);
    duckdb.close();
    const other = b.slice();
    [other[0], other[1]] = [b[1], b[0]];
    expect(fingerprint(rows, [a, other])).not.toBe(print);
  });

  test("that differ stop the benchmark before a time is told", async () => {
    const contender = (name: string, print: string): Contender => ({
      name,
      run: async (): Promise<Answer> => ({ fingerprint: () => print }),
    });
    const same = { name: "one", rows: 3, contenders: [contender("a", "1"), contender("b", "1")] };
    expect(await measure(same, 1)).toHaveLength(2);
    const differing = { ...same, contenders: [...same.contenders, contender("c", "2")] };
    await expect(measure(differing, 1)).rejects.toThrow(/one: the answers differ\n {2}a, b: 1\n {2}c: 2/);
  });
});
