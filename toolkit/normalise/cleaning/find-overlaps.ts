import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";

/**
 * Calls that begin more than `tolerance` before the end of an earlier call of the same line, or more than `elsewhere`
 * where the two began in different cells; calls that begin in one cell may be call waiting. `byPhone` orders the rows.
 */
export function findOverlaps(
  view: EventView,
  { tolerance, elsewhere }: { tolerance: number; elsewhere: number },
  byPhone: PersonOrder,
): Found {
  const duration = view.numbers("duration");
  const kind = view.text("kind");
  const call = kind.values.indexOf("call");
  const cell = view.text("cell").codes;
  const marks = new Uint8Array(view.rows);
  const { rows, at, offsets } = byPhone;
  for (let line = 0; line + 1 < offsets.length; line++) {
    let ends = -Infinity;
    let longest = -1;
    for (let i = offsets[line]!; i < offsets[line + 1]!; i++) {
      const row = rows[i]!;
      if (kind.codes[row] !== call || !(duration[row]! > 0)) continue;
      const over = Math.min(ends, at[i]! + duration[row]! * 1000) - at[i]!;
      if (over > 0) {
        const known = cell[row]! >= 0 && cell[longest]! >= 0;
        if (known ? cell[row] !== cell[longest] && over > elsewhere : over > tolerance) marks[row] = 1;
      }
      if (at[i]! + duration[row]! * 1000 > ends) {
        ends = at[i]! + duration[row]! * 1000;
        longest = row;
      }
    }
  }
  return { marks };
}
