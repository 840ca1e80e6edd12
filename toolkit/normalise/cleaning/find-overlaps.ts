import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";

/** Calls that begin more than `tolerance` before the end of an earlier call of the same line; `byPhone` orders the rows. */
export function findOverlaps(view: EventView, { tolerance }: { tolerance: number }, byPhone: PersonOrder): Found {
  const duration = view.numbers("duration");
  const kind = view.text("kind");
  const call = kind.values.indexOf("call");
  const marks = new Uint8Array(view.rows);
  const { rows, at, offsets } = byPhone;
  for (let line = 0; line + 1 < offsets.length; line++) {
    let ends = -Infinity;
    for (let i = offsets[line]!; i < offsets[line + 1]!; i++) {
      const row = rows[i]!;
      if (kind.codes[row] !== call || !(duration[row]! > 0)) continue;
      if (at[i]! < ends - tolerance) marks[row] = 1;
      ends = Math.max(ends, at[i]! + duration[row]! * 1000);
    }
  }
  return { marks };
}
