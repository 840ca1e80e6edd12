import type { Exclusion } from "../core/about.ts";
import type { Persons } from "../core/persons.ts";

/** The runs that a funnel counts, by unit. */
export interface RunPart {
  /** The base unit of each run: a person's number, or that of a value. */
  people: Int32Array;
  /** The highest step reached, counted from 1. */
  levels: Uint16Array;
  /** The times of the steps up to it, run after run; NaN for an optional step that was skipped. */
  times: Float64Array;
  /** The value of the attributed column at each of those steps, -1 where missing. */
  marks?: Int32Array;
  /** The period of each entry. */
  periods?: Int32Array;
}

/** Everyone who entered, and how far they got. */
export interface Reached {
  /** By unit; units are numbered as in `base`. */
  parts: readonly RunPart[];
  base: Persons;
  /** The values of the unit's column; undefined where units are persons. */
  names: readonly string[] | undefined;
  /** The values that `marks` count, where there are any. */
  values?: readonly string[];
  peopleIn: number;
  /** Base units, one for each that came too late for a whole window, with the period of their entry. */
  recent: readonly { people: Int32Array; periods?: Int32Array; marks?: Int32Array }[];
  /** Counted units that an excluded event takes out. */
  removed: number;
  /** Conversions by another reading: from the first entry, and the change by ties and by grace; undefined where it says nothing. */
  fromFirst: number | undefined;
  byTies: number | undefined;
  byGrace: number | undefined;
  /** Steps that share events, counted from 1: `[1, 3]`. */
  overlaps: readonly (readonly number[])[];
  excluded: Exclusion[];
  /** The end of the data, UTC ms. */
  asOf: number;
  /** Threads for what is still to do; 0 for none. */
  workers: number;
}

/** How many units reached the last step. */
export function conversions(parts: readonly RunPart[], last: number): number {
  let sum = 0;
  for (const { levels, times } of parts) {
    let entry = 0;
    for (let i = 0; i < levels.length; i++) {
      if (levels[i] >= last && !Number.isNaN(times[entry + last - 1])) sum++;
      entry += levels[i];
    }
  }
  return sum;
}
