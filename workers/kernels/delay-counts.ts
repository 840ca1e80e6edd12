import { firstFrom } from "./timing-windows.ts";

export interface DelayCountsTask {
  /** When the triggers were, ascending, and the class of each. */
  triggers: Float64Array;
  classes: Uint8Array;
  /** How many classes there are. */
  kinds: number;
  /** When the responses were, ascending. */
  responses: Float64Array;
  /** The responses are moved by each of these. */
  shifts: readonly number[];
  /** Delays from `lowest` on, in so many bins of `step`. */
  lowest: number;
  step: number;
  bins: number;
  /** The triggers of this task. */
  begin: number;
  end: number;
}

/**
 * How often each delay between a trigger and any response occurs, shift by shift, class by class, bin by bin. Cost: one
 * pass over both for each shift, and the pairs within the bins.
 */
export function delayCounts(task: DelayCountsTask): Float64Array {
  const { triggers, classes, kinds, responses, shifts, lowest, step, bins, begin, end } = task;
  const counts = new Float64Array(shifts.length * kinds * bins);
  const scale = 1 / step;
  const width = bins * step;
  // the last place of each class takes what rounding puts beyond the last bin
  const places = bins + 1;
  const seen = new Int32Array(kinds * places);
  for (const [s, shift] of shifts.entries()) {
    const from = lowest - shift;
    let first = begin < end ? firstFrom(responses, triggers[begin] + from) : 0;
    for (let i = begin; i < end; i++) {
      const zero = triggers[i] + from;
      const room = classes[i] * places;
      while (first < responses.length && responses[first] < zero) first++;
      for (let k = first; k < responses.length; k++) {
        const delay = responses[k] - zero;
        if (!(delay < width)) break;
        const place = (room + ((delay * scale) | 0)) | 0;
        seen[place] = (seen[place] + 1) | 0;
      }
    }
    for (let kind = 0; kind < kinds; kind++) {
      const row = seen.subarray(kind * places, (kind + 1) * places);
      row[bins - 1] += row[bins];
      counts.set(row.subarray(0, bins), (s * kinds + kind) * bins);
    }
    seen.fill(0);
  }
  return counts;
}
