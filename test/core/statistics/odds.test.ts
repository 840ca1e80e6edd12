import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactOdds, hypergeometric, sumLaw } from "../../../toolkit/core/statistics/exact-odds.ts";
import { fisher } from "../../../toolkit/core/statistics/fisher.ts";
import { mantelHaenszelOdds } from "../../../toolkit/core/statistics/mantel-haenszel-odds.ts";

type Cells = [number, number, number, number];
const numbers = (values: (number | string)[]) => values.map(Number);
const { fisher: tables, strata } = JSON.parse(readFileSync(new URL("fixtures/odds.json", import.meta.url), "utf8")) as {
  fisher: { table: Cells; p: number; odds: (number | string)[] }[];
  strata: { tables: Cells[]; exactP: number; exactOdds: (number | string)[]; odds: (number | string)[] }[];
};

const near = (actual: number, expected: number, tolerance: number) => {
  if (Number.isFinite(expected) && expected !== 0) expect(Math.abs(actual / expected - 1)).toBeLessThan(tolerance);
  else expect(actual).toBe(expected);
};

describe("exact odds ratios", () => {
  test.each(tables.map((row) => [row.table.join(" "), row] as const))("fisher equals R to 1e-9: %s", (_, row) => {
    const [a, b, c, d] = row.table;
    const { p, estimate, lower, upper } = fisher([
      [a, b],
      [c, d],
    ]);
    near(p, row.p, 1e-9);
    for (const [i, value] of [estimate, lower, upper].entries()) near(value, numbers(row.odds)[i], 1e-9);
  });

  test("strata equal R's mantelhaen.test, exact and not", () => {
    for (const { tables: cells, exactP, exactOdds: exact, odds } of strata) {
      const laws = cells.map(([a, b, c, d]) => hypergeometric(a + c, a + b + c + d, a + b));
      const found = exactOdds(
        sumLaw(laws),
        cells.reduce((sum, [a]) => sum + a, 0),
        0.95,
      );
      near(found.p, exactP, 1e-9);
      for (const [i, value] of [found.estimate, found.lower, found.upper].entries())
        near(value, numbers(exact)[i], 1e-9);
      const plain = mantelHaenszelOdds(cells, 0.95);
      if (Number.isFinite(numbers(odds)[0])) {
        for (const [i, value] of [plain.estimate, plain.lower, plain.upper].entries())
          near(value, numbers(odds)[i], 1e-9);
      }
    }
  });

  test("a table turned around has the odds turned around; an empty margin says nothing", () => {
    const cell = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (a, b, c, d) => {
        const [one, two] = [
          fisher([
            [a, b],
            [c, d],
          ]),
          fisher([
            [b, a],
            [d, c],
          ]),
        ];
        expect(one.p).toBeCloseTo(two.p, 9);
        expect(one.lower <= one.upper).toBe(true);
        if (a + b === 0 || c + d === 0 || a + c === 0 || b + d === 0) {
          expect(one).toEqual({ estimate: Number.NaN, lower: 0, upper: Infinity, p: 1 });
          return;
        }
        for (const [x, y] of [
          [one.estimate, two.estimate],
          [one.lower, two.upper],
        ]) {
          if (x > 0 && x < Infinity) expect(x * y).toBeCloseTo(1, 8);
          else expect(x).toBe(y === 0 ? Infinity : 0);
        }
      }),
    );
  });

  test("what is no table is refused", () => {
    expect(() =>
      fisher([
        [1, 2],
        [3, -1],
      ]),
    ).toThrowErrorMatchingSnapshot();
    expect(() =>
      fisher([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrowErrorMatchingSnapshot();
    expect(() => fisher([1, 2] as never)).toThrowErrorMatchingSnapshot();
    expect(() =>
      fisher(
        [
          [1, 2],
          [3, 4],
        ],
        1,
      ),
    ).toThrowErrorMatchingSnapshot();
  });
});
