import { desc, fromArrow, table, toArrow } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { requireColumns } from "../../toolkit/core/events.ts";
import { personsOf } from "../../toolkit/core/persons.ts";
import { columnOf, numbersOf, textOf, toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";

const values = (column: Iterable<unknown>) => [...column];
const failure = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "no failure";
};

describe("columnOf", () => {
  test("gives shared columns as they are, without a copy", () => {
    const at = sharedFloat64(3);
    const kind = TextColumn.from(["sms", null, "call"]);
    const person = new WholeColumn(sharedInt32(3), -1);
    const events = toTable({ at, kind, person });
    expect(columnOf("test", events, "at")).toBe(at);
    expect(columnOf("test", events, "kind")).toBe(kind);
    expect(columnOf("test", events, "person")).toBe(person);
  });

  test("gives the rows that a filtered and ordered table shows, in that order", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            n: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN)),
            t: fc.oneof(fc.constantFrom("a", "b", "c"), fc.constant(null)),
            keep: fc.boolean(),
          }),
        ),
        fc.boolean(),
        fc.boolean(),
        (rows, filtered, ordered) => {
          let shown = table({
            n: Float64Array.from(rows, ({ n }) => n),
            plain: rows.map(({ n }) => n),
            t: TextColumn.from(rows.map(({ t }) => t)) as never,
            texts: rows.map(({ t }) => t),
            small: Int8Array.from(rows, (_, i) => i),
            whole: new WholeColumn(
              Int16Array.from(rows, (_, i) => i % 3),
              1,
            ) as never,
            keep: rows.map(({ keep }) => keep),
          });
          if (filtered) shown = shown.filter((d: { keep: boolean }) => d.keep);
          if (ordered) shown = shown.orderby(desc("n"), "t");
          for (const name of ["n", "plain", "t", "small", "whole"]) {
            expect(values(columnOf("test", shown, name) as Iterable<unknown>), name).toEqual(values(shown.array(name)));
          }
          if (rows.some(({ t }) => t !== null)) {
            expect(values(columnOf("test", shown, "texts") as TextColumn)).toEqual(values(shown.array("texts")));
          }
        },
      ),
    );
  });

  test("takes foreign columns: Arrow, dates, booleans, big integers, nulls", () => {
    const arrow = fromArrow(toArrow(table({ t: ["x", "y", "x"], n: [1, 2, 3] })) as never);
    expect(values(columnOf("test", arrow, "t") as TextColumn)).toEqual(["x", "y", "x"]);
    expect(values(columnOf("test", arrow, "n") as Float64Array)).toEqual([1, 2, 3]);
    const foreign = table({ d: [new Date(5), null], b: [true, false], big: [1n, 2n], none: [null, undefined] });
    expect(values(numbersOf("test", foreign, "d"))).toEqual([5, Number.NaN]);
    expect(values(numbersOf("test", foreign, "b"))).toEqual([1, 0]);
    expect(values(numbersOf("test", foreign, "big"))).toEqual([1, 2]);
    expect(values(numbersOf("test", foreign, "none"))).toEqual([Number.NaN, Number.NaN]);
  });

  test("copies a foreign column once", () => {
    const foreign = table({ n: [1, 2, 3], f: Float64Array.of(1, 2) });
    expect(columnOf("test", foreign, "n")).toBe(columnOf("test", foreign, "n"));
    expect((columnOf("test", foreign, "f") as Float64Array).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("refuses a result in place of its table, and what is no table at all", () => {
    const events = table({ person: [1], at: [0] });
    const given = { table: events } as unknown as typeof events;
    for (const call of [
      () => columnOf("test", given, "at"),
      () => requireColumns("test", given, ["at"]),
      () => personsOf("test", given),
    ])
      expect(call).toThrow(
        "test: the data must be an Arquero table\n  found: a result that holds one\n  try: its .table",
      );
    expect(() => columnOf("test", null as unknown as typeof events, "at")).toThrow("found: null");
    expect(() => columnOf("test", undefined as unknown as typeof events, "at")).toThrow("found: undefined");
  });

  test("refuses what it cannot hold, and names the columns there are", () => {
    const mixed = table({ phone: [1, "a"], list: [[1], [2]] });
    expect(failure(() => columnOf("test", mixed, "fone"))).toMatchInlineSnapshot(`
      "test: the table has no column "fone"
        found: "phone" or "list""
    `);
    expect(failure(() => columnOf("test", mixed, "phone"))).toMatchInlineSnapshot(`
      "test: column "phone" must hold one type of value
        found: number and text
        try: derive the column as text or as numbers first"
    `);
    expect(failure(() => columnOf("test", mixed, "list"))).toMatchInlineSnapshot(`
      "test: column "list" must hold numbers, text, dates or booleans
        found: object"
    `);
    expect(failure(() => numbersOf("test", table({ t: ["a", "b"] }), "t"))).toMatchInlineSnapshot(`
      "test: column "t" must hold numbers
        found: text with 2 distinct values"
    `);
  });
});

describe("numbersOf and textOf", () => {
  test("missing whole numbers become NaN, and missing numbers missing text", () => {
    const whole = toTable({ person: new WholeColumn(Int32Array.of(7, -1), -1) });
    expect(values(numbersOf("test", whole, "person"))).toEqual([7, Number.NaN]);
    expect(values(textOf("test", whole, "person"))).toEqual(["7", null]);
    expect(values(textOf("test", table({ n: [1.5, Number.NaN] }), "n"))).toEqual(["1.5", null]);
  });

  test("a column of nothing but missing text has no number", () => {
    const none = toTable({ t: TextColumn.from([null, undefined]) });
    expect(values(numbersOf("test", none, "t"))).toEqual([Number.NaN, Number.NaN]);
  });
});
