import { PhonographError } from "../errors.ts";
import { proportion } from "../options.ts";
import { twoSidedZ } from "./normal.ts";

/** An estimate with both ends of its interval. */
export interface Interval {
  estimate: number;
  lower: number;
  upper: number;
}

/**
 * A share and how sure it is: Wilson's score interval of `successes` out of `n`.
 *
 * Unlike the textbook interval it stays within 0 and 1, is never empty at 0 or `n` successes, and covers the truth about as often
 * as it says for small samples too. With `n` = 0 nothing is known: the estimate is NaN, the interval 0 to 1.
 *
 * Method: Wilson (1927), without continuity correction; "method 3" of Newcombe (1998), R's `prop.test(correct = FALSE)`.
 *
 * @param successes how many, from 0 to `n`; need not be whole
 * @param n out of how many
 * @param confidence of the interval, two-sided, strictly between 0 and 1 (default 0.95)
 * @returns the share `successes / n` and the ends of its interval
 * @throws PhonographError `option/invalid` when `successes` is not within 0 and `n`, or the confidence not between 0 and 1
 * @example
 * ```ts
 * import { wilson } from "phonograph";
 * const { lower, upper } = wilson(81, 263);
 * console.assert(lower.toFixed(4) === "0.2553" && upper.toFixed(4) === "0.3662");
 * ```
 */
export function wilson(successes: number, n: number, confidence = 0.95): Interval {
  if (!(successes >= 0 && successes <= n && n < Infinity)) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "wilson",
      rule: "successes must be a number from 0 to n",
      found: `${successes} of ${n}`,
    });
  }
  const z = twoSidedZ(proportion("wilson", "confidence", confidence));
  if (n === 0) return { estimate: Number.NaN, lower: 0, upper: 1 };
  const share = successes / n;
  const weight = (z * z) / n;
  const centre = share + weight / 2;
  const reach = z * Math.sqrt((share * (1 - share) + weight / 4) / n);
  return {
    estimate: share,
    lower: successes === 0 ? 0 : Math.max(0, (centre - reach) / (1 + weight)),
    upper: successes === n ? 1 : Math.min(1, (centre + reach) / (1 + weight)),
  };
}
