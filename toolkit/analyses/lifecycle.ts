import { toAbout } from "../core/about.ts";
import type { Activity } from "../core/activity.ts";
import { CALENDAR_UNITS, type CalendarUnit, periodName } from "../core/calendar.ts";
import { coded } from "../core/coded.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { EventColumns, Events } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import { type Groups, groupsOf, type Segments } from "../core/groups.ts";
import { type Instant, timeSpan, toInstant } from "../core/instant.ts";
import { keyword, knownOptions, proportion } from "../core/options.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import { type ActivePeriods, activePeriods } from "./active-periods.ts";
import type { Lifecycle, LifecycleColumns } from "./lifecycle-result.ts";
import { testKept } from "./lifecycle-tests.ts";
import { toDayZone } from "./local-days.ts";

/** What {@link lifecycle} can be told. */
export interface LifecycleOptions extends ComputeOptions {
  /** Which events show that somebody is there. Default: what people do themselves (see `churn`). */
  activity?: Activity;
  /** Default: `"week"`. */
  period?: CalendarUnit;
  /**
   * The calendar's time zone, an IANA name such as `"Europe/Lisbon"`, or `"local"`: each event on the day that the clock on the wall showed where it
   * happened, by its `offset`. Default: `"UTC"`.
   */
  zone?: string;
  /** Default: `"monday"`. */
  weekStart?: "monday" | "sunday";
  /** Only periods that begin at this moment or later are told; earlier ones still decide who is new. Default: all. */
  from?: Instant;
  /** When the data end: later events do not count. Default: the last event. */
  asOf?: Instant;
  /** Tell groups apart: segments, or a column (the value that most of a person's rows have). Default: everybody together. */
  by?: Segments | keyof EventColumns | (string & {});
  /** Keep the largest groups only; the rest are "other". Default: all. */
  top?: number;
  /** Of the intervals (default 0.95). */
  confidence?: number;
}

/**
 * Who is new, who stays, who comes back and who is gone, period by period.
 *
 * Of everybody active in a period: *new* are those never active before in the table, *returning* those active in the period before,
 * *resurrecting* the others. *Dormant* were active in the period before and are not in this one. So
 * `active = new + returning + resurrecting`, and the active of the period before are `returning + dormant`. Periods without anybody are told.
 *
 * The first period of the data has nobody but new people: give `from` some time after the data begin. Of the last one, which is not over,
 * the counts are those so far, and who is dormant is not known yet. `partial` marks the period within which the data begin.
 *
 * With groups `tests` tells of each period whether the known ones keep their people equally well, corrected for the number of periods.
 *
 * Shape: {@link LifecycleColumns}; groups by size. Cost: one pass over the rows, in any order.
 *
 * @param events linked events: `person`, `at` and what `activity` tests
 * @param options see {@link LifecycleOptions}; all may be left out
 * @throws PhonographError `option/invalid`; `data/column-missing`; `data/unparseable` when nobody is active
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { lifecycle } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 0, 1], at: [0, day, 3 * day, 2 * day], kind: ["app", "app", "app", "app"] });
 * const { table: days } = await lifecycle(events, { period: "day" });
 * console.assert(days.array("new").join() === "1,0,1,0" && days.get("returning", 1) === 1);
 * console.assert(days.get("dormant", 2) === 1 && days.get("resurrecting", 3) === 1);
 * ```
 */
export async function lifecycle(events: Events, options: LifecycleOptions = {}): Promise<Lifecycle> {
  knownOptions(VERB, options, OPTIONS);
  const period = keyword(VERB, "period", options.period ?? "week", CALENDAR_UNITS);
  const zone = toDayZone(VERB, options.zone ?? "UTC");
  const weekStart = keyword(VERB, "weekStart", options.weekStart ?? "monday", ["monday", "sunday"]);
  const confidence = proportion(VERB, "confidence", options.confidence ?? 0.95);
  const from = options.from === undefined ? -Infinity : toInstant(VERB, "from", options.from);
  const { by, top } = options;
  const calendar = { activity: options.activity, period, zone, weekStart, asOf: options.asOf };
  const active = await activePeriods(VERB, events, calendar, options);
  const { marked, count } = active;
  const present = new Uint8Array(marked.persons.ids.length);
  active.each((person, periods) => {
    if (periods.length > 0) present[person] = 1;
  });
  const groups = by === undefined ? undefined : groupsOf(VERB, events, by, marked.persons, { top, counted: present });
  const begin = active.calendar.starts.findIndex((start) => start >= from);
  if (begin < 0 || begin >= count) throw nothingFrom(active, from);
  const counts = counted(active, groups);
  const tests = testKept(counts, active, begin, groups);
  return Object.freeze({
    table: lifecycleTable(counts, active, begin, groups, confidence),
    tests,
    people: present.reduce((sum, one) => sum + one, 0),
    firstIsAllNew: begin === 0,
    groupedBy: groups?.title,
    semantics: Object.freeze({
      version: "v1",
      unit: "person",
      ...{ period, zone, weekStart },
      new: "first activity in the table",
      returning: "active in the period before",
      resurrecting: "active earlier, not in the period before",
      dormant: "active in the period before, not in this one",
      keptOf: "people active in the period before",
      interval: "Wilson",
      test: tests ? "chi-square of kept by period, Benjamini-Hochberg over periods" : "none",
      ...{ confidence, from: from === -Infinity ? null : from, asOf: marked.asOf },
    }),
    about: toAbout({
      verb: VERB,
      options: {
        ...{ activity: marked.words[0], period, zone, weekStart, from: options.from, top, confidence },
        ...{ asOf: new Date(marked.asOf).toISOString(), by: typeof by === "string" ? by : by?.about },
      },
      input: events,
      columns: [...new Set([...marked.columns, ...(typeof by === "string" ? [by] : [])])],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded,
    }),
  });
}

const VERB = "lifecycle";
const OPTIONS = "activity period zone weekStart from asOf by top confidence".split(" ").concat(COMPUTE_OPTIONS);

interface Counts {
  fresh: Float64Array;
  returning: Float64Array;
  resurrecting: Float64Array;
  dormant: Float64Array;
}

/** By group and period. */
function counted({ each, count }: ActivePeriods, groups: Groups | undefined): Counts {
  const make = () => new Float64Array((groups?.labels.length ?? 1) * count);
  const counts = { fresh: make(), returning: make(), resurrecting: make(), dormant: make() };
  each((person, periods) => {
    const base = (groups?.codes[person] ?? 0) * count;
    for (let i = 0; i < periods.length; i++) {
      const t = periods[i];
      if (i === 0) counts.fresh[base + t]++;
      else if (periods[i - 1] === t - 1) counts.returning[base + t]++;
      else counts.resurrecting[base + t]++;
      if (periods[i + 1] !== t + 1 && t + 1 < count) counts.dormant[base + t + 1]++;
    }
  });
  return counts;
}

function lifecycleTable(
  { fresh, returning, resurrecting, dormant }: Counts,
  { calendar, count, over, marked }: ActivePeriods,
  begin: number,
  groups: Groups | undefined,
  confidence: number,
): Table<LifecycleColumns> {
  const told = count - begin;
  const [dataBegin] = timeSpan(marked.at);
  const rows = (groups?.labels.length ?? 1) * told;
  const cell = (row: number) => Math.floor(row / told) * count + begin + (row % told);
  const isOver = (row: number) => cell(row) % count < over;
  const kept = Array.from({ length: rows }, (_, row) => {
    const before = returning[cell(row)] + dormant[cell(row)];
    if (isOver(row) && before > 0) return wilson(returning[cell(row)], before, confidence);
    return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  });
  const column = (of: (row: number) => number) => filled(rows, of);
  const text = (values: readonly string[], of: (row: number) => number) => coded(rows, values, of);
  const names = Array.from({ length: count }, (_, t) => periodName(calendar, t));
  return toTable<LifecycleColumns>({
    ...(groups ? { group: text(groups.labels, (row) => Math.floor(row / told)) } : {}),
    period: text(names, (row) => cell(row) % count),
    at: column((row) => calendar.starts[cell(row) % count]),
    active: column((row) => fresh[cell(row)] + returning[cell(row)] + resurrecting[cell(row)]),
    new: column((row) => fresh[cell(row)]),
    returning: column((row) => returning[cell(row)]),
    resurrecting: column((row) => resurrecting[cell(row)]),
    dormant: column((row) => (isOver(row) ? dormant[cell(row)] : Number.NaN)),
    kept: column((row) => kept[row].estimate),
    kept_lower: column((row) => kept[row].lower),
    kept_upper: column((row) => kept[row].upper),
    over: Array.from({ length: rows }, (_, row) => isOver(row)),
    partial: Array.from({ length: rows }, (_, row) => calendar.starts[cell(row) % count] < dataBegin),
  } as never);
}

function nothingFrom({ marked }: ActivePeriods, from: number): PhonographError {
  const [first, last] = marked.span.map((at) => new Date(at).toISOString());
  return new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: "a period must begin between from and the end of the data",
    found: `from ${new Date(from).toISOString()}; people are active from ${first} to ${last}`,
    hint: "an earlier from, or shorter periods",
  });
}
