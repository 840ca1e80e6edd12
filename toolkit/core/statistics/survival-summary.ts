import type { SurvivalCurve } from "./kaplan-meier.ts";
import { twoSidedZ } from "./normal.ts";
import type { Interval } from "./wilson.ts";

const FLAT = Math.sqrt(Number.EPSILON);

/**
 * The time by which half have gone, with the interval that inverting the band gives; NaN where a curve stays above a half.
 * A curve that runs flat at exactly one half gives the middle of the flat piece, as R does.
 */
export function medianSurvival({ time, survival, lower, upper }: SurvivalCurve): Interval {
  return { estimate: halfTime(time, survival), lower: halfTime(time, lower), upper: halfTime(time, upper) };
}

function halfTime(time: Float64Array, curve: Float64Array): number {
  const at = curve.findIndex((s) => s < 0.5 + FLAT);
  if (at < 0) return Number.NaN;
  if (Math.abs(curve[at] - 0.5) >= FLAT) return time[at];
  const next = curve.findIndex((s) => s < curve[at]);
  return next < 0 ? time[at] : (time[at] + time[next]) / 2;
}

/** Survival at `t` (a step function: the last drop at or before it counts), with its band. */
export function survivalAt(curve: SurvivalCurve, t: number): Interval {
  const at = lastAtOrBefore(curve.time, t);
  if (at < 0) return { estimate: 1, lower: 1, upper: 1 };
  return { estimate: curve.survival[at], lower: curve.lower[at], upper: curve.upper[at] };
}

/** The index of the last of some sorted times that is not after `t`; -1 when all are. */
export function lastAtOrBefore(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The restricted mean: the mean time lived up to `horizon`, the area under the curve, with Greenwood's error (R's `rmean`). */
export function restrictedMean(
  { time, survival, atRisk, events }: SurvivalCurve,
  horizon: number,
  confidence = 0.95,
): Interval & { standardError: number } {
  let area = 0;
  let variance = 0;
  let right = horizon;
  for (let i = lastAtOrBefore(time, horizon); i >= 0; i--) {
    area += survival[i] * (right - time[i]);
    right = time[i];
    if (events[i] > 0 && atRisk[i] > events[i])
      variance += (area * area * events[i]) / (atRisk[i] * (atRisk[i] - events[i]));
  }
  area += right;
  const standardError = Math.sqrt(variance);
  const reach = twoSidedZ(confidence) * standardError;
  return { estimate: area, lower: area - reach, upper: area + reach, standardError };
}
