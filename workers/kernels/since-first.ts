import { sharedFloat64, sharedInt32, sharedUint32 } from "../shared.ts";
import { periodFinder } from "./period-index.ts";

export interface SinceFirstTask {
  person: Int32Array;
  at: Float64Array;
  /** Bit 0: a start, bit 1: a return; 0 leaves the row out. */
  marks: Uint8Array;
  from: number;
  to: number;
  /** When each period begins, and behind the last when it ends. */
  starts: Float64Array;
  /** Periods of so many ms from each person's own start; 0 counts in the periods of `starts`. */
  length: number;
  /** Periods after the start to tell apart. */
  count: number;
}

/** By person number, from `from` on. */
export interface SinceFirst {
  /** The first start; NaN for who has none. */
  first: Float64Array;
  /** The period of the first start; -1 for who has none. */
  base: Int32Array;
  /** The last period after the start with a return, 0 without one; beyond `count` too. */
  reach: Int32Array;
  /** Bit k of a person's `words` words: a return in period k after the start, k from 1 to `count`. */
  bits: Uint32Array;
  words: number;
}

/** When each person first starts, and in which periods after it they return. Cost: two passes over the rows, in any order. */
export function sinceFirst({ person, at, marks, from, to, starts, length, count }: SinceFirstTask): SinceFirst {
  const span = to - from;
  const words = (count >> 5) + 1;
  const first = sharedFloat64(span).fill(Number.NaN);
  const base = sharedInt32(span).fill(-1);
  const reach = sharedInt32(span);
  const bits = sharedUint32(span * words);
  for (let row = 0; row < person.length; row++) {
    if ((marks[row]! & 1) === 0) continue;
    const p = person[row]! - from;
    if (p >= 0 && p < span && !(at[row]! >= first[p]!)) first[p] = at[row]!;
  }
  const indexOf = periodFinder(starts);
  for (let p = 0; p < span; p++) if (!Number.isNaN(first[p]!)) base[p] = indexOf(first[p]!);
  for (let row = 0; row < person.length; row++) {
    if ((marks[row]! & 2) === 0) continue;
    const p = person[row]! - from;
    if (!(p >= 0 && p < span) || !(at[row]! > first[p]!)) continue;
    const k = length > 0 ? Math.floor((at[row]! - first[p]!) / length) : indexOf(at[row]!) - base[p]!;
    if (k > reach[p]!) reach[p] = k;
    if (k >= 1 && k <= count) bits[p * words + (k >> 5)]! |= 1 << (k & 31);
  }
  return { first, base, reach, bits, words };
}
