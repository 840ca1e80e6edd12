import { PhonographError } from "../errors.ts";
import { proportion } from "../options.ts";
import { type Interval, wilson } from "./wilson.ts";

/**
 * The difference of two independent shares and how sure it is: `successes1 / n1 - successes2 / n2`.
 *
 * Each share's Wilson interval gives its part of the reach, so the interval stays within -1 and 1 and is never empty, as the
 * textbook one is for 0 of 10 against 0 of 10. With `n` = 0 on either side nothing is known: NaN, -1 to 1.
 *
 * Method: Newcombe (1998), "Interval estimation for the difference between independent proportions", Statistics in Medicine
 * 17, method 10 (hybrid score, without continuity correction).
 *
 * @param successes1 how many of the first, from 0 to `n1`; need not be whole
 * @param n1 out of how many
 * @param successes2 how many of the second
 * @param n2 out of how many
 * @param confidence of the interval, two-sided, strictly between 0 and 1 (default 0.95)
 * @returns the difference and the ends of its interval
 * @throws PhonographError `option/invalid` when successes are not within 0 and `n`, or the confidence not between 0 and 1
 * @example
 * ```ts
 * import { newcombe } from "phonograph";
 * const { lower, upper } = newcombe(56, 70, 48, 80);
 * console.assert(lower.toFixed(4) === "0.0524" && upper.toFixed(4) === "0.3339");
 * ```
 */
export function newcombe(successes1: number, n1: number, successes2: number, n2: number, confidence = 0.95): Interval {
  proportion("newcombe", "confidence", confidence);
  for (const [successes, n] of [
    [successes1, n1],
    [successes2, n2],
  ]) {
    if (successes >= 0 && successes <= n && n < Infinity) continue;
    throw new PhonographError({
      code: "option/invalid",
      verb: "newcombe",
      rule: "successes must be a number from 0 to n",
      found: `${successes} of ${n}`,
    });
  }
  if (n1 === 0 || n2 === 0) return { estimate: Number.NaN, lower: -1, upper: 1 };
  const [one, two] = [wilson(successes1, n1, confidence), wilson(successes2, n2, confidence)];
  const estimate = one.estimate - two.estimate;
  return {
    estimate,
    lower: estimate - Math.hypot(one.estimate - one.lower, two.upper - two.estimate),
    upper: estimate + Math.hypot(one.upper - one.estimate, two.estimate - two.lower),
  };
}
