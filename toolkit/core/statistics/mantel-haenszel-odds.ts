import { twoSidedZ } from "./normal.ts";
import type { Interval } from "./wilson.ts";

/**
 * The odds ratio that strata share, by adding to it table by table: `[a, b, c, d]`, where a and b are with and without in one group, c and d
 * in the other. NaN, or 0 to infinity, where a sum is empty.
 *
 * Method: Mantel and Haenszel (1959), variance of Robins, Breslow and Greenland (1986): R's `mantelhaen.test`.
 */
export function mantelHaenszelOdds(
  tables: Iterable<readonly [number, number, number, number]>,
  confidence: number,
): Interval {
  let [r, s, pr, mixed, qs] = [0, 0, 0, 0, 0];
  for (const [a, b, c, d] of tables) {
    const n = a + b + c + d;
    const [R, S, P, Q] = [(a * d) / n, (b * c) / n, (a + d) / n, (b + c) / n];
    r += R;
    s += S;
    pr += P * R;
    mixed += P * S + Q * R;
    qs += Q * S;
  }
  if (!(r > 0 && s > 0)) return { estimate: r / s, lower: 0, upper: Infinity };
  const reach = twoSidedZ(confidence) * Math.sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
  return { estimate: r / s, lower: (r / s) * Math.exp(-reach), upper: (r / s) * Math.exp(reach) };
}
