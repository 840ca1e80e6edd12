import { matchActivity } from "../core/activity.ts";
import { WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { EVENT_KINDS, type Events } from "../core/events.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import type { Pattern } from "../core/pattern.ts";
import { columnOf, hasColumn, numbersOf, textOf } from "../core/table.ts";
import type { ComparisonSpec, PrecedesQuestion } from "./precedes-options.ts";

/** What the company writes of somebody does not show that somebody is there. */
const THERE: Pattern = { kind: EVENT_KINDS.filter((kind) => kind !== "crm" && kind !== "push") };

/** Bit 1 for triggers, 2 for responses, 4 for events that show that somebody is there. */
export function markQuestion(events: Events, question: PrecedesQuestion, spec: ComparisonSpec): MarkedEvents {
  const { verb, activity, asOf } = spec;
  const { trigger, response } = question ?? {};
  for (const [name, value] of Object.entries({ trigger, response })) {
    if (value !== undefined) continue;
    const hint =
      'precedes(events, { trigger: { kind: "call", status: "missed" }, response: "app.chat_start" }, { within: "60m" })';
    throw new PhonographError({ code: "option/missing", verb, rule: `the question needs a ${name}`, hint });
  }
  return markEvents(verb, events, { trigger, response, ...thereRole(events, spec, activity) }, asOf);
}

/** The role of showing that somebody is there; none when no event has it, as then triggers and responses do. */
export function thereRole(
  events: Events,
  { verb }: ComparisonSpec,
  activity = undefined as ComparisonSpec["activity"],
) {
  if (activity !== undefined) return { activity };
  return hasColumn(events, "kind") && matchActivity(verb, events, THERE).match.includes(1) ? { activity: THERE } : {};
}

/** The same marks without rows that are linked less surely; undefined where there is no such row or no column `link`. */
export function surelyLinked(
  verb: string,
  events: Events,
  marked: MarkedEvents,
  least: number,
): MarkedEvents | undefined {
  if (!hasColumn(events, "link")) return undefined;
  const link = numbersOf(verb, events, "link");
  const { marks } = marked;
  const sure = new Uint8Array(new SharedArrayBuffer(marks.length));
  let dropped = 0;
  for (let row = 0; row < marks.length; row++) {
    if (marks[row] === 0 || link[row] >= least) sure[row] = marks[row];
    else dropped++;
  }
  return dropped === 0 ? undefined : { ...marked, marks: sure };
}

/** How far each person's clock is ahead of UTC, ms: the least offset of the rows that count; and the share of people with several. */
export function clocksOf(verb: string, events: Events, { marks, persons }: MarkedEvents) {
  const ahead = new Float64Array(persons.ids.length);
  if (!hasColumn(events, "offset")) return { ahead, mixed: 0 };
  const column = columnOf(verb, events, "offset");
  const [array, missing] =
    column instanceof WholeColumn ? [column.array, column.missing] : [numbersOf(verb, events, "offset"), Number.NaN];
  const least = new Float64Array(persons.ids.length).fill(Infinity);
  const most = new Float64Array(persons.ids.length).fill(-Infinity);
  for (let row = 0; row < marks.length; row++) {
    const offset = array[row];
    if (marks[row] === 0 || offset === missing || Number.isNaN(offset)) continue;
    const p = persons.rows[row];
    if (offset < least[p]) least[p] = offset;
    if (offset > most[p]) most[p] = offset;
  }
  let [known, several] = [0, 0];
  for (let p = 0; p < ahead.length; p++) {
    if (least[p] === Infinity) continue;
    known++;
    if (most[p] > least[p]) several++;
    ahead[p] = least[p] * 60_000;
  }
  return { ahead, mixed: known === 0 ? 0 : several / known };
}

/** How many rows are both, and whether triggers and responses share no source. */
export function overlapOf(verb: string, events: Events, { marks }: MarkedEvents): { both: number; sources: boolean } {
  let both = 0;
  const sources = hasColumn(events, "source") ? textOf(verb, events, "source") : undefined;
  const met = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < marks.length; row++) {
    if ((marks[row] & 3) === 3) both++;
    if (sources && (marks[row] & 1) !== 0) met[0].add(sources.codes[row]);
    if (sources && (marks[row] & 2) !== 0) met[1].add(sources.codes[row]);
  }
  return { both, sources: sources !== undefined && met[0].isDisjointFrom(met[1]) };
}
