export interface AgreeCountsTask {
  /** When the triggers were, ascending, and what each of them holds; -1 for nothing. */
  triggers: Float64Array;
  triggerHolds: Int32Array;
  /** The same of the responses. */
  responses: Float64Array;
  responseHolds: Int32Array;
  /** The responses are moved by each of these. */
  shifts: readonly number[];
  /** Delays from `lowest` up to, not with, `lowest + width` count. */
  lowest: number;
  width: number;
}

/**
 * Of the pairs of a trigger that holds something and a response within a window of delays: in how many the response holds
 * nothing, another thing, and the same; three numbers for each shift. Cost: one pass over both for each shift, and the pairs.
 */
export function agreeCounts(task: AgreeCountsTask): Float64Array {
  const { triggers, triggerHolds, responses, responseHolds, shifts, lowest, width } = task;
  const counts = new Float64Array(3 * shifts.length);
  for (const [s, shift] of shifts.entries()) {
    let first = 0;
    for (let i = 0; i < triggers.length; i++) {
      const mine = triggerHolds[i];
      if (mine < 0) continue;
      const zero = triggers[i] + lowest - shift;
      while (first < responses.length && responses[first] < zero) first++;
      for (let k = first; k < responses.length && responses[k] - zero < width; k++) {
        const held = responseHolds[k];
        counts[3 * s + (held < 0 ? 0 : held === mine ? 2 : 1)]++;
      }
    }
  }
  return counts;
}
