import { toAbout } from "../core/about.ts";
import type { Activity } from "../core/activity.ts";
import { CALENDAR_UNITS, type CalendarUnit } from "../core/calendar.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { EventColumns, Events } from "../core/events.ts";
import { groupsOf, type Segments } from "../core/groups.ts";
import type { Instant } from "../core/instant.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";
import { activePeriods } from "./active-periods.ts";
import { toDayZone } from "./local-days.ts";
import { plainCause } from "./plain-cause.ts";
import { compareMeans } from "./stickiness-compare.ts";
import type { Stickiness } from "./stickiness-result.ts";
import { distribution, distributionTable, meanTable, ratioTable } from "./stickiness-table.ts";

/** What {@link stickiness} can be told. */
export interface StickinessOptions extends ComputeOptions {
  /** Which events show that somebody is there. Default: what people do themselves (see `churn`). */
  activity?: Activity;
  /** Default: `"day"`. */
  period?: CalendarUnit;
  /** How many periods, the last ones that are over. Default: 28 days, 12 weeks or 12 months, as far as the data go. */
  periods?: number;
  /** Trailing windows of the ratios, in periods. Default: 7 and 30 days, 4 and 12 weeks, 3 and 12 months. */
  windows?: readonly number[];
  /**
   * The calendar's time zone, an IANA name such as `"Europe/Lisbon"`, or `"local"`: each event on the day that the clock on the wall showed where it
   * happened, by its `offset`. Default: `"UTC"`.
   */
  zone?: string;
  /** Default: `"monday"`. */
  weekStart?: "monday" | "sunday";
  /** When the data end: later events do not count. Default: the last event. */
  asOf?: Instant;
  /** Tell groups apart: segments, or a column (the value that most of a person's rows have). Default: everybody together. */
  by?: Segments | keyof EventColumns | (string & {});
  /** Keep the largest groups only; the rest are "other". Default: all. */
  top?: number;
  /** Of the intervals (default 0.95). */
  confidence?: number;
}

const USUAL: Record<CalendarUnit, { periods: number; windows: readonly number[] }> = {
  day: { periods: 28, windows: [7, 30] },
  week: { periods: 12, windows: [4, 12] },
  month: { periods: 12, windows: [3, 12] },
};

/**
 * In how many of the last periods people are active: how many came once, how many every day.
 *
 * Looks at the last `periods` periods of the calendar that are over. Shares are of those active in at least one of them. `ratios` tells for
 * each of these periods how many of the people of a trailing window are active in its last period, which with days is called DAU/WAU
 * (window 7) and DAU/MAU (window 30); where the data do not hold the whole window it is missing. `means` has the average over people, `comparisons`
 * sets each known group's beside that of the others.
 *
 * Shape: {@link StickinessColumns}, {@link StickinessMeanColumns}, {@link StickinessRatioColumns}; groups by size. Groups of which nobody is
 * active in these periods are absent.
 * Method: Wilson (1927); of means the normal interval over people. Cost: one pass over the rows, in any order.
 *
 * @param events linked events: `person`, `at` and what `activity` tests
 * @param options see {@link StickinessOptions}; all may be left out
 * @throws PhonographError `option/invalid`, also when no period is over; `data/column-missing`; `data/unparseable` when nobody is active
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { stickiness } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 0, 1], at: [0, day, 2 * day, day], kind: ["app", "app", "app", "app"] });
 * const { table: days, means } = await stickiness(events, { asOf: 3 * day, windows: [2] });
 * console.assert(days.array("people").join() === "1,0,1" && means.get("mean", 0) === 2);
 * ```
 */
export async function stickiness(events: Events, options: StickinessOptions = {}): Promise<Stickiness> {
  knownOptions(VERB, options, OPTIONS);
  const period = keyword(VERB, "period", options.period ?? "day", CALENDAR_UNITS);
  const zone = toDayZone(VERB, options.zone ?? "UTC");
  const weekStart = keyword(VERB, "weekStart", options.weekStart ?? "monday", ["monday", "sunday"]);
  const confidence = proportion(VERB, "confidence", options.confidence ?? 0.95);
  const wanted = whole(VERB, "periods", options.periods ?? USUAL[period].periods, 1);
  const windows = (options.windows ?? USUAL[period].windows).map((n) => whole(VERB, "windows", n, 2));
  const { by, top } = options;
  const calendar = { activity: options.activity, period, zone, weekStart, asOf: options.asOf };
  const active = await activePeriods(VERB, events, calendar, options);
  const { marked, over } = active;
  const { starts } = active.calendar;
  const stretch = { begin: Math.max(0, over - wanted), end: over };
  const periods = stretch.end - stretch.begin;
  if (periods === 0 || (options.periods !== undefined && periods < wanted))
    throw tooFew(options.periods ?? 1, periods, period, marked);
  const present = new Uint8Array(marked.persons.ids.length);
  active.each((person, active) => {
    if (active.some((t) => t >= stretch.begin && t < stretch.end)) present[person] = 1;
  });
  const groups = by === undefined ? undefined : groupsOf(VERB, events, by, marked.persons, { top, counted: present });
  const people = distribution(active, stretch, groups);
  const comparisons = compareMeans(people, periods, groups, confidence);
  return Object.freeze({
    table: distributionTable(people, periods, groups, confidence),
    means: meanTable(people, periods, groups, confidence),
    ratios: ratioTable(active, stretch, windows, groups, confidence),
    comparisons,
    people: present.reduce((sum, one) => sum + one, 0),
    groupedBy: groups?.title,
    semantics: Object.freeze({
      version: "v1",
      unit: "person",
      ...{ period, periods, from: starts[stretch.begin], until: starts[stretch.end], zone, weekStart },
      shareOf: "people active at least once in the periods",
      ratio: "people active in the period / people active in the window that ends with it",
      windows: Object.freeze(windows),
      interval: "Wilson",
      meanInterval: "normal, by person",
      comparison: comparisons
        ? "difference of means, normal, variances by group, Benjamini-Hochberg over groups"
        : "none",
      ...{ confidence, asOf: marked.asOf },
    }),
    about: toAbout({
      verb: VERB,
      options: {
        ...{ activity: marked.words[0], period, periods, windows, zone, weekStart, top, confidence },
        ...{ asOf: new Date(marked.asOf).toISOString(), by: typeof by === "string" ? by : by?.about },
      },
      input: events,
      columns: [...new Set([...marked.columns, ...(typeof by === "string" ? [by] : [])])],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded,
    }),
  });
}

const VERB = "stickiness";
const OPTIONS = "activity period periods windows zone weekStart asOf by top confidence"
  .split(" ")
  .concat(COMPUTE_OPTIONS);

function tooFew(wanted: number, over: number, period: string, marked: MarkedEvents): PhonographError {
  const cause = plainCause(marked);
  return new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: `${wanted === 1 ? `a ${period}` : `${wanted} ${period}s`} must be over by the end of the data`,
    found: cause?.found ?? `${over} since the first activity; the data end at ${new Date(marked.asOf).toISOString()}`,
    hint: cause?.hint ?? (over > 0 ? `periods: ${over}` : "a shorter period, or more data"),
  });
}
