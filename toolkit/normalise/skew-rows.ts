import { estimateSkew, type SkewEstimate, type SkewQuestion } from "./skew-estimate.ts";
import { type SkewPairs, somePairs } from "./skew-pairs.ts";

/** The estimate of one stretch of time, or of one value. */
export type SkewRow = { value: string | null; from: number; until: number; estimate: SkewEstimate | string };

const MOST_STRETCHES = 8;
const LEAST_OF_STRETCH = 25;

/** Equally many pairs in each stretch: those around the peak, or all where there is none because the clock drifts. */
export function stretches(
  pairs: SkewPairs,
  whole: SkewEstimate | string,
  question: SkewQuestion,
  delay: number,
): SkewRow[] {
  const most = typeof whole === "string" ? pairs.at.length / 4 : whole.pairs;
  const count = Math.max(1, Math.min(MOST_STRETCHES, Math.floor(most / LEAST_OF_STRETCH)));
  const times = pairs.at.slice().sort();
  if (times.length === 0) return [];
  const borders = Array.from({ length: count }, (_, i) => times[Math.floor((times.length * i) / count)]!);
  return borders.map((begin, i) => {
    const end = borders[i + 1] ?? Infinity;
    const some = count === 1 ? pairs : somePairs(pairs, (p) => pairs.at[p]! >= begin && pairs.at[p]! < end);
    return { value: null, ...spanOf(some), estimate: less(delay, estimateSkew(some, { ...question, tests: count })) };
  });
}

/** An estimate for each value by itself. */
export function perValue(
  pairs: SkewPairs,
  eachOf: Int32Array,
  values: readonly string[],
  question: SkewQuestion,
  delay: number,
): SkewRow[] {
  const order = Int32Array.from(pairs.key, (_, i) => i).sort(
    (a, b) => eachOf[pairs.key[a]!]! - eachOf[pairs.key[b]!]! || a - b,
  );
  const rows: SkewRow[] = [];
  const groups: [number, number][] = [];
  for (let begin = 0; begin < order.length; ) {
    let end = begin;
    const value = eachOf[pairs.key[order[begin]!]!]!;
    while (end < order.length && eachOf[pairs.key[order[end]!]!] === value) end++;
    groups.push([begin, end]);
    begin = end;
  }
  const pick = (from: Int32Array | Float64Array, rows: Int32Array) => Float64Array.from(rows, (row) => from[row]!);
  for (const [begin, end] of groups) {
    const mine = order.subarray(begin, end);
    const some = {
      difference: pick(pairs.difference, mine),
      at: pick(pairs.at, mine),
      key: Int32Array.from(mine, (row) => pairs.key[row]!),
      from: Int32Array.from(mine, (row) => pairs.from[row]!),
      to: Int32Array.from(mine, (row) => pairs.to[row]!),
    };
    const estimate = less(delay, estimateSkew(some, { ...question, tests: groups.length }));
    rows.push({ value: values[eachOf[some.key[0]!]!]!, ...spanOf(some), estimate });
  }
  return rows.sort((a, b) => (a.value! < b.value! ? -1 : 1));
}

function spanOf({ at }: SkewPairs): { from: number; until: number } {
  let [from, until] = [Infinity, -Infinity];
  for (const time of at) {
    if (time < from) from = time;
    if (time > until) until = time;
  }
  return { from, until };
}

/** The delay that is there anyway. */
export function less(delay: number, estimate: SkewEstimate | string): SkewEstimate | string {
  if (typeof estimate === "string") return estimate;
  const { skew, lower, upper, pairs } = estimate;
  return { skew: skew - delay, lower: lower - delay, upper: upper - delay, pairs };
}
