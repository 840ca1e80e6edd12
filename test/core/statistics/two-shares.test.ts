import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectiveSize } from "../../../toolkit/core/statistics/cluster-size.ts";
import { newcombe } from "../../../toolkit/core/statistics/newcombe.ts";
import { leastExpected, twoProportions } from "../../../toolkit/core/statistics/two-proportions.ts";

const fixture: { two: number[][]; clusters: { successes: number[]; trials: number[]; size: number }[] } = JSON.parse(
  readFileSync(new URL("fixtures/two-shares.json", import.meta.url), "utf8"),
);

describe("newcombe", () => {
  // Newcombe (1998), "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, table II, method 10.
  test.each([
    [56, 70, 48, 80, "0.0524", "0.3339"],
    [9, 10, 3, 10, "0.1705", "0.8090"],
    [6, 7, 2, 7, "0.0582", "0.8062"],
    [5, 56, 0, 29, "-0.0381", "0.1926"],
    [0, 10, 0, 20, "-0.1611", "0.2775"],
    [0, 10, 0, 10, "-0.2775", "0.2775"],
    [10, 10, 0, 20, "0.6791", "1.0000"],
    [10, 10, 0, 10, "0.6075", "1.0000"],
  ])("%i of %i less %i of %i is the published %s to %s", (x1, n1, x2, n2, lower, upper) => {
    const interval = newcombe(x1, n1, x2, n2);
    expect([interval.lower.toFixed(4), interval.upper.toFixed(4)]).toEqual([lower, upper]);
    expect(interval.estimate).toBe(x1 / n1 - x2 / n2);
  });

  // Fagerland, Lydersen and Laake (2015), table 4.
  test("7 of 34 less 1 of 34 is 0.019 to 0.340", () => {
    const { lower, upper } = newcombe(7, 34, 1, 34);
    expect([lower.toFixed(3), upper.toFixed(3)]).toEqual(["0.019", "0.340"]);
  });

  test("equals R's at any level to 1e-12", () => {
    for (const [x1, n1, x2, n2, level, estimate, lower, upper] of fixture.two) {
      const interval = newcombe(x1, n1, x2, n2, level);
      expect(interval.estimate).toBeCloseTo(estimate, 12);
      expect(interval.lower).toBeCloseTo(lower, 12);
      expect(interval.upper).toBeCloseTo(upper, 12);
    }
  });

  test("stays within -1 and 1, holds its estimate, and turns with the sides", () => {
    const side = fc.tuple(fc.nat(500), fc.nat(500)).filter(([yes, no]) => yes + no > 0);
    fc.assert(
      fc.property(side, side, ([a, b], [c, d]) => {
        const { estimate, lower, upper } = newcombe(a, a + b, c, c + d);
        const turned = newcombe(c, c + d, a, a + b);
        expect(-1 <= lower && lower <= estimate && estimate <= upper && upper <= 1).toBe(true);
        expect(turned.lower).toBeCloseTo(-upper, 12);
      }),
    );
  });

  test("nothing on one side is unknown, and what is no count is refused", () => {
    expect(newcombe(0, 0, 3, 4)).toEqual({ estimate: Number.NaN, lower: -1, upper: 1 });
    expect(() => newcombe(3, 2, 1, 2)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: newcombe: successes must be a number from 0 to n
        found: 3 of 2]
    `);
    expect(() => newcombe(1, 2, 1, 2, 95)).toThrow("confidence must lie strictly between 0 and 1");
  });
});

test("twoProportions equals R's prop.test without correction to 1e-9, missing where all are alike", () => {
  for (const [x1, n1, x2, n2, , , , , p] of fixture.two) {
    const mine = twoProportions(x1, n1, x2, n2).p;
    if (p === null) expect(mine).toBeNaN();
    else expect(Math.abs(mine - p)).toBeLessThanOrEqual(1e-9 * Math.max(p, 1e-6));
  }
  expect(twoProportions(5, 5, 7, 7).p).toBeNaN();
  expect(Math.sign(twoProportions(3, 10, 5, 10).z)).toBe(-1);
});

test("leastExpected is the least of the four expected counts", () => {
  expect(leastExpected(3, 10, 9, 30)).toBe(3);
  expect(leastExpected(9, 10, 28, 30)).toBeCloseTo(0.75, 12);
});

describe("effectiveSize", () => {
  test("equals R's to 1e-9", () => {
    for (const { successes, trials, size } of fixture.clusters) {
      expect(Math.abs(effectiveSize(successes, trials) / size - 1)).toBeLessThan(1e-9);
    }
  });

  test("is the clusters where each is of one mind, and where all are", () => {
    const trials = [4, 4, 4, 4, 4, 4, 4, 4, 4, 4];
    expect(effectiveSize([4, 4, 4, 4, 4, 0, 0, 0, 0, 0], trials)).toBeCloseTo(9, 12);
    expect(effectiveSize(trials, trials)).toBe(10);
    expect(effectiveSize([], [])).toBe(0);
  });
});
