import { chiSquareTail, type TailProbability } from "./chi-square.ts";

/** A test of two shares. */
export interface TwoProportionsTest extends TailProbability {
  /** The signed root of chi-square: positive where the first share is larger. */
  z: number;
}

/**
 * Are two independent shares the same? Pearson's chi-square of the table of two by two, without Yates' correction, as R's
 * `prop.test(correct = FALSE)`; two-sided. NaN where nobody, or everybody, succeeded.
 */
export function twoProportions(successes1: number, n1: number, successes2: number, n2: number): TwoProportionsTest {
  const pooled = (successes1 + successes2) / (n1 + n2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  const z = error > 0 ? (successes1 / n1 - successes2 / n2) / error : Number.NaN;
  return Number.isNaN(z) ? { z, p: Number.NaN, logP: Number.NaN } : { z, ...chiSquareTail(z * z, 1) };
}

/** The least count that the table of two by two would have if both shares were the same: below 5 an exact test is due. */
export function leastExpected(successes1: number, n1: number, successes2: number, n2: number): number {
  const pooled = (successes1 + successes2) / (n1 + n2);
  return Math.min(pooled, 1 - pooled) * Math.min(n1, n2);
}
