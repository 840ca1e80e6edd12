import { normalCdf, twoSidedZ } from "./normal.ts";
import type { Interval } from "./wilson.ts";

/** What estimates scatter around where nothing is to be found, on the logarithm of the ratio. */
export interface EmpiricalNull {
  mean: number;
  sd: number;
  /** The mean distance from no effect: the systematic error to expect (EASE). */
  error: number;
}

/**
 * The systematic error of a method, told by negative controls: ratios that must be 1.
 *
 * Method: Schuemie, Ryan, DuMouchel, Suchard and Madigan (2014), log ratio ~ N(mean, sd² + se²) by maximum likelihood; R's
 * EmpiricalCalibration, `fitNull`. Of one sd the best mean is known, so only the sd is searched.
 */
export function empiricalNull(logs: ArrayLike<number>, errors: ArrayLike<number>): EmpiricalNull {
  const meanAt = (sd: number) => {
    let [sum, weights] = [0, 0];
    for (let i = 0; i < logs.length; i++) {
      const weight = 1 / (sd * sd + errors[i] * errors[i]);
      sum += weight * logs[i];
      weights += weight;
    }
    return sum / weights;
  };
  const slope = (sd: number) => {
    const mean = meanAt(sd);
    let sum = 0;
    for (let i = 0; i < logs.length; i++) {
      const variance = sd * sd + errors[i] * errors[i];
      sum += (logs[i] - mean) ** 2 / variance ** 2 - 1 / variance;
    }
    return sum;
  };
  let [low, high] = [0, 1];
  while (slope(high) > 0 && high < 1e6) high *= 2;
  if (slope(0) <= 0) high = 0;
  for (let i = 0; i < 200 && high - low > 1e-15; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  const sd = (low + high) / 2;
  const mean = meanAt(sd);
  const spread = sd > 0 ? sd * Math.sqrt(2 / Math.PI) * Math.exp(-(mean ** 2) / (2 * sd * sd)) : 0;
  return { mean, sd, error: spread + mean * (sd > 0 ? 1 - 2 * normalCdf(-mean / sd) : Math.sign(mean)) };
}

/** A ratio and its p-value as they are among such errors. */
export function calibrated(
  { mean, sd }: EmpiricalNull,
  log: number,
  error: number,
  confidence: number,
): Interval & { p: number } {
  const spread = Math.sqrt(sd * sd + error * error);
  const below = normalCdf((log - mean) / spread);
  const reach = twoSidedZ(confidence) * spread;
  return {
    ...{ estimate: Math.exp(log - mean), lower: Math.exp(log - mean - reach), upper: Math.exp(log - mean + reach) },
    p: Math.min(1, 2 * Math.min(below, normalCdf((mean - log) / spread))),
  };
}
