import { chiSquareTail } from "../core/statistics/chi-square.ts";
import type { SkewEstimate } from "./skew-estimate.ts";
import type { SkewRow } from "./skew-rows.ts";

/** How a skew goes on over time. */
export type SkewDrift = "constant" | "linear" | "jump" | "unclear" | "unknown";

/** One stretch of time and its estimate. */
export interface SkewStretch extends SkewEstimate {
  from: number;
  until: number;
}

const UNLIKELY = 0.01;

/**
 * Which of three courses the estimates of several stretches allow: the same all the time, a straight line, one jump between two
 * levels. A simpler one is kept as long as chance alone explains what it leaves (chi-square, 1 %); of line and jump the one
 * that leaves less. Differences within `resolution` are none.
 */
export function driftOf(
  stretches: readonly SkewStretch[],
  z: number,
  resolution: number,
): { drift: SkewDrift; words: string } {
  if (stretches.length < 3) return { drift: "unknown", words: "too few pairs to tell whether it stays so" };
  const skews = stretches.map(({ skew }) => skew);
  const weights = stretches.map(({ lower, upper }) => 1 / Math.max(((upper - lower) / (2 * z)) ** 2, 1e-6));
  const times = stretches.map(({ from, until }) => (from + until) / 2);
  const level = (first: number, last: number) => mean(skews.slice(first, last), weights.slice(first, last));
  const left = (curve: (i: number) => number) =>
    skews.reduce((sum, skew, i) => sum + weights[i]! * (skew - curve(i)) ** 2, 0);
  const all = level(0, skews.length);
  const isNarrow = Math.max(...skews) - Math.min(...skews) <= resolution;
  if (
    isNarrow ||
    isLikely(
      left(() => all),
      skews.length - 1,
    )
  )
    return { drift: "constant", words: "it stays so" };
  const slope = slopeOf(times, skews, weights);
  const middle = mean(times, weights);
  const line = left((i) => all + slope * (times[i]! - middle));
  let step = { left: Infinity, at: 0 };
  for (let at = 1; at < skews.length; at++) {
    const rest = left((i) => (i < at ? level(0, at) : level(at, skews.length)));
    if (rest < step.left) step = { left: rest, at };
  }
  // the place of a jump is chosen too: it costs one more
  const isJump = step.left + 2 < line;
  if (!isLikely(isJump ? step.left : line, skews.length - (isJump ? 3 : 2))) {
    return { drift: "unclear", words: "it changes, neither evenly nor in one jump" };
  }
  if (!isJump) return { drift: "linear", words: `it grows by ${seconds(slope * 864e5, 3)} a day` };
  const date = new Date(stretches[step.at]!.from).toISOString().slice(0, 10);
  const [before, after] = [level(0, step.at), level(step.at, skews.length)];
  const hour = isHours(after - before) ? ": an hour, as where a zone or its summer time was read wrong" : "";
  return { drift: "jump", words: `it jumps about ${date}, from ${seconds(before)} to ${seconds(after)}${hour}` };
}

/** Clocks are seldom off by so much as zones are, and never by so even an amount. */
export const isHours = (milliseconds: number): boolean =>
  Math.abs(milliseconds) > 18e5 && Math.abs(milliseconds - 36e5 * Math.round(milliseconds / 36e5)) < 3e4;

const isLikely = (left: number, freedom: number) => freedom < 1 || chiSquareTail(left, freedom).p >= UNLIKELY;

function mean(values: readonly number[], weights: readonly number[]): number {
  let [sum, weight] = [0, 0];
  for (const [i, value] of values.entries()) {
    sum += weights[i]! * value;
    weight += weights[i]!;
  }
  return sum / weight;
}

function slopeOf(times: readonly number[], values: readonly number[], weights: readonly number[]): number {
  const [t, v] = [mean(times, weights), mean(values, weights)];
  let [top, bottom] = [0, 0];
  for (const [i, time] of times.entries()) {
    top += weights[i]! * (time - t) * (values[i]! - v);
    bottom += weights[i]! * (time - t) ** 2;
  }
  return bottom > 0 ? top / bottom : 0;
}

/** `23.4 s` */
export function seconds(milliseconds: number, places = 1): string {
  return `${Number((milliseconds / 1000).toFixed(places))} s`;
}

/** The course of the stretches that have an estimate. */
export function courseOf(rows: readonly SkewRow[], z: number, resolution: number) {
  const known = rows.flatMap(({ from, until, estimate }): SkewStretch[] =>
    typeof estimate === "string" ? [] : [{ from, until, ...estimate }],
  );
  return driftOf(known, z, resolution === 1 ? 0 : resolution);
}
