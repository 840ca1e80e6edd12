import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { EVENT_KINDS } from "../core/events.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { markEvents } from "../core/marked-events.ts";
import { maskText } from "../core/mask.ts";
import { matchRows } from "../core/pattern.ts";
import { textOf } from "../core/table.ts";
import { eventLabels, unmatchedEvents } from "../core/unmatched-events.ts";
import type { ConvertsSpec } from "./what-converts-options.ts";

/** The people who are watched, by a number of their own. */
export interface Watched {
  /** By person number; -1 for who is not. */
  numbers: Int32Array;
  /** Since the entry, ms: when the step was reached (NaN if not), and how long one was watched, the step included. */
  reached: Float64Array;
  exit: Float64Array;
  /** When they entered, UTC ms. */
  entry: Float64Array;
}

/** A candidate: since when each of the watched had it, ms from the entry, below 0 for from the beginning, NaN for never. */
export interface Candidate {
  label: string;
  kind: "event" | "property";
  since: Float64Array;
}

const ANY = { kind: [...EVENT_KINDS] };
/** More names of events, or values of a property, are not looked at: the most frequent are. */
const MOST_EVENTS = 200;
const MOST_VALUES = 20;

/** Bit 1 for the step, bit 2 for the entry. */
export function markSteps(verb: string, events: Events, { question, asOf }: ConvertsSpec): MarkedEvents {
  return markEvents(verb, events, { to: question.to, from: question.from ?? ANY }, asOf);
}

/** First entry of each person, first step after it, and how long they were watched. */
export function watch({ at, persons, marks, asOf }: MarkedEvents, within: number): Watched {
  const people = persons.ids.length;
  const entered = new Float64Array(people).fill(Infinity);
  for (let row = 0; row < at.length; row++) {
    if ((marks[row] & 2) !== 0) entered[persons.rows[row]] = Math.min(entered[persons.rows[row]], at[row]);
  }
  const stepped = new Float64Array(people).fill(Infinity);
  for (let row = 0; row < at.length; row++) {
    const p = persons.rows[row];
    if ((marks[row] & 1) !== 0 && at[row] > entered[p]) stepped[p] = Math.min(stepped[p], at[row]);
  }
  const numbers = new Int32Array(people).fill(-1);
  const kept: number[] = [];
  for (let p = 0; p < people; p++) if (entered[p] < asOf) numbers[p] = kept.push(p) - 1;
  const entry = Float64Array.from(kept, (p) => entered[p]);
  const end = Float64Array.from(entry, (time) => Math.min(within, asOf - time));
  const wait = Float64Array.from(kept, (p, i) => stepped[p] - entry[i]);
  const reached = wait.map((time, i) => (time <= end[i] ? time : Number.NaN));
  return { numbers, entry, reached, exit: reached.map((time, i) => (Number.isNaN(time) ? end[i] : time)) };
}

/** What people did after their entry, one candidate for each name or pattern. */
export function eventCandidates(
  verb: string,
  events: Events,
  marked: MarkedEvents,
  watched: Watched,
  { candidates, question }: ConvertsSpec,
) {
  const { at, persons, marks } = marked;
  // of an entry told by its name the later ones are no candidates either
  const own = question.from === undefined ? 1 : 3;
  const steps = (row: number) => (marks[row] & own) !== 0;
  if (candidates) {
    return candidates.map(({ label, pattern }): Candidate => {
      const match = matchRows(verb, events, pattern);
      if (!match.includes(1)) throw unmatchedEvents(verb, events, "candidates", [label]);
      return toCandidate(label, (row) => match[row] === 1 && !steps(row));
    });
  }
  const { codes, values } = eventLabels(verb, events);
  const rows = new Float64Array(values.length);
  const isStep = new Uint8Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] < 0) continue;
    rows[codes[row]]++;
    if (steps(row)) isStep[codes[row]] = 1;
  }
  const order = [...values.keys()].filter((code) => isStep[code] === 0);
  order.sort((a, b) => rows[b] - rows[a] || (values[a] < values[b] ? -1 : 1));
  const chosen = order.slice(0, MOST_EVENTS);
  const place = new Int32Array(values.length).fill(-1);
  const found = chosen.map((code, i): Candidate => {
    place[code] = i;
    return { label: values[code], kind: "event", since: new Float64Array(watched.exit.length).fill(Number.NaN) };
  });
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] >= 0 && place[codes[row]] >= 0) note(found[place[codes[row]]].since, row);
  }
  return found;

  function toCandidate(label: string, has: (row: number) => boolean): Candidate {
    const since = new Float64Array(watched.exit.length).fill(Number.NaN);
    for (let row = 0; row < at.length; row++) if (has(row)) note(since, row);
    return { label, kind: "event", since };
  }

  function note(since: Float64Array, row: number): void {
    const person = persons.rows[row] < 0 ? -1 : watched.numbers[persons.rows[row]];
    if (person < 0) return;
    const time = at[row] - watched.entry[person];
    if (time > 0 && !(time >= since[person])) since[person] = time;
  }
}

/** A column of which most people have a value of their own names them. */
function refuseNaming(verb: string, name: string, people: Int32Array): void {
  const distinct = people.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  const known = people.reduce((sum, n) => sum + n, 0);
  if (known < 10 || distinct <= known / 2) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "a property must be one that people share",
    found: `"${name}" has ${distinct.toLocaleString("en-GB")} values of ${known.toLocaleString("en-GB")} people`,
    hint: "a column such as a plan or a region; numbers in bands",
  });
}

/** What a column said of people when they entered, one candidate for each value. */
export function propertyCandidates(
  verb: string,
  events: Events,
  marked: MarkedEvents,
  watched: Watched,
  name: string,
): Candidate[] {
  const { at, persons } = marked;
  const { codes, values } = textOf(verb, events, name);
  const latest = new Float64Array(watched.exit.length).fill(-Infinity);
  const value = new Int32Array(watched.exit.length).fill(-1);
  for (let row = 0; row < at.length; row++) {
    const person = persons.rows[row] < 0 || codes[row] < 0 ? -1 : watched.numbers[persons.rows[row]];
    if (person < 0 || !(at[row] <= watched.entry[person])) continue;
    // of one instant the first in the alphabet, so that the order of rows does not matter
    const better =
      at[row] > latest[person] || (at[row] === latest[person] && values[codes[row]] < values[value[person]]);
    if (better) [latest[person], value[person]] = [at[row], codes[row]];
  }
  const people = new Int32Array(values.length);
  for (const code of value) if (code >= 0) people[code]++;
  refuseNaming(verb, name, people);
  return [...values.keys()]
    .filter((code) => people[code] > 0)
    .sort((a, b) => people[b] - people[a] || (values[a] < values[b] ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map((code) => ({
      ...{ label: `${name}: ${maskText(values[code])}`, kind: "property" as const },
      since: Float64Array.from(value, (own) => (own === code ? -1 : Number.NaN)),
    }));
}
