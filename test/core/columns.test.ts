import { op, table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";

describe("TextColumn", () => {
  test("gives back the texts it was made from, each stored once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.constant(null), fc.constant(undefined))),
        (texts) => {
          const column = TextColumn.from(texts);
          expect([...column]).toEqual(texts.map((text) => text ?? null));
          expect(new Set(column.values).size).toBe(column.values.length);
          expect(column.length).toBe(texts.length);
        },
      ),
    );
  });

  test("writes other values as text, one code for a number and its text", () => {
    const column = TextColumn.from([1, "1", true]);
    expect([...column]).toEqual(["1", "1", "true"]);
    expect(column.codes[0]).toBe(column.codes[1]);
  });

  test("is a column to every Arquero verb", () => {
    const calls = table({ kind: TextColumn.from(["sms", "call", null, "sms"]) as never, n: [1, 2, 3, 4] });
    expect(calls.filter((d: { kind: string }) => d.kind === "sms").array("n")).toEqual([1, 4]);
    expect(
      calls
        .groupby("kind")
        .rollup({ n: op.sum("n") })
        .objects(),
    ).toEqual([
      { kind: "sms", n: 5 },
      { kind: "call", n: 2 },
      { kind: null, n: 3 },
    ]);
    expect(calls.orderby("kind").array("kind")).toEqual(
      table({ kind: ["sms", "call", null, "sms"] })
        .orderby("kind")
        .array("kind"),
    );
    expect(calls.derive({ k: (d: { kind: string }) => op.upper(d.kind) }).array("k")[0]).toBe("SMS");
    expect(calls.reify([3, 1]).array("kind")).toEqual(["sms", "call"]);
  });

  test("gives null beyond its ends, as a join's unmatched rows ask for them", () => {
    expect(TextColumn.from(["a"]).at(-Infinity)).toBeNull();
    expect(new WholeColumn(Int32Array.of(1), -1).at(-Infinity)).toBeNull();
  });
});

test("WholeColumn gives null for its missing value", () => {
  const column = new WholeColumn(Int16Array.of(60, -32768, 0), -32768);
  expect([...column]).toEqual([60, null, 0]);
  expect(
    table({ offset: column as never })
      .rollup({ mean: op.mean("offset") })
      .get("mean"),
  ).toBe(30);
});
