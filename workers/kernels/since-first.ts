import { sharedFloat64, sharedInt32 } from "../shared.ts";
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
  /**
   * `2 + words` numbers a person, side by side in memory as they are used together: the period of the first start (-1 for
   * who has none); the last period after the start with a return (0 without one, beyond `count` too); and the bits, bit k standing
   * for a return in period k after the start, k from 1 to `count`.
   */
  states: Int32Array;
  words: number;
}

/** Where a person's numbers lie in `states`. */
export const BASE = 0;
export const REACH = 1;
export const BITS = 2;

/** When each person first starts, and in which periods after it they return. Cost: two passes over the rows, in any order. */
export function sinceFirst({ person, at, marks, from, to, starts, length, count }: SinceFirstTask): SinceFirst {
  const span = to - from;
  const words = (count >> 5) + 1;
  const width = BITS + words;
  const first = sharedFloat64(span).fill(Number.NaN);
  for (let row = 0; row < person.length; row++) {
    if ((marks[row]! & 1) === 0) continue;
    const p = person[row]! - from;
    if (p >= 0 && p < span && !(at[row]! >= first[p]!)) first[p] = at[row]!;
  }
  const states = sharedInt32(span * width);
  const indexOf = periodFinder(starts);
  for (let p = 0; p < span; p++) states[p * width + BASE] = Number.isNaN(first[p]!) ? -1 : indexOf(first[p]!);
  for (let row = 0; row < person.length; row++) {
    if ((marks[row]! & 2) === 0) continue;
    const p = person[row]! - from;
    if (!(p >= 0 && p < span)) continue;
    const own = p * width;
    const base = states[own + BASE]!;
    if (base < 0) continue;
    // What is before the start gives no k above 0, in windows because it is negative, in the calendar because its period is.
    const k = length > 0 ? Math.floor((at[row]! - first[p]!) / length) : indexOf(at[row]!) - base;
    if (k > states[own + REACH]!) states[own + REACH] = k;
    if (k >= 1 && k <= count) states[own + BITS + (k >> 5)]! |= 1 << (k & 31);
  }
  return { first, states, words };
}
