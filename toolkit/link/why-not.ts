import type { Events } from "../core/events.ts";
import { textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import type { IdentifierKind } from "./identifiers.ts";

type Identified = Record<IdentifierKind, { codes: Int32Array }>;

const UNLINKED = ["no identifier", "identifier set aside", "no time", "no known owner at that time"] as const;

/** How many rows have no person, by reason. */
export function whyNot(
  events: Events,
  present: readonly IdentifierKind[],
  used: Identified,
  person: Int32Array,
  begin: number,
) {
  const state = new Uint8Array(person.length);
  for (const kind of present) {
    markRows(state, textOf("link", events, kind).codes, 1);
    markRows(state, used[kind].codes.subarray(begin), 2);
  }
  const at = timesOf("link", events);
  const counts = UNLINKED.map(() => 0);
  for (let row = 0; row < person.length; row++) {
    if (person[row] >= 0) continue;
    if (state[row] === 0) counts[0]++;
    else if (state[row] === 1) counts[1]++;
    else counts[Number.isNaN(at[row]) ? 2 : 3]++;
  }
  return UNLINKED.map((reason, i) => ({ reason, rows: counts[i] }));
}

function markRows(state: Uint8Array, codes: Int32Array, mark: number): void {
  for (let row = 0; row < state.length; row++) if (codes[row] >= 0) state[row] |= mark;
}
