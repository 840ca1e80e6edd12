import { quantiles } from "../core/statistics/quantiles.ts";
import { expandedTail, studentReach } from "../core/statistics/student.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { SUMS } from "./precedes-count.ts";

/** A number told by sums over persons. */
export interface Statistic {
  value: (sums: readonly number[]) => number;
  /** By how much one person's sums move it; of a ratio its logarithm. */
  pull: (own: ArrayLike<number>, sums: readonly number[]) => number;
  /** How much one person counts in it. */
  weight: (own: ArrayLike<number>) => number;
  scale: "ratio" | "difference";
}

/** Responses after a trigger, or before it, over those on other days. */
export const ratioAt = (seen: 1 | 3): Statistic => ({
  value: (sums) => sums[seen] / sums[seen + 1],
  pull: (own, sums) => own[seen] / sums[seen] - own[seen + 1] / sums[seen + 1],
  weight: (own) => own[seen] + own[seen + 1],
  scale: "ratio",
});

const [AFTER, BEFORE] = [ratioAt(1), ratioAt(3)];

/** Ratio after the trigger over the ratio before it. */
export const AFTER_BEFORE: Statistic = {
  value: (sums) => AFTER.value(sums) / BEFORE.value(sums),
  pull: (own, sums) => AFTER.pull(own, sums) - BEFORE.pull(own, sums),
  weight: (own) => AFTER.weight(own) + BEFORE.weight(own),
  scale: "ratio",
};

/** Responses that a trigger has more than expected. */
export const EXCESS: Statistic = {
  value: ([n, o, e]) => (n > 0 ? (o - e) / n : Number.NaN),
  pull: (own, [n, o, e]) => (own[1] - own[2] - ((o - e) / n) * own[0]) / n,
  weight: AFTER.weight,
  scale: "difference",
};

/** Of how many persons of equal weight a sum tells as much: Kish (1965). */
export function equalPersons(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  return (sum * sum) / squares;
}

/**
 * The wider of two intervals at each end: percentiles of persons drawn again, which are too narrow above where few pairs are seen, and how
 * persons scatter, with Student's t. Without two persons of some weight it is endless: nobody knows how persons differ.
 */
export function intervalOf(
  { value, pull, weight, scale }: Statistic,
  sums: readonly number[],
  byPerson: Float64Array,
  sampled: readonly number[][],
  confidence: number,
): Interval {
  const estimate = value(sums);
  const size = byPerson.length / SUMS;
  const own = (i: number) => byPerson.subarray(SUMS * i, SUMS * (i + 1));
  const persons = equalPersons(Float64Array.from({ length: size }, (_, i) => weight(own(i))));
  let squares = 0;
  for (let i = 0; i < size; i++) squares += pull(own(i), sums) ** 2;
  const reach = studentReach(confidence, persons - 1) * Math.sqrt((squares * size) / Math.max(1, size - 1));
  const tail = expandedTail(confidence, persons);
  const found = Float64Array.from(sampled, value).filter((v) => !Number.isNaN(v));
  const [lower, upper] = quantiles(found, [tail, 1 - tail]);
  if (!(persons >= 2)) return { estimate, lower: scale === "ratio" ? 0 : -Infinity, upper: Infinity };
  const [least, most] =
    scale === "ratio"
      ? [estimate * Math.exp(-reach), estimate * Math.exp(reach)]
      : [estimate - reach, estimate + reach];
  // between two samples without anything expected there is no percentile
  return { estimate, lower: Math.min(lower, least), upper: Number.isNaN(upper) ? Infinity : Math.max(upper, most) };
}
