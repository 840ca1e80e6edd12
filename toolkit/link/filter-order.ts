import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/** The rows of an order that are wanted (1), in the same order. Cost: linear. */
export function filterOrder(order: PersonOrder, wanted: Uint8Array): PersonOrder {
  let most = 0;
  for (let row = 0; row < wanted.length; row++) most += wanted[row];
  const [rows, at] = [new Uint32Array(most), new Float64Array(most)];
  const offsets = new Uint32Array(order.offsets.length);
  let size = 0;
  for (let id = 0; id + 1 < offsets.length; id++) {
    for (let i = order.offsets[id]; i < order.offsets[id + 1]; i++) {
      const row = order.rows[i];
      if (wanted[row] === 0) continue;
      rows[size] = row;
      at[size++] = order.at[i];
    }
    offsets[id + 1] = size;
  }
  return { rows: rows.subarray(0, size), at: at.subarray(0, size), offsets };
}
