import { sharedInt32 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import { type Activity, matchActivity } from "../core/activity.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { type Events, requireColumns } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import type { SegmentColumns, Segments } from "../core/groups.ts";
import { type Instant, timeSpan, toInstant } from "../core/instant.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { personsOf } from "../core/persons.ts";
import { quantiles } from "../core/statistics/quantiles.ts";
import { quintileScores } from "../core/statistics/quintile-scores.ts";
import { type Table, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { type BehaviourValue, measuresOf, oneCurrency, usualValue, VALUES } from "./behaviour-measures.ts";
import { BEHAVIOUR_NAMES, behaviourName } from "./behaviour-names.ts";
import { sizeTable } from "./segment-sizes.ts";

/** What {@link segmentByBehaviour} can be told. */
export interface BehaviourOptions {
  /** Which events show that somebody is there. Default: what people do themselves, as in `churn`. */
  activity?: Activity;
  /** Look at the events from here (default: the first of the table) ... */
  from?: Instant;
  /** ... to here (default: the last one); recency counts back from here. */
  until?: Instant;
  /** What is summed: `"amount"`, `"duration"` (seconds), `"bytes"` or `"none"`. Default: the first of amount and duration that occurs. */
  value?: BehaviourValue;
}

/** One row for each person with activity. */
export interface BehaviourColumns extends SegmentColumns {
  /** Days from the last activity to `until`. */
  recency: number;
  /** Activities. */
  frequency: number;
  /** Sum of what `value` says; absent with `"none"`. */
  value: number;
  /** 1 (worst fifth) to 5: recency, frequency, value. */
  r: number;
  f: number;
  m: number;
}

/** One row for each segment: the median person. */
export interface ProfileColumns {
  segment: string;
  people: number;
  recency: number;
  frequency: number;
  value: number;
}

/** What {@link segmentByBehaviour} gives: segments, and the median person of each. */
export interface BehaviourSegments extends Segments<BehaviourColumns> {
  readonly profiles: Table<ProfileColumns>;
  /** What `value` sums. */
  readonly value: BehaviourValue;
}

const VERB = "segmentByBehaviour";
const DAY = 864e5;

/**
 * How recently, how often and for how much people were active: scores from 1 to 5 each, and a segment with a name.
 *
 * A score of s says that at least (s - 1) / 5 of the people do strictly worse; equal people get equal scores, so with many
 * ties the fifths are not equally large. The name depends on recency (r) and frequency (f):
 *
 * | | f 1 | f 2 | f 3 | f 4 | f 5 |
 * |---|---|---|---|---|---|
 * | r 5 | new or rare | growing | growing | champions | champions |
 * | r 4 | promising | growing | growing | loyal | loyal |
 * | r 3 | fading | fading | wavering | loyal | loyal |
 * | r 1-2 | asleep | asleep | at risk | at risk | slipping away |
 *
 * Do not compare the churn of these segments over the same days: recency is churn by another name. Take the behaviour up to
 * a day (`until`) and follow people from that day on.
 *
 * Shape: `table` one row for each person with activity, by id ({@link BehaviourColumns}); `sizes` one row for each segment
 * that occurs, best first, with Wilson's 95 % interval; `profiles` their medians. Method: RFM with the rule above in place of
 * NTILE. Cost: a few passes over the rows and three sorts of the people.
 *
 * @param events linked events: `person`, `at`, what `activity` tests and what `value` sums
 * @throws PhonographError `option/invalid`; `data/column-missing`; `data/unparseable` when nobody is active, or amounts are in
 * several currencies
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { segmentByBehaviour } from "phonograph";
 * const day = 864e5;
 * const events = table({
 *   person: [0, 1, 1, 1, 1, 2],
 *   at: [9 * day, 6 * day, 7 * day, 8 * day, 10 * day, 0],
 *   kind: ["app", "app", "app", "app", "app", "app"],
 * });
 * const { table: people } = segmentByBehaviour(events);
 * console.assert(people.get("segment", 1) === "loyal" && people.get("segment", 2) === "asleep");
 * ```
 */
export function segmentByBehaviour(events: Events, options: BehaviourOptions = {}): BehaviourSegments {
  knownOptions(VERB, options, ["activity", "from", "until", "value"]);
  requireColumns(VERB, events, ["at"]);
  const { match, words, columns } = matchActivity(VERB, events, options.activity);
  const value = options.value === undefined ? usualValue(events, match) : keyword(VERB, "value", options.value, VALUES);
  if (value === "amount") oneCurrency(events, match);
  const [first, last] = timeSpan(timesOf(VERB, events));
  const from = options.from === undefined ? first : toInstant(VERB, "from", options.from);
  const until = options.until === undefined ? last : toInstant(VERB, "until", options.until);
  const persons = personsOf(VERB, events);
  const measures = measuresOf(events, persons, { match, from, until, value });
  const active = [...persons.ids.keys()].filter((p) => measures.frequency[p] > 0);
  if (active.length === 0) {
    throw new PhonographError({
      code: "data/unparseable",
      verb: VERB,
      rule: "nobody is active in the observation",
      found: `${persons.ids.length} people, ${words.join(", ")}`,
      hint: "another activity, or linked events",
    });
  }
  const column = (of: Float64Array) => filled(active.length, (row) => of[active[row]]);
  const recency = filled(active.length, (row) => (until - measures.last[active[row]]) / DAY);
  const frequency = column(measures.frequency);
  const total = column(measures.value);
  const r = quintileScores(recency.map((days) => -days));
  const f = quintileScores(frequency);
  const codes = sharedInt32(active.length);
  const people = new Array<number>(BEHAVIOUR_NAMES.length).fill(0);
  for (let row = 0; row < active.length; row++) {
    codes[row] = BEHAVIOUR_NAMES.indexOf(behaviourName(r[row], f[row]));
    people[codes[row]]++;
  }
  const present = [...BEHAVIOUR_NAMES.keys()].filter((code) => people[code] > 0);
  const median = (of: Float64Array) =>
    filled(
      present.length,
      (i) =>
        quantiles(
          of.filter((_, row) => codes[row] === present[i]),
          [0.5],
        )[0],
    );
  const score = (scores: Uint8Array) => filled(scores.length, (row) => scores[row]);
  const valued = value !== "none";
  return Object.freeze({
    table: toTable({
      person: filled(active.length, (row) => persons.ids[active[row]]),
      segment: new TextColumn(codes, BEHAVIOUR_NAMES),
      recency,
      frequency,
      ...(valued ? { value: total } : {}),
      r: score(r),
      f: score(f),
      ...(valued ? { m: score(quintileScores(total)) } : {}),
    }) as Table<BehaviourColumns>,
    sizes: sizeTable(
      present.map((code) => BEHAVIOUR_NAMES[code]),
      present.map((code) => people[code]),
    ),
    profiles: toTable({
      segment: TextColumn.from(present.map((code) => BEHAVIOUR_NAMES[code])),
      people: filled(present.length, (i) => people[present[i]]),
      recency: median(recency),
      frequency: median(frequency),
      ...(valued ? { value: median(total) } : {}),
    }) as Table<ProfileColumns>,
    title: "behaviour",
    value,
    about: toAbout({
      verb: VERB,
      options: { activity: words, from: new Date(from).toISOString(), until: new Date(until).toISOString(), value },
      input: events,
      columns: ["person", "at", ...columns, value],
      peopleIn: persons.ids.length,
      excluded: measures.excluded,
    }),
  });
}
