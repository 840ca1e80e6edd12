import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedUint32 } from "../../workers/shared.ts";

/**
 * The rows of two orders as one: those of an earlier run, and later rows by the numbers of now. Cost: one copy.
 *
 * @param before for each identifier its number in the earlier order, -1 for none
 */
export function mergeOrder(old: PersonOrder, fresh: PersonOrder, before: Int32Array): PersonOrder {
  const total = old.rows.length + fresh.rows.length;
  const merged = { rows: sharedUint32(total), at: sharedFloat64(total), offsets: sharedUint32(before.length + 1) };
  const { rows, at, offsets } = merged;
  let size = 0;
  for (let id = 0; id < before.length; id++) {
    let [i, end] = before[id] < 0 ? [0, 0] : [old.offsets[before[id]], old.offsets[before[id] + 1]];
    for (let j = fresh.offsets[id]; j < fresh.offsets[id + 1]; j++) {
      for (; i < end && old.at[i] <= fresh.at[j]; i++) {
        rows[size] = old.rows[i];
        at[size++] = old.at[i];
      }
      rows[size] = fresh.rows[j];
      at[size++] = fresh.at[j];
    }
    for (; i < end; i++) {
      rows[size] = old.rows[i];
      at[size++] = old.at[i];
    }
    offsets[id + 1] = size;
  }
  return size === total ? merged : { rows: rows.subarray(0, size), at: at.subarray(0, size), offsets };
}
