import { sharedUint8 } from "../../workers/shared.ts";
import type { Exclusion } from "./about.ts";
import { type Activity, matchActivity } from "./activity.ts";
import type { Events } from "./events.ts";
import { requireColumns } from "./events.ts";
import { type Instant, timeSpan, toInstant } from "./instant.ts";
import { type Persons, personsOf } from "./persons.ts";
import { timesOf } from "./times.ts";
import { unmatchedEvents } from "./unmatched-events.ts";

/** Which events an analysis looks at, by the roles they play. */
export interface MarkedEvents {
  at: Float64Array<SharedArrayBuffer>;
  persons: Persons;
  /** Bit i is set where role i counts this row; 0 leaves it out. */
  marks: Uint8Array<SharedArrayBuffer>;
  /** When the data end, UTC ms. */
  asOf: number;
  /** The first and last time of marked rows; Infinity and -Infinity without any. */
  span: [first: number, last: number];
  excluded: Exclusion[];
  /** The patterns of each role in words. */
  words: string[][];
  columns: string[];
}

/** A role, such as `"start"`, and the events that play it; left out: what people do themselves. */
export type Roles = Readonly<Record<string, Activity | undefined>>;

/**
 * Marks the rows that count: those of a person, with a time that is not after the end of the data, that a role's
 * patterns match. The others are counted by reason. A role that matches nothing is refused.
 */
export function markEvents(verb: string, events: Events, roles: Roles, given?: Instant): MarkedEvents {
  requireColumns(verb, events, ["at"]);
  const at = timesOf(verb, events);
  const persons = personsOf(verb, events);
  const asOf = given === undefined ? timeSpan(at)[1] : toInstant(verb, "asOf", given);
  const matched = new Map<Activity | undefined, ReturnType<typeof matchActivity>>();
  const marks = sharedUint8(at.length);
  const columns = new Set<string>(["at", "person"]);
  const words = Object.entries(roles).map(([role, activity], i) => {
    const known = matched.get(activity) ?? matchActivity(verb, events, activity);
    matched.set(activity, known);
    if (!known.match.includes(1)) throw unmatchedEvents(verb, events, role, known.words);
    addMarks(marks, known.match, 1 << i);
    for (const column of known.columns) columns.add(column);
    return known.words;
  });
  const { unasked, nobody, timeless, late, first, last } = sift(marks, persons.rows, at, asOf);
  const excluded = [
    { reason: "not asked for", rows: unasked },
    { reason: "no person", rows: nobody },
    { reason: "no time", rows: timeless },
    { reason: "after the end of the data (asOf)", rows: late },
  ];
  return { at, persons, marks, asOf, span: [first, last], excluded, words, columns: [...columns] };
}

function addMarks(marks: Uint8Array, match: Uint8Array, bit: number): void {
  for (let row = 0; row < marks.length; row++) marks[row] |= match[row] * bit;
}

/** Takes the marks off rows that do not count, and says why. */
function sift(marks: Uint8Array, person: Int32Array, at: Float64Array, asOf: number) {
  let [unasked, nobody, timeless, late] = [0, 0, 0, 0];
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < marks.length; row++) {
    if (marks[row] === 0) {
      unasked++;
      continue;
    }
    const time = at[row];
    if (person[row] >= 0 && time <= asOf) {
      if (time < first) first = time;
      if (time > last) last = time;
      continue;
    }
    if (person[row] < 0) nobody++;
    else if (Number.isNaN(time)) timeless++;
    else late++;
    marks[row] = 0;
  }
  return { unasked, nobody, timeless, late, first, last };
}
