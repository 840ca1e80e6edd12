import { periodFinder } from "../../workers/kernels/period-index.ts";
import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import type { Activity } from "../core/activity.ts";
import { toCalendar, toZone } from "../core/calendar.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { EventColumns, Events } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import type { Instant } from "../core/instant.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import { keyword, knownOptions } from "../core/options.ts";
import { orderRows } from "../core/person-rows.ts";
import { quantiles } from "../core/statistics/quantiles.ts";
import { columnOf, missingColumn, type Table, toTable } from "../core/table.ts";
import { eventLabels } from "../core/unmatched-events.ts";
import { plainCause } from "./plain-cause.ts";
import { type Cut, cutSessions } from "./sessions-cut.ts";
import type { SessionColumns, Sessions } from "./sessions-result.ts";
import { type Subjects, subjectsOf } from "./sessions-subjects.ts";

/** What {@link sessions} can be told. */
export interface SessionOptions extends ComputeOptions {
  /** A session ends where more than this passes between two events. Default: `"30m"`. */
  gap?: Duration;
  /** Which events count. Default: what people do themselves (see `churn`). */
  activity?: Activity;
  /** Columns whose values are never in one session, such as `"device"`. Missing is a value of its own. Default: none. */
  apart?: string | readonly string[];
  /** A column of session ids that the source gave, such as `"session"`: events of a person with the same id are one session, whatever the gap; the others are cut by the gap. Default: none. */
  existing?: keyof EventColumns | (string & {});
  /** Whether a session goes on over the midnight of `zone` (`"keep"`, the default) or ends there (`"split"`). */
  midnight?: "keep" | "split";
  /** The time zone of that midnight, an IANA name. Default: `"UTC"`. */
  zone?: string;
  /** When the data end, for `over`; later events do not count. Default: the last event. */
  asOf?: Instant;
}

/**
 * Cuts what people do into sessions: stretches without a pause longer than `gap`.
 *
 * A pause of exactly `gap` does not cut. Sessions go on over midnight unless told otherwise, and over devices unless `apart` keeps these
 * apart. Events that do not count, or have no person or time, are in no session: `session_id` is missing, and `about` counts them.
 *
 * Shape: {@link SessionColumns}; `events` holds the rows in the order that the table showed. Cost: one sort of the rows by
 * person and time, in the workers, and one pass.
 *
 * @param events linked events: `person`, `at` and what `activity` tests
 * @param options see {@link SessionOptions}; all may be left out
 * @throws PhonographError `option/invalid`; `data/column-missing`; `data/unparseable` when nobody's events count
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { sessions } from "phonograph";
 * const minute = 6e4;
 * const events = table({ person: [7, 7, 7], at: [0, 10 * minute, 60 * minute], kind: ["app", "app", "web"] });
 * const cut = await sessions(events, { gap: "30m" });
 * console.assert(cut.sessions === 2 && cut.table.get("duration", 0) === 600 && cut.table.get("entry", 1) === "web");
 * console.assert(cut.events.get("session_id", 2) === 1);
 * ```
 */
export async function sessions(events: Events, options: SessionOptions = {}): Promise<Sessions> {
  knownOptions(VERB, options, OPTIONS);
  const gap = toMilliseconds(VERB, "gap", options.gap ?? "30m");
  const midnight = keyword(VERB, "midnight", options.midnight ?? "keep", ["keep", "split"]);
  const zone = toZone(VERB, options.zone ?? "UTC");
  const apart = options.apart === undefined ? [] : [options.apart].flat();
  const marked = markEvents(VERB, events, { activity: options.activity }, options.asOf);
  const { existing } = options;
  for (const name of existing === undefined ? apart : [...apart, existing]) {
    if (!events.columnNames().includes(name)) throw missingColumn(VERB, events, name);
  }
  if (!(marked.span[0] <= marked.span[1])) throw nobody(marked);
  const days = toCalendar(VERB, { unit: "day", zone }, ...marked.span);
  const dayOf = periodFinder(days.starts);
  const subjects = subjectsOf(VERB, events, marked, apart, existing);
  const order = await orderRows(VERB, subjects.rows, marked.at, subjects.person.length, options);
  const cut = cutSessions(order, subjects, marked.at.length, gap, midnight === "split" ? dayOf : undefined);
  const table = sessionTable(events, { order, subjects, cut, marked, gap, dayOf });
  const lengths = (table.array("duration") as Float64Array).filter((_, i) => cut.ends[i] - cut.begins[i] > 1);
  return Object.freeze({
    table,
    events: withSessions(events, cut.ofRow),
    people: new Set(table.array("person")).size,
    sessions: cut.begins.length,
    single: cut.begins.length - lengths.length,
    medianDuration: quantiles(lengths, [0.5])[0],
    semantics: Object.freeze({
      version: "v1",
      unit: apart.length > 0 ? "person and the columns in apart" : "person",
      gap,
      gapItself: "does not cut",
      apart: Object.freeze(apart),
      existing,
      ...{ midnight, zone, asOf: marked.asOf },
    }),
    about: toAbout({
      verb: VERB,
      options: {
        ...{ gap: options.gap ?? "30m", activity: marked.words[0], apart, existing, midnight, zone },
        asOf: new Date(marked.asOf).toISOString(),
      },
      input: events,
      columns: [...new Set([...marked.columns, ...apart, ...(existing === undefined ? [] : [existing])])],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded,
    }),
  });
}

const VERB = "sessions";
const OPTIONS = ["gap", "activity", "apart", "existing", "midnight", "zone", "asOf", ...COMPUTE_OPTIONS];

interface Parts {
  order: PersonOrder;
  subjects: Subjects;
  cut: Cut;
  marked: MarkedEvents;
  gap: number;
  dayOf: (at: number) => number;
}

function sessionTable(events: Events, { order, subjects, cut, marked, gap, dayOf }: Parts): Table<SessionColumns> {
  const { at, rows } = order;
  const { begins, ends, subject } = cut;
  const labels = eventLabels(VERB, events);
  const rank = new Int32Array(labels.values.length);
  const byText = [...labels.values.keys()].sort((a, b) => (labels.values[a] < labels.values[b] ? -1 : 1));
  for (const [place, code] of byText.entries()) rank[code] = place;
  const rankOf = (code: number) => (code < 0 ? -1 : rank[code]);
  const entry = sharedInt32(begins.length);
  const exit = sharedInt32(begins.length);
  for (let s = 0; s < begins.length; s++) {
    const last = ends[s] - 1;
    entry[s] = labels.codes[rows[begins[s]]];
    exit[s] = labels.codes[rows[last]];
    for (let i = begins[s]; i <= last && at[i] === at[begins[s]]; i++) {
      const code = labels.codes[rows[i]];
      if (rankOf(code) < rankOf(entry[s])) entry[s] = code;
    }
    for (let i = last; i >= begins[s] && at[i] === at[last]; i--) {
      const code = labels.codes[rows[i]];
      if (rankOf(code) > rankOf(exit[s])) exit[s] = code;
    }
  }
  const count = begins.length;
  const column = (of: (session: number) => number) => filled(count, of);
  return toTable<SessionColumns>({
    session_id: column((s) => s),
    person: column((s) => marked.persons.ids[subjects.person[subject[s]]]),
    from: column((s) => at[begins[s]]),
    to: column((s) => at[ends[s] - 1]),
    events: column((s) => ends[s] - begins[s]),
    duration: column((s) => (at[ends[s] - 1] - at[begins[s]]) / 1000),
    entry: new TextColumn(entry, labels.values),
    exit: new TextColumn(exit, labels.values),
    across_midnight: Array.from(begins, (begin, s) => dayOf(at[begin]) !== dayOf(at[ends[s] - 1])),
    over: Array.from(ends, (end) => marked.asOf - at[end - 1] > gap),
  });
}

function withSessions(events: Events, ofRow: Int32Array): Sessions["events"] {
  const plain = !events.isFiltered() && !events.isOrdered();
  const own = plain
    ? events.data()
    : Object.fromEntries(events.columnNames().map((name) => [name, columnOf(VERB, events, name)]));
  return toTable({
    ...(own as Record<string, WholeColumn>),
    session_id: new WholeColumn(ofRow, -1),
  }) as unknown as Sessions["events"];
}

function nobody(marked: MarkedEvents): PhonographError {
  return new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "there is nobody whose events could be cut",
    ...plainCause(marked),
  });
}
