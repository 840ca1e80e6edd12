import type { PersonOrder } from "./person-order.ts";

export interface WindowProbeTask {
  /** The key of each row as a whole number, -1 for none, and its time. */
  codes: Int32Array;
  at: Float64Array;
  begin: number;
  end: number;
  /** The rows of the other side by key and time. */
  order: PersonOrder;
  /** The other's time minus the row's, at least and at most. */
  least: number;
  most: number;
  /** Filled in: where the partners of each row begin among the ordered rows, and how many they are. */
  firsts: Int32Array;
  counts: Int32Array;
}

/** Finds the rows of the other side with the same key and a time within the window; gives how many pairs there are. */
export function windowProbe(task: WindowProbeTask): { matches: number; misses: number } {
  const { codes, at, begin, end, order, least, most, firsts, counts } = task;
  const { offsets } = order;
  const times = order.at;
  let matches = 0;
  let misses = 0;
  for (let row = begin; row < end; row++) {
    const code = codes[row];
    const from = at[row] + least;
    const till = at[row] + most;
    let first = 0;
    let after = 0;
    if (code >= 0) {
      after = offsets[code + 1];
      first = firstFrom(times, offsets[code], after, from);
      let k = first;
      while (k < after && times[k] <= till) k++;
      after = k;
    }
    firsts[row] = first;
    counts[row] = after - first;
    matches += after - first;
    misses += after === first ? 1 : 0;
  }
  return { matches, misses };
}

const FEW = 16;

/** The first of `[begin, end)` that is not before `time`; `end` where all are, and where it is NaN. */
function firstFrom(times: Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (high - low > FEW) {
    const middle = (low + high) >>> 1;
    if (times[middle] >= time) high = middle;
    else low = middle + 1;
  }
  while (low < end && !(times[low] >= time)) low++;
  return low;
}
