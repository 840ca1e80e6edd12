import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import type { Holdings } from "./holdings.ts";

/** Writes for each row of an order the interval that holds at its time. Cost: linear. */
export function placeRows({ offsets, from, to }: Holdings, order: PersonOrder, place: Int32Array): void {
  for (let id = 0; id + 1 < offsets.length; id++) {
    let h = offsets[id];
    const end = offsets[id + 1];
    for (let i = order.offsets[id]; i < order.offsets[id + 1] && h < end; i++) {
      const at = order.at[i];
      while (h < end && to[h] <= at) h++;
      if (h < end && from[h] <= at) place[order.rows[i]] = h;
    }
  }
}
