import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chiSquareTail } from "../../../toolkit/core/statistics/chi-square.ts";
import { lowerGamma, upperGamma } from "../../../toolkit/core/statistics/incomplete-gamma.ts";
import { logGamma } from "../../../toolkit/core/statistics/log-gamma.ts";
import {
  logNormalUpperTail,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  twoSidedZ,
} from "../../../toolkit/core/statistics/normal.ts";

type Rows = (number | null)[][];
const fixture: Record<"normal" | "quantile" | "logGamma" | "chiSquare" | "poisson", Rows> = JSON.parse(
  readFileSync(new URL("fixtures/special.json", import.meta.url), "utf8"),
);

/** How far off, relative to the truth; below the smallest normal double (1e-307) only the size can agree. */
function off(value: number, truth: number): number {
  return Math.abs(truth) < 1e-307 ? Math.abs(value - truth) : Math.abs(value / truth - 1);
}

describe("against R", () => {
  test("normal tails keep 12 digits, and their logarithm where they underflow", () => {
    for (const [z, tail, log] of fixture.normal as number[][]) {
      expect(off(normalUpperTail(z), tail), `tail at ${z}`).toBeLessThan(1e-12);
      expect(Math.abs(logNormalUpperTail(z) - log), `log at ${z}`).toBeLessThan(1e-12 * Math.max(1, -log));
    }
    expect(logNormalUpperTail(60)).toBeCloseTo(-1805.01356068056, 9);
  });

  test("normal quantiles keep 14 digits and undo the distribution", () => {
    for (const [p, z] of fixture.quantile as number[][]) {
      expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-14 * Math.max(1, Math.abs(z)));
      expect(off(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-12);
    }
    expect(twoSidedZ(0.95)).toBeCloseTo(1.959963984540054, 14);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(1.1)]).toEqual([-Infinity, Infinity, Number.NaN]);
  });

  test("log-gamma keeps 14 digits", () => {
    for (const [x, truth] of fixture.logGamma as number[][]) {
      expect(Math.abs(logGamma(x) - truth)).toBeLessThan(1e-14 * Math.max(1, Math.abs(truth)));
    }
    expect(logGamma(0)).toBeNaN();
  });

  test("chi-square tails keep 12 digits down to the smallest double, and their logarithm below it", () => {
    for (const [x, df, p, log] of fixture.chiSquare as number[][]) {
      const tail = chiSquareTail(x, df);
      if (p > 1e-300) expect(off(tail.p, p), `p at ${x}, df ${df}`).toBeLessThan(1e-12);
      expect(Math.abs(tail.logP - log), `log p at ${x}, df ${df}`).toBeLessThan(1e-12 * Math.max(1, -log));
    }
  });

  test("the lower gamma is the chance of at least k where a mean is expected (Poisson), to 12 digits, however many", () => {
    for (const [k, mean, chance] of fixture.poisson as number[][]) {
      expect(off(lowerGamma(k, mean), chance), `${k} of ${mean}`).toBeLessThan(1e-12);
    }
  });
});

test("the two incomplete gammas sum to 1 and refuse what they are not defined for", () => {
  for (const a of [0.5, 1, 3.3, 40, 900])
    for (const x of [0, 0.1, 1, 5, 41, 899, 2000]) expect(upperGamma(a, x) + lowerGamma(a, x)).toBeCloseTo(1, 13);
  expect([upperGamma(0, 1), lowerGamma(1, -1), upperGamma(Number.NaN, 1)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(upperGamma(3, Infinity)).toBe(0);
});
