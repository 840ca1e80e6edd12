import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "../../../toolkit/core/statistics/wilson.ts";

const fixture: { wilson: number[][] } = JSON.parse(
  readFileSync(new URL("fixtures/special.json", import.meta.url), "utf8"),
);

// Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I, method 3.
test.each([
  [81, 263, "0.2553", "0.3662"],
  [15, 148, "0.0624", "0.1605"],
  [0, 20, "0.0000", "0.1611"],
  [1, 29, "0.0061", "0.1718"],
])("%i of %i is the published %s to %s", (successes, n, lower, upper) => {
  const interval = wilson(successes, n);
  expect([interval.lower.toFixed(4), interval.upper.toFixed(4)]).toEqual([lower, upper]);
  expect(interval.estimate).toBe(successes / n);
});

test("equals R's prop.test(correct = FALSE) to 12 digits at any level", () => {
  for (const [successes, n, level, lower, upper] of fixture.wilson) {
    const interval = wilson(successes, n, level);
    expect(interval.lower).toBeCloseTo(lower, 13);
    expect(interval.upper).toBeCloseTo(upper, 13);
  }
});

test("stays within 0 and 1, holds its estimate and mirrors successes and failures", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.double({ min: 0.01, max: 0.999, noNaN: true }), (yes, no, level) => {
      fc.pre(yes + no > 0);
      const { estimate, lower, upper } = wilson(yes, yes + no, level);
      const mirrored = wilson(no, yes + no, level);
      expect(lower >= 0 && lower <= estimate && estimate <= upper && upper <= 1).toBe(true);
      expect(mirrored.lower).toBeCloseTo(1 - upper, 12);
    }),
  );
});

test("nothing out of nothing is unknown: anywhere from 0 to 1", () => {
  expect(wilson(0, 0)).toEqual({ estimate: Number.NaN, lower: 0, upper: 1 });
});

test("refuses more successes than cases, and levels that are none", () => {
  expect(() => wilson(3, 2)).toThrowErrorMatchingInlineSnapshot(`
    [PhonographError: wilson: successes must be a number from 0 to n
      found: 3 of 2]
  `);
  expect(() => wilson(Number.NaN, 2)).toThrow("successes must be a number from 0 to n");
  expect(() => wilson(1, 2, 95)).toThrowErrorMatchingInlineSnapshot(`
    [PhonographError: wilson: confidence must lie strictly between 0 and 1
      found: 95]
  `);
});
