import { sharedUint32 } from "../shared.ts";
import { periodFinder } from "./period-index.ts";

export interface PresenceTask {
  /** Whole numbers; rows of persons outside `[from, to)` are left out. */
  person: Int32Array;
  at: Float64Array;
  /** Bit i: the row counts for role i; 0 leaves it out. */
  marks: Uint8Array;
  roles: number;
  from: number;
  to: number;
  /** When each period begins, and behind the last when it ends. */
  starts: Float64Array;
}

/**
 * In which periods each person did something: bit `k % 32` of word `(p - from) * words + (k >> 5)` of a role's array.
 * Cost: one pass over the rows, in any order, for each range of persons.
 */
export function presence({ person, at, marks, roles, from, to, starts }: PresenceTask): Uint32Array[] {
  const words = (starts.length - 1 + 31) >> 5;
  const span = to - from;
  const found = Array.from({ length: roles }, () => sharedUint32(span * words));
  const indexOf = periodFinder(starts);
  for (let row = 0; row < person.length; row++) {
    const mark = marks[row]!;
    if (mark === 0) continue;
    const p = person[row]! - from;
    if (!(p >= 0 && p < span)) continue;
    const k = indexOf(at[row]!);
    const place = p * words + (k >> 5);
    const bit = 1 << (k & 31);
    for (let role = 0; role < roles; role++) if (((mark >> role) & 1) === 1) found[role]![place]! |= bit;
  }
  return found;
}
