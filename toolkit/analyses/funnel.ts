import { toAbout } from "../core/about.ts";
import type { Events } from "../core/events.ts";
import { compareGroups } from "./funnel-compare.ts";
import { durationCurve, durationHistogram } from "./funnel-durations.ts";
import { runGroups } from "./funnel-groups.ts";
import { toFunnelPeople } from "./funnel-list.ts";
import type { FunnelOptions } from "./funnel-options.ts";
import { countOver } from "./funnel-over.ts";
import { reachedBy, refuseOnlyRecent } from "./funnel-people.ts";
import { type Funnel, funnelNotes } from "./funnel-result.ts";
import { conversions, type Reached } from "./funnel-runs.ts";
import { toSemantics } from "./funnel-semantics.ts";
import { type FunnelSpec, toFunnelSpec } from "./funnel-spec.ts";
import type { Step } from "./funnel-steps.ts";
import { toFunnelTable } from "./funnel-table.ts";

const VERB = "funnel";

/**
 * How many people take the steps in this order, within a time from the first: who gets how far, how sure the rates are,
 * and how long each step takes.
 *
 * A run is a chain of distinct events that match the steps in order of time, all within the window from the first; other events
 * in between do not matter. Of each person the run counts that takes most steps; of these the soonest at its last step, then the
 * one that began last, then the soonest at each step before. Rows without a person, and rows without a time, are left out and
 * counted in `about`. Options change each of these rules, and `semantics` tells all of them with the result: strict or any order,
 * windows of single steps, optional steps, every run (totals) or each session, numbers or orders instead of persons, columns held
 * constant, excluded events, ties, grace, a range of entries, and what becomes of entries whose window is not over.
 *
 * Rows of the table: groups by size (segments in their own order), "unknown" last, and in them the steps in order;
 * groups that nobody entered are absent. A rate of nobody is NaN, with the interval 0 to 1; times of a step that nobody
 * reached are NaN.
 *
 * Groups are compared by the share of entrants, the one denominator that is the same question for all; each with its difference,
 * interval, test and q-value in `comparisons`.
 *
 * Method: one pass over each person's ordered events that keeps, for each step, the chains that can still go on. Plain funnels
 * mean what ClickHouse's `windowFunnel` does, save that there one event may fill several steps (`once: false`). Intervals: Wilson
 * (1927); of totals and sessions with the effective size by the delta method over units, of Kaplan-Meier by Greenwood's variance.
 * Differences: Newcombe (1998). Tests: chi-square, Fisher's where a count below 5 is expected. Quantiles: type 7. Cost: linear in
 * the rows plus ordering each person's matching events; about 0.3 s for 5 million events on two cores, up to ten times that with
 * rules beyond the plain ones; totals with exclusions between inner steps
 * read the window of each run to its end, and are refused where one person's runs would read over 5 million events.
 *
 * @param events linked events: columns `at`, `person` and those that steps and options name
 * @param steps at least two, any number: patterns such as `"sms.otp"` or `{kind: "call", status: "missed"}`, or
 * `{label, event, within, optional}`
 * @param options `within` is needed unless each step has one; see {@link FunnelOptions}
 * @throws PhonographError `data/column-missing` when the events are not linked or lack a column that is named;
 * `data/unparseable` when no event belongs to anybody; `option/invalid` when a step or an exclusion matches no event (with the most
 * frequent events and a suggestion), when nobody has had the whole window yet, when an option is out of range, or two contradict
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel } from "phonograph";
 * const minute = 60_000;
 * const events = table({
 *   at: [0, 2 * minute, 3 * minute, 9 * minute, 2000 * minute],
 *   kind: ["sms", "sms", "auth", "auth", "call"],
 *   name: ["otp", "otp", "login", "login", null],
 *   person: [1, 2, 1, 2, 1],
 * });
 * const result = await funnel(events, [{ label: "Code sent", event: "sms.otp" }, "auth.login"], { within: "5m" });
 * console.assert(result.entered === 2 && result.converted === 1);
 * console.assert(result.table.get("wait_median", 1) === 3 * minute);
 * const late = await funnel(events, ["sms.otp", "auth.login"], { within: "2d", censor: "km", asOf: 2000 * minute });
 * console.assert(late.converted === 2 && late.semantics.censor === "km");
 * ```
 */
export async function funnel(events: Events, steps: readonly Step[], options: FunnelOptions): Promise<Funnel> {
  const spec = toFunnelSpec(VERB, steps, options);
  const reached = await reachedBy(events, spec);
  refuseOnlyRecent(spec, reached);
  const groups = runGroups(events, reached, spec);
  const { table, rates } = await toFunnelTable(reached, spec, groups);
  const comparisons = compareGroups(rates, groups, spec);
  const overTime = await countOver(events, spec, reached.asOf, groups);
  const last = spec.steps.findLastIndex(({ optional }) => !optional);
  const whole = rates.ofEntrants([...(groups?.labels ?? [""]).keys()], last);
  const converted = spec.censor === "km" ? whole.n : conversions(reached.parts, last + 1);
  const entered = whole.entrants;
  const semantics = toSemantics(spec, reached.asOf, comparisons !== undefined);
  const labels = Object.freeze(spec.steps.map(({ label }) => label));
  const convertedFromFirst = reached.fromFirst ?? converted;
  const lazy = {
    people: once(() => toFunnelPeople(reached, spec.steps.length, groups)),
    histogram: once(() => durationHistogram(reached, spec, groups)),
    curve: once(() => durationCurve(reached, spec, groups)),
  };
  return Object.freeze({
    table,
    get people() {
      return lazy.people();
    },
    get histogram() {
      return lazy.histogram();
    },
    get curve() {
      return lazy.curve();
    },
    comparisons,
    overTime,
    ...{ entered, converted },
    conversion: whole.estimate,
    recentEntrants: reached.recent.reduce((sum, { people }) => sum + people.length, 0),
    removed: reached.removed,
    convertedFromFirst,
    dependOnTies: reached.byTies ?? 0,
    dependOnGrace: reached.byGrace ?? 0,
    notes: Object.freeze(funnelNotes(reached, { semantics, steps: labels, entered, converted, convertedFromFirst })),
    steps: labels,
    groupedBy: groups?.title,
    semantics,
    about: aboutFunnel(events, spec, reached),
  });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function aboutFunnel(events: Events, spec: FunnelSpec, reached: Reached) {
  const { steps, bars, hold, by, unitColumn, window, from, to } = spec;
  const named = ({ where, ...own }: FunnelSpec["steps"][number]["pattern"]) => Object.keys({ ...own, ...where });
  const columns = [
    ...["at", unitColumn ?? "person", ...hold],
    ...[...steps, ...bars].flatMap(({ pattern }) => named(pattern)),
    ...(typeof by === "string" ? [by] : []),
  ];
  const {
    order,
    entry,
    count,
    gap,
    ties,
    grace,
    once,
    censor,
    asOf,
    attribution,
    top,
    against,
    over,
    zone,
    confidence,
  } = spec;
  return toAbout({
    verb: VERB,
    options: {
      steps: steps.map(({ label, pattern, within, optional }) => {
        const own = { ...(within < Infinity ? { within } : {}), ...(optional ? { optional } : {}) };
        return { label, event: pattern, ...own };
      }),
      ...{ within: window, order, entry, count, unit: unitColumn ?? "person", gap, hold },
      exclude: bars.map(({ pattern, after, before, policy }) => ({ where: pattern, after, before, policy })),
      ...{ ties, grace, once, range: { from, to }, censor, asOf },
      ...{ by: typeof by === "string" ? by : by?.about, attribution, top, against, over, zone, confidence },
    },
    input: events,
    columns: [...new Set(columns)],
    peopleIn: reached.peopleIn,
    excluded: reached.excluded,
  });
}
