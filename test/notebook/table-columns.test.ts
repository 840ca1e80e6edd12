import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import { tableColumns } from "../../toolkit/notebook/table-columns.ts";

const cells = (name: string, values: readonly unknown[], allowRaw = false): readonly string[] =>
  tableColumns(table({ [name]: values as unknown[] }), 100, allowRaw)[0].cells;

describe("numbers in a table", () => {
  test.each<[string, unknown[], string[]]>([
    ["whole numbers are grouped", [1234567, -5, 0], ["1,234,567", "−5", "0"]],
    ["shares keep three digits of the middle one", [0.4231, 0.0441, 1], ["0.423", "0.044", "1.000"]],
    ["large amounts have no decimals", [1234.5678, 2400.2, 3000.9], ["1,235", "2,400", "3,001"]],
    ["amounts of tens have one", [12.345, 40, 20.55], ["12.3", "40.0", "20.6"]],
    ["what is too small for the digits says so", [0.2, 0.031, 3e-9], ["0.2000", "0.0310", "<0.0001"].map((x) => x)],
    ["a share that is not whole is not rounded to one", [0.99996, 1, 0.997], [">0.999", "1.000", "0.997"]],
    ["only shares are told so", [0.9996, 2.5, 12.25], ["1.00", "2.50", "12.25"]],
    ["missing values are empty", [1, null, Number.NaN], ["1", "", ""]],
    ["infinite ones are not hidden", [1.5, Infinity, -Infinity], ["1.50", "∞", "−∞"]],
  ])("%s", (_, values, expected) => {
    expect(cells("x", values)).toEqual(expected);
  });

  test("years are not grouped, instants are UTC dates, truth is yes or no", () => {
    expect(cells("year", [1999, 2026])).toEqual(["1999", "2026"]);
    expect(cells("at", [Date.UTC(2026, 2, 1, 8, 0, 5)])).toEqual(["2026-03-01 08:00:05"]);
    expect(cells("to", [Date.UTC(2026, 2, 1), Infinity])).toEqual(["2026-03-01", "∞"]);
    expect(cells("from", [-Infinity, Date.UTC(2026, 2, 1)])).toEqual(["−∞", "2026-03-01"]);
    expect(cells("day", [new Date("2026-03-01")])).toEqual(["2026-03-01"]);
    expect(cells("ok", [true, false, null])).toEqual(["yes", "no", ""]);
  });

  test("the exact value stays for sorting and csv", () => {
    expect(tableColumns(table({ x: [0.123456, 2] }), 9)[0].exact).toEqual(["0.123456", "2"]);
  });
});

describe("identifiers in a table", () => {
  const number = "+351912345678";
  test.each(["phone", "peer", "msisdn", "user", "user_id", "ip", "device", "identifier", "from_phone", "email"])(
    "a column called %s is masked",
    (name) => {
      expect(cells(name, ["ana.maria"])).toEqual(["an•••"]);
    },
  );

  test("names that a join has numbered are read without the number", () => {
    expect(cells("user_1", ["ana.maria"])).toEqual(["an•••"]);
    expect(cells("at_2", [Date.UTC(2026, 2, 1)])).toEqual(["2026-03-01"]);
    expect(tableColumns(table({ at_1: [1e12] }), 1)[0].name).toBe("at_1");
  });

  test.each<[string, unknown]>([
    ["text with a plus", number],
    ["digits", "351912345678"],
    ["spaced", "+351 912 345 678"],
    ["a number inside a sentence", `call ${number} back`],
    ["a number as a number", 351912345678],
    ["a number as a bigint", 351912345678n],
    ["a number in a list", [number]],
  ])("%s is masked, whatever the column is called", (_, value) => {
    const [cell] = cells("whatever", [value]);
    expect(cell).not.toMatch(/345/);
    expect(cell).toContain("•");
  });

  test("a dictionary column is masked like any other", () => {
    const column = TextColumn.from([number, null]);
    expect(tableColumns(table({ x: column as unknown as string[] }), 9)[0].cells).toEqual(["+351•••••••78", ""]);
  });

  test("dates, measures and counts are not taken for numbers", () => {
    expect(cells("when", ["2026-03-01 12:30"])).toEqual(["2026-03-01 12:30"]);
    expect(cells("bytes", [12_345_678_901])).toEqual(["12,345,678,901"]);
    expect(cells("users", [48_210])).toEqual(["48,210"]);
    expect(cells("range", ["2019-2020"])).toEqual(["2019-2020"]);
  });

  test("are shown when that is asked for aloud", () => {
    expect(cells("phone", [number], true)).toEqual([number]);
  });

  test("only the rows that the table shows are read: filtered, ordered", () => {
    const shown = table({ x: [1, 2, 3, 4] })
      .filter((d: { x: number }) => d.x > 1)
      .orderby((d: { x: number }) => -d.x);
    expect(tableColumns(shown, 2)[0].cells).toEqual(["4", "3"]);
  });
});
