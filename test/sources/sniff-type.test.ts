import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { readJsonl } from "../../toolkit/sources/read-jsonl.ts";
import { sniffType } from "../../toolkit/sources/sniff-type.ts";
import { scratch } from "./scratch.ts";

const file = scratch();
const typeOf = (from: string, values: readonly string[]) =>
  sniffType({ name: from, from, type: "text", declared: false }, values).type;

const SECONDS = ["1767225600", "1767225601"];
const MILLIS = ["1767225600123", "1767225600124"];
const MICROS = ["1767225600123456", "1767225600123457"];

describe("a column that nobody declared holds numbers", () => {
  test.each([
    "ts",
    "at",
    "created_at",
    "createdAt",
    "timestamp",
    "eventTime",
    "start_time",
    "session_start_time",
    "epoch",
  ])("where %s has seconds, milli- or microseconds since 1970", (name) => {
    for (const values of [SECONDS, MILLIS, MICROS]) expect(typeOf(name, values)).toBe("number");
  });

  test.each(["begun", "start", "end", "answered", "call_end", "lastSeen"])(
    "where %s has milli- or microseconds, but not seconds, which may be a block of numbers",
    (name) => {
      expect(typeOf(name, MILLIS)).toBe("number");
      expect(typeOf(name, MICROS)).toBe("number");
      expect(typeOf(name, SECONDS)).toBe("text");
    },
  );
});

describe("and text", () => {
  test.each([
    "dialled",
    "msisdn",
    "caller",
    "start_cell",
    "time_id",
    "end_number",
    "from",
    "candidate",
    "x",
    "value",
    "date_code",
  ])("where %s has the very same digits", (name) => {
    for (const values of [SECONDS, MILLIS, MICROS]) expect(typeOf(name, values)).toBe("text");
  });

  test.each([
    ["a number to call of ten digits", "2025550123"],
    ["a number to call with its country", "351912345678"],
    ["a number to call of thirteen digits", "2348012345678"],
    ["an IMSI or IMEI", "268011234567890"],
    ["a zero in front", "0176722560"],
    ["a plus in front", "+1767225600"],
    ["a card of nineteen digits", "1767225600123456789"],
    ["a date of digits", "20260301120000"],
    ["a fraction", "1767225600.5"],
    ["another unit", "1767225600123"],
    ["words", "none"],
  ])("where a clock's column has %s among its times", (_, odd) => {
    for (const name of ["ts", "time", "at"]) {
      expect(typeOf(name, [...SECONDS, odd])).toBe("text");
      expect(typeOf(name, [odd, odd])).toBe(/^1\d{12}$/.test(odd) ? "number" : "text");
    }
  });

  test("whatever the digits are, under any name that is no clock's", () => {
    const name = fc.constantFrom("phone", "msisdn", "imsi", "account", "customer_id", "a_number", "called", "b", "ref");
    fc.assert(
      fc.property(name, fc.array(fc.stringMatching(/^[0-9]{9,16}$/), { minLength: 1 }), (from, values) => {
        expect(typeOf(from, values)).toBe("text");
      }),
    );
  });
});

test.each([
  ["csv", readCsv, "ts,called\n1767225600,1767225600\n1767225601,0170\n"],
  ["jsonl", readJsonl, '{"ts":1767225600,"called":"1767225600"}\n{"ts":1767225601,"called":"0170"}\n'],
] as const)(
  "a clock in %s is a number as it is written, a number to call keeps its zeros",
  async (kind, read, text) => {
    const { table, times } = await read(file(`clock.${kind}`, text));
    expect(times).toEqual({});
    expect(["ts", "called"].map((name) => [table.get(name, 0), table.get(name, 1)])).toEqual([
      [1767225600, 1767225601],
      ["1767225600", "0170"],
    ]);
  },
);

test("a clock proved no clock further down is text, and loses nothing", async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => String(1_767_225_600_000 + i));
  const whole = await readCsv(file("late.csv", `ts,n\n${[...lines, "0"].map((t) => `${t},1`).join("\n")}\n`));
  expect(whole.table.get("ts", 4999)).toBe(1_767_225_604_999);
  for (const odd of ["007", "+351912345678", "9007199254740993", "1767225600123456789"]) {
    const { table } = await readCsv(file("late.csv", `ts,n\n${[...lines, odd].map((t) => `${t},1`).join("\n")}\n`));
    expect(table.get("ts", 0)).toBe("1767225600000");
    expect(table.get("ts", 5000)).toBe(odd);
  }
});

test("microseconds are exact to the last digit, in csv and jsonl", async () => {
  const values = Array.from({ length: 3000 }, (_, i) => 1_767_225_600_123_456 + i * 7919);
  const csv = await readCsv(file("micros.csv", `ts,x\n${values.map((value) => `${value},1`).join("\n")}\n`));
  const jsonl = await readJsonl(file("micros.jsonl", values.map((value) => `{"ts":${value}}\n`).join("")));
  for (const { table } of [csv, jsonl]) {
    const read = table.array("ts") as Float64Array;
    expect(values.findIndex((value, row) => read[row] !== value)).toBe(-1);
  }
});
