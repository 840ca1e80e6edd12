import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashBuild } from "../../../workers/kernels/hash-build.ts";
import { bitsFor, findAll, type HashTable, hashOf, radixBits } from "../../../workers/kernels/hash-table.ts";

function built(keys: Float64Array, regionBits: number, hold: "slot" | "row", rows?: Int32Array) {
  const bits = bitsFor(keys.length);
  const table: HashTable = { slots: new Float64Array(2 * 2 ** bits), bits, regionBits };
  const answers = Array.from({ length: 2 ** regionBits }, (_, region) =>
    hashBuild({ keys, table, region, hold, rows }),
  );
  return { table, answers };
}

function found(table: HashTable, keys: Float64Array): Int32Array {
  const out = new Int32Array(keys.length);
  findAll(table, keys, 0, keys.length, out);
  return out;
}

const key = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 2 ** 53));

describe("a hash table", () => {
  test("gives each distinct key one number of its own, and -1 for others and NaN", () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), (some, others) => {
        const { table, answers } = built(Float64Array.from(some), 0, "slot");
        expect(answers).toEqual(["built"]);
        const distinct = [...new Set(some)].filter((k) => !Number.isNaN(k)); // a Set takes 0 and -0 for one
        const numbers = found(table, Float64Array.from(distinct));
        expect(new Set(numbers).size).toBe(distinct.length);
        const expected = others.map((k) => (distinct.indexOf(k) < 0 ? -1 : numbers[distinct.indexOf(k)]));
        expect([...found(table, Float64Array.from(others))]).toEqual(expected);
      }),
    );
  });

  test("gives rows when each key has one, and says so when one has two", () => {
    const rows = Int32Array.of(30, 10, 20);
    const { table, answers } = built(Float64Array.of(0.5, Number.NaN, 7e12), 0, "row", rows);
    expect(answers).toEqual(["built"]);
    expect([...found(table, Float64Array.of(7e12, 0.5, Number.NaN, 1))]).toEqual([20, 30, -1, -1]);
    expect(built(Float64Array.of(0, 1, -0), 0, "row").answers).toEqual(["repeated"]);
  });

  test.each([0, 1, 3])(
    "gives the same rows when it is filled in 2^%i regions and probed piece by piece",
    (regionBits) => {
      const keys = Float64Array.from({ length: 50_000 }, (_, i) => i * 99_991 + 0.25);
      const { table, answers } = built(keys, regionBits, "row");
      expect(answers.every((answer) => answer === "built")).toBe(true);
      expect(radixBits(table, keys.length)).toBeGreaterThan(0);
      const asked = Float64Array.from({ length: 40_000 }, (_, i) => (i % 3 ? keys[(i * 7919) % 50_000]! : i));
      expect([...found(table, asked)]).toEqual([...asked].map((_, i) => (i % 3 ? (i * 7919) % 50_000 : -1)));
    },
  );

  test("says when a region is full, instead of searching it for ever", () => {
    const alike: number[] = [];
    for (let k = 0; alike.length < 40; k++) if (hashOf(k) >>> 29 === 5) alike.push(k);
    expect(built(Float64Array.from(alike), 3, "slot").answers[5]).toBe("full");
    expect(built(Float64Array.from(alike), 0, "slot").answers).toEqual(["built"]);
  });
});
