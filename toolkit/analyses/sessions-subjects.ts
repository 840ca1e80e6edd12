import { sharedInt32 } from "../../workers/shared.ts";
import type { Events } from "../core/events.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { textOf } from "../core/table.ts";

/** Whose events are cut into sessions together: a person, or a person on one device, or of one session of the source. */
export interface Subjects {
  /** By row, -1 for rows that do not count. */
  rows: Int32Array<SharedArrayBuffer>;
  /** By subject. */
  person: Int32Array;
  /** 1 where the subject is a session of the source, which no gap cuts. */
  whole: Uint8Array;
}

/** Subjects in the order of person, then of the values of the columns, missing ones first: whatever the order of rows. */
export function subjectsOf(
  verb: string,
  events: Events,
  { marks, persons }: MarkedEvents,
  apart: readonly string[],
  existing: string | undefined,
): Subjects {
  const rows = sharedInt32(marks.length);
  for (let row = 0; row < rows.length; row++) rows[row] = marks[row] > 0 ? persons.rows[row] : -1;
  const people = Int32Array.from(persons.ids, (_, p) => p);
  let subjects: Subjects = { rows, person: people, whole: new Uint8Array(people.length) };
  for (const name of existing === undefined ? apart : [...apart, existing]) {
    subjects = finer(verb, events, subjects, name, name === existing);
  }
  return subjects;
}

function finer(verb: string, events: Events, subjects: Subjects, name: string, isSession: boolean): Subjects {
  const { codes, values } = textOf(verb, events, name);
  const width = values.length + 1;
  const place = new Int32Array(width);
  const byText = [...values.keys()].sort((a, b) => (values[a] < values[b] ? -1 : 1));
  for (const [rank, code] of byText.entries()) place[code + 1] = rank + 1;
  const met = new Map<number, number>();
  const { rows } = subjects;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] >= 0) met.set(rows[row] * width + place[codes[row] + 1], 0);
  }
  const keys = Float64Array.from(met.keys()).sort();
  for (const [i, key] of keys.entries()) met.set(key, i);
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] >= 0) rows[row] = met.get(rows[row] * width + place[codes[row] + 1])!;
  }
  return {
    rows,
    person: Int32Array.from(keys, (key) => subjects.person[Math.floor(key / width)]),
    whole: Uint8Array.from(keys, (key) => (isSession && key % width > 0 ? 1 : 0)),
  };
}
