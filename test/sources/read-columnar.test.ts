import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { table as arqueroTable, toArrowIPC } from "arquero";
import { describe, expect, test } from "vitest";
import { readArrow } from "../../toolkit/sources/read-arrow.ts";
import { readParquet } from "../../toolkit/sources/read-parquet.ts";
import { messageOf, scratch } from "./scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

async function parquet(name: string, select: string): Promise<string> {
  const path = file(name, "");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("readParquet", () => {
  test("keeps kinds: numbers, moments, wall clocks, booleans, text; what no number may hold is text", async () => {
    const path = await parquet(
      "kinds.parquet",
      `SELECT '+351912345678' AS phone, 9007199254740993 AS big, 7::INTEGER AS n, 1.25::DECIMAL(9,2) AS amount, true AS ok,
        TIMESTAMP '2026-01-01 10:00:00.5' AS wall, TIMESTAMPTZ '2026-01-01 10:00:00+01' AS moment, {a: 1} AS s
       UNION ALL SELECT NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL`,
    );
    const { table, times, about } = await readParquet(path);
    expect(objects(table)[0]).toEqual({
      phone: "+351912345678",
      big: "9007199254740993",
      n: 7,
      amount: 1.25,
      ok: 1,
      wall: Date.UTC(2026, 0, 1, 10) + 500,
      moment: Date.UTC(2026, 0, 1, 9),
      s: '{"a":1}',
      source: "kinds.parquet",
      row: 1,
    });
    expect(objects(table)[1]).toMatchObject({ phone: null, n: Number.NaN, wall: Number.NaN, s: null, row: 2 });
    expect(times).toEqual({ wall: "local", moment: "utc" });
    expect(about.rowsIn).toBe(2);
  });

  test("refuses what is not parquet, and parquet cut short", async () => {
    const whole = readFileSync(await parquet("whole.parquet", "SELECT range AS a FROM range(1000)"));
    const messages = [
      await messageOf(readParquet(file("text.parquet", "a,b\n1,2\n"))),
      await messageOf(readParquet(file("cut.parquet", whole.subarray(0, 500)))),
      await messageOf(readParquet(file("ok.parquet", whole), { columns: { b: "c" } })),
    ];
    expect(messages).toMatchSnapshot();
  });
});

describe("readArrow", () => {
  test("keeps numbers, text and times, and counts values that are no numbers", async () => {
    const bytes = toArrowIPC(
      arqueroTable({ phone: ["+14155550101", null], n: [61, 7], when: [new Date(5), new Date(6)], odd: ["1", "x"] }),
    );
    const { table, issues, times } = await readArrow(file("a.arrow", bytes), {
      columns: { phone: "phone", n: "n", when: "when", odd: { from: "odd", type: "number" } },
    });
    expect(objects(table)).toEqual([
      { phone: "+14155550101", n: 61, when: 5, odd: 1, source: "a.arrow", row: 1 },
      { phone: null, n: 7, when: 6, odd: Number.NaN, source: "a.arrow", row: 2 },
    ]);
    expect(Object.keys(times)).toEqual(["when"]);
    expect(objects(issues)).toMatchObject([{ reason: "odd: not a number", effect: "blanked", lines: "2" }]);
  });

  test("refuses what is not Arrow", async () => {
    expect(await messageOf(readArrow(file("text.arrow", "a,b\n1,2\n")))).toContain("the file must be whole Arrow IPC");
  });
});
