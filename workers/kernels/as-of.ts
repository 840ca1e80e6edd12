import { sharedInt32 } from "../shared.ts";

export interface AsOfTask {
  /** Times of the rows that look back, and of those that are found; any unit, NaN for none. */
  at: Float64Array;
  pastAt: Float64Array;
  /** Codes below `keys` that must be equal, -1 for none; left out when every row may find every other. */
  key?: Int32Array;
  pastKey?: Int32Array;
  keys: number;
  /** Rows in the order of time, without those that have none; left out where they stand in it and all have one. */
  order?: Uint32Array;
  pastOrder?: Uint32Array;
  /** How far back a row is looked for, in the same unit. */
  within: number;
}

/**
 * For each row the last one before it, or at the same time, that has the same key: its row number, -1 without one. Of
 * several at one time the last in order is taken. Both sides are walked once, in the order of time: what was last seen of
 * each key is remembered. Cost: linear in both; memory 4 bytes a row and a key.
 */
export function asOf(task: AsOfTask): Int32Array<SharedArrayBuffer> {
  const { at, pastAt, key, pastKey, order, pastOrder, within } = task;
  const found = sharedInt32(at.length).fill(-1);
  const rows = order ? order.length : at.length;
  const pastRows = pastOrder ? pastOrder.length : pastAt.length;
  const last = new Int32Array(key ? task.keys : 1).fill(-1);
  let next = 0;
  for (let i = 0; i < rows; i++) {
    const row = order ? order[i] : i;
    const time = at[row];
    while (next < pastRows) {
      const past = pastOrder ? pastOrder[next] : next;
      if (pastAt[past] > time) break;
      const code = pastKey ? pastKey[past] : 0;
      if (code >= 0) last[code] = past;
      next++;
    }
    const code = key ? key[row] : 0;
    if (code < 0) continue;
    const past = last[code];
    if (past >= 0 && time - pastAt[past] <= within) found[row] = past;
  }
  return found;
}
