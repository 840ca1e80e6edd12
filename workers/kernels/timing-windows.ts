export interface TimingWindowsTask {
  /** Places of triggers in the order of time, and when each of them was, in that order. */
  byTime: Uint32Array;
  triggerAt: Float64Array;
  /** Responses in the order of time. */
  responseAt: Float64Array;
  /** A response belongs to a trigger at delays from `lowest` up to, not with, `lowest + width`. */
  lowest: number;
  width: number;
  /** The run of `byTime` that is this task's. */
  begin: number;
  end: number;
  /** Filled for the places of that run: the responses of place `p` are those from `windows[2 * p]` up to `windows[2 * p + 1]`. */
  windows: Int32Array;
}

/**
 * Joins each trigger to the responses within a window of delays: as both are in the order of time, these are a run, and
 * two ends that only move on find all of them. Cost: one pass over both, however many pairs there are; 8 bytes a trigger.
 * Gives the number of pairs.
 */
export function timingWindows(task: TimingWindowsTask): number {
  const { byTime, triggerAt, responseAt, lowest, width, begin, end, windows } = task;
  if (begin >= end) return 0;
  let low = firstFrom(responseAt, triggerAt[begin] + lowest);
  let high = low;
  let pairs = 0;
  for (let j = begin; j < end; j++) {
    const place = byTime[j];
    const zero = triggerAt[j] + lowest;
    while (low < responseAt.length && responseAt[low] < zero) low++;
    if (high < low) high = low;
    while (high < responseAt.length && responseAt[high] - zero < width) high++;
    windows[2 * place] = low;
    windows[2 * place + 1] = high;
    pairs += high - low;
  }
  return pairs;
}

/** The first of ascending times that is not before `time`. */
export function firstFrom(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
