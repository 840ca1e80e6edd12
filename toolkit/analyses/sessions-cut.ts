import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import type { Subjects } from "./sessions-subjects.ts";

/** The sessions, by person and then by when they begin. */
export interface Cut {
  /** By row, -1 for rows that do not count. */
  ofRow: Int32Array<SharedArrayBuffer>;
  /** By session: where its rows lie in the order. */
  begins: Int32Array;
  ends: Int32Array;
  subject: Int32Array;
}

/**
 * Cuts each subject's events where more than `gap` ms pass between two of them, and, with `dayOf`, where the day changes.
 */
export function cutSessions(
  order: PersonOrder,
  { person, whole }: Subjects,
  rows: number,
  gap: number,
  dayOf: ((at: number) => number) | undefined,
): Cut {
  const begins: number[] = [];
  const subject: number[] = [];
  const { at, offsets } = order;
  for (let s = 0; s < person.length; s++) {
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      const first = i === offsets[s];
      const cut =
        first ||
        (at[i] - at[i - 1] > gap && whole[s] === 0) ||
        (dayOf !== undefined && dayOf(at[i]) !== dayOf(at[i - 1]));
      if (!cut) continue;
      begins.push(i);
      subject.push(s);
    }
  }
  const ends = begins.map((_, k) => begins[k + 1] ?? at.length);
  // Subjects of one person may overlap, so their sessions are put in the order of time.
  const places = [...begins.keys()];
  places.sort((a, b) => person[subject[a]] - person[subject[b]] || at[begins[a]] - at[begins[b]] || a - b);
  const ofRow = sharedInt32(rows).fill(-1);
  for (const [session, k] of places.entries()) {
    for (let i = begins[k]; i < ends[k]; i++) ofRow[order.rows[i]] = session;
  }
  return {
    ofRow,
    begins: Int32Array.from(places, (k) => begins[k]),
    ends: Int32Array.from(places, (k) => ends[k]),
    subject: Int32Array.from(places, (k) => subject[k]),
  };
}
