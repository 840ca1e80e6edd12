import type { SkewPairs } from "./skew-pairs.ts";
import { countWithin, findPeak, lowerBound, type Peak } from "./skew-peak.ts";

/** Milliseconds; the interval holds the skew with the asked confidence. */
export interface SkewEstimate {
  skew: number;
  lower: number;
  upper: number;
  /** Pairs that belong together, by the null. */
  pairs: number;
}

export interface SkewQuestion {
  /** The largest difference looked at, ms. */
  reach: number;
  /** How finely times were written, ms. */
  resolution: number;
  follows: boolean;
  confidence: number;
  z: number;
  /** How many such questions are asked at once. */
  tests: number;
}

/** Fewer pairs than these say nothing of a clock. */
export const LEAST_PAIRS = 8;

/** How far one clock is ahead by the differences of pairs, or the reason why that cannot be told. */
export function estimateSkew(pairs: SkewPairs, question: SkewQuestion): SkewEstimate | string {
  if (pairs.difference.length < LEAST_PAIRS) return "too few pairs";
  const sorted = pairs.difference.slice().sort();
  const least = Math.max(10, 2 * question.resolution);
  const peak = findPeak(sorted, question.reach, least, question.tests);
  if (!peak) return "no lag stands out from chance";
  const width = peak.high - peak.low;
  const centre = sorted[(lowerBound(sorted, peak.low) + lowerBound(sorted, peak.high)) >> 1]!;
  const window = { low: centre - 2 * width, high: centre + 2 * width };
  const rate = background(sorted, window, width, question.reach);
  const inside = [lowerBound(sorted, window.low), lowerBound(sorted, window.high)] as const;
  const excess = inside[1] - inside[0] - rate * 4 * width;
  const belonging = Math.min(Math.round(excess), distinctWithin(pairs, window));
  if (belonging < LEAST_PAIRS) return "too few pairs";
  if (hasRival(sorted, window, width, question.reach, excess)) return "several lags fit as well";
  const within = sorted.subarray(...inside);
  const found = question.follows
    ? onset(sorted, window, Math.log(1 / (1 - question.confidence)))
    : middle(within, (window.low + window.high) / 2, rate, question.z * spread(pairs, window, centre));
  if (!found) return "too few pairs";
  // whole seconds may be cut or rounded: what is even around the middle is off by half, a beginning by all of it
  const pad = question.resolution === 1 ? 0 : question.follows ? question.resolution : question.resolution / 2;
  return { skew: found[1], lower: found[0] - pad, upper: found[2] + pad, pairs: belonging };
}

/** Pairs a millisecond that are there by chance, from both sides of the window. */
function background(sorted: Float64Array, { low, high }: Peak, width: number, reach: number): number {
  const left = Math.max(-reach, low - 4 * width);
  const right = Math.min(reach, high + 4 * width);
  const length = Math.max(0, low - left) + Math.max(0, right - high);
  return length > 0 ? (countWithin(sorted, left, low) + countWithin(sorted, high, right)) / length : 0;
}

/** Whether another lag, not just beside the window, has nearly as many pairs, as with events that come at fixed intervals. */
function hasRival(sorted: Float64Array, { low, high }: Peak, width: number, reach: number, excess: number): boolean {
  const expected = (sorted.length * 4 * width) / (2 * reach);
  for (let i = 0, j = 0; i < sorted.length; i++) {
    const begin = sorted[i]!;
    while (j < sorted.length && sorted[j]! < begin + 4 * width) j++;
    if (begin + 8 * width < low || begin > high + 4 * width) {
      if (j - i - expected > 0.8 * excess && j - i > 2 * expected) return true;
    }
  }
  return false;
}

/** How many of either side's events are in the window at most once. */
function distinctWithin({ difference, from, to }: SkewPairs, { low, high }: Peak): number {
  const [froms, tos] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < difference.length; i++) {
    if (difference[i]! < low || difference[i]! >= high) continue;
    froms.add(from[i]!);
    tos.add(to[i]!);
  }
  return Math.min(froms.size, tos.size);
}

/**
 * The standard deviation of how many more pairs lie above the middle than below, by half; pairs of one key may lean together.
 */
function spread({ difference, key }: SkewPairs, { low, high }: Peak, centre: number): number {
  const lean = new Map<number, number>();
  let count = 0;
  for (let i = 0; i < difference.length; i++) {
    const value = difference[i]!;
    if (value < low || value >= high) continue;
    count++;
    lean.set(key[i]!, (lean.get(key[i]!) ?? 0) + Math.sign(value - centre));
  }
  let clustered = 0;
  for (const sum of lean.values()) clustered += sum * sum;
  return Math.sqrt(Math.max(count, lean.size > 10 ? clustered : 0)) / 2;
}

/**
 * The median of the pairs that belong together, an even background taken off, and its interval by order statistics: where the
 * pairs below and above are apart by no more than `slack`.
 */
function middle(
  within: Float64Array,
  centre: number,
  rate: number,
  slack: number,
): [number, number, number] | undefined {
  const n = within.length;
  let [lower, skew, upper] = [Number.NaN, Number.NaN, Number.NaN];
  for (let i = 0; i < n; i++) {
    const shift = rate * (within[i]! - centre);
    const before = (2 * i - n) / 2 - shift;
    const after = (2 * i + 2 - n) / 2 - shift;
    if (Number.isNaN(lower) && after >= -slack) lower = within[i]!;
    if (Number.isNaN(skew) && after >= 0)
      skew = after === 0 && i + 1 < n ? (within[i]! + within[i + 1]!) / 2 : within[i]!;
    if (before <= slack) upper = within[i]!;
  }
  return Number.isNaN(skew) || 2 * slack > n ? undefined : [lower, skew, upper];
}

/**
 * Where the quickest followers begin: the step of a rate that is even before and after, by the largest likelihood; its
 * interval holds what is at most `drop` less likely.
 */
function onset(sorted: Float64Array, { low, high }: Peak, drop: number): [number, number, number] | undefined {
  const width = (high - low) / 4;
  const left = low - 2 * width;
  const right = (low + high) / 2;
  const begin = lowerBound(sorted, left);
  const end = lowerBound(sorted, right);
  const total = end - begin;
  const likelihood = (at: number, before: number) => {
    const after = total - before;
    const [first, second] = [at - left, right - at];
    if (after === 0 || second <= 0 || first <= 0 || before / first > after / second) return -Infinity;
    return after * Math.log(after / second) + (before > 0 ? before * Math.log(before / first) : 0);
  };
  let best = -Infinity;
  let skew = Number.NaN;
  for (let i = begin; i < end; i++) {
    const value = likelihood(sorted[i]!, i - begin);
    if (value > best) [best, skew] = [value, sorted[i]!];
  }
  if (Number.isNaN(skew)) return undefined;
  // between two differences the likelihood only grows, up to the second
  const isLikely = (i: number) => likelihood(sorted[i]!, i - begin) >= best - drop;
  let first = begin;
  while (!isLikely(first)) first++;
  let last = end - 1;
  while (!isLikely(last)) last--;
  let [below, lower] = [first === begin ? left : sorted[first - 1]!, sorted[first]!];
  for (let halving = 0; halving < 40; halving++) {
    const half = (below + lower) / 2;
    if (likelihood(half, first - begin) >= best - drop) lower = half;
    else below = half;
  }
  const upper = sorted[last]!;
  return [lower, skew, upper];
}
