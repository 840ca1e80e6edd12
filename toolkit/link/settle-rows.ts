import type { Holdings } from "./holdings.ts";
import { TIMED_ONLY } from "./intervals.ts";
import { LINK_RULES } from "./linked.ts";

/** What is known of every row. */
export interface Rows {
  person: Int32Array<SharedArrayBuffer>;
  confidence: Float64Array<SharedArrayBuffer>;
  /** Index into the rules. */
  rule: Uint8Array;
  /** Interval of the number, or of the device (those of users first, then those of numbers); -1 for other rules. */
  interval: Int32Array;
}

const [BY_USER, BY_SESSION, BY_NUMBER, BY_TIMING] = (["user", "session", "number", "timing"] as const).map((by) =>
  LINK_RULES.indexOf(by),
);
const SESSION_CONFIDENCE = 0.99;
const DISPUTED_CONFIDENCE = 0.5;

/** Rows that name a user; gives how many of them, from `begin` on, have a number that belongs to somebody else. */
export function settleUsers(
  rows: Rows,
  named: Int32Array,
  phoneAt: Int32Array,
  owner: Int32Array,
  begin: number,
): number {
  const { person, confidence, rule } = rows;
  let disputed = 0;
  for (let row = 0; row < named.length; row++) {
    if (named[row] < 0) continue;
    const held = phoneAt[row];
    const contradicted = held >= 0 && owner[held] >= 0 && owner[held] !== named[row];
    if (contradicted && row >= begin) disputed++;
    person[row] = named[row];
    rule[row] = BY_USER;
    confidence[row] = contradicted ? DISPUTED_CONFIDENCE : 1;
  }
  return disputed;
}

/** Rows in a session with one owner. */
export function settleSessions({ person, confidence, rule }: Rows, inSession: Int32Array): void {
  for (let row = 0; row < person.length; row++) {
    if (person[row] >= 0 || inSession[row] < 0) continue;
    person[row] = inSession[row];
    rule[row] = BY_SESSION;
    confidence[row] = SESSION_CONFIDENCE;
  }
}

/** Rows whose number or device is held at their time; surer the nearer to a sighting of the owner. */
export function settleHeld(
  { person, confidence, rule, interval }: Rows,
  by: "phone" | "device",
  place: Int32Array,
  held: Holdings,
  at: Float64Array,
  hazard: number,
  base = 0,
): void {
  const { owner, first, last, confidence: sure, rule: known } = held;
  const code = LINK_RULES.indexOf(by);
  for (let row = 0; row < person.length; row++) {
    const h = place[row];
    if (person[row] >= 0 || h < 0 || owner[h] < 0) continue;
    const away = Math.max(first[h] - at[row], at[row] - last[h]);
    person[row] = owner[h];
    rule[row] = by === "phone" && known[h] === TIMED_ONLY ? BY_TIMING : code;
    confidence[row] = away > 0 ? sure[h] * Math.exp(-hazard * away) : sure[h];
    interval[row] = base + h;
  }
}

/** Rows whose number nobody is known to own. */
export function settleNumbers(
  { person, confidence, rule, interval }: Rows,
  phoneAt: Int32Array,
  persons: Int32Array,
): void {
  for (let row = 0; row < person.length; row++) {
    if (person[row] >= 0 || phoneAt[row] < 0) continue;
    person[row] = persons[phoneAt[row]];
    rule[row] = BY_NUMBER;
    confidence[row] = 1;
    interval[row] = phoneAt[row];
  }
}
