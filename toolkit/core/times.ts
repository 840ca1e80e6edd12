import type { ColumnTable } from "arquero";
import { sharedFloat64 } from "../../workers/shared.ts";
import { numbersOf } from "./table.ts";

/** The farthest moment from 1970 that a date can be, in milliseconds. */
export const FARTHEST = 8.64e15;

/** The times of events: column `at`, NaN where it is missing or no moment at all, such as Infinity. */
export function timesOf(verb: string, table: ColumnTable): Float64Array<SharedArrayBuffer> {
  const at = numbersOf(verb, table, "at");
  if (!holdsNone(at)) return at;
  const times = sharedFloat64(at.length);
  for (let row = 0; row < at.length; row++) times[row] = Math.abs(at[row]) > FARTHEST ? Number.NaN : at[row];
  return times;
}

function holdsNone(at: Float64Array): boolean {
  for (let row = 0; row < at.length; row++) if (Math.abs(at[row]) > FARTHEST) return true;
  return false;
}
