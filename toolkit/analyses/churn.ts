import { type Exclusion, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { type Groups, groupsOf, UNKNOWN } from "../core/groups.ts";
import { personsOf } from "../core/persons.ts";
import { kaplanMeier } from "../core/statistics/kaplan-meier.ts";
import { logRank } from "../core/statistics/log-rank.ts";
import { type Lives, livesOf, NOT_FOLLOWED } from "./churn-lifetimes.ts";
import type { ChurnOptions } from "./churn-options.ts";
import { earliest, orderActivity } from "./churn-order.ts";
import type { Churn, ChurnSemantics, ChurnTest } from "./churn-result.ts";
import { returnTable } from "./churn-returns.ts";
import { type ChurnSpec, toSpec } from "./churn-spec.ts";
import { curveTable, lifetimeTable, livesByGroup, medianTable } from "./churn-table.ts";

/**
 * How many people stay active how long: churn by inactivity, as a survival curve.
 *
 * A person has churned at the last activity before a silence of `inactivity`. That a silence lasts is known only when it has; so everybody
 * is followed up to `until - inactivity` and no further, and who is active then is censored there. With independent beginnings the curve is
 * unbiased. It counts first silences (see `define`): somebody who comes back later still churned; `returns` tells how many do, as
 * Kaplan-Meier of the time to return after a silence. Time 0 holds those whose first activity was already the last before a silence.
 *
 * With the default origin the clock starts at the first activity in the table. For people who were customers before, that is the time since
 * the observation began and not their age as customers: give `origin` for that, or keep newcomers only. Groups must be known at the
 * start: segments by behaviour over the same days as the outcome explain churn by itself; take behaviour from before and churn after.
 *
 * Shape: `table` has the columns of {@link ChurnColumns}; groups without anybody followed are absent; without `by` the one group is
 * "everyone". People without a group are in "unknown", which the test leaves out. Groups of fewer than 10 are marked `small`.
 * Method: Kaplan-Meier, Greenwood, pointwise band (log-log); log-rank with the hypergeometric variance; all equal to R's
 * `survival` 3.5 to 1e-9. A median on a flat piece at exactly one half is its middle. Cost: one sort of the rows by person and time.
 *
 * @param events linked events: `person`, `at` and what `activity` tests
 * @param options `inactivity` at least
 * @returns curves, medians, returns, lifetimes, the test and who was left out
 * @throws PhonographError `option/invalid`, also when `inactivity` is not shorter than the observation; `data/column-missing`;
 * `data/unparseable` when there is no activity to follow
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { churn } from "phonograph";
 * const day = 864e5;
 * const events = table({
 *   person: [0, 0, 0, 1, 1, 1],
 *   at: [0, 2 * day, 4 * day, 0, 20 * day, 40 * day],
 *   kind: ["call", "call", "call", "app", "app", "app"],
 * });
 * const { churned, people, lifetimes } = await churn(events, { inactivity: "25d" });
 * console.assert(people === 2 && churned === 1 && lifetimes.get("days", 0) === 4);
 * ```
 */
export async function churn(events: Events, options: ChurnOptions): Promise<Churn> {
  const spec = toSpec(events, options);
  const persons = personsOf("churn", events);
  const excluded: Exclusion[] = [];
  const order = await orderActivity(spec, persons, excluded, options);
  const origin = spec.origin === "first-event" ? undefined : earliest(events, spec.origin, persons);
  const lives = livesOf(order, { ...spec, origin });
  const followed = lives.state.map((state) => (state === 0 ? 1 : 0));
  const people = followed.reduce((sum, one) => sum + one, 0);
  if (people === 0) throw nobody(lives);
  const groups =
    spec.by === undefined
      ? everyone(lives, people)
      : groupsOf("churn", events, spec.by, persons, { top: spec.top, counted: followed });
  const sides = livesByGroup(lives, groups, origin !== undefined);
  const curves = sides.map((side) => kaplanMeier(side, spec));
  const horizon = curves.reduce((least, { time }) => Math.min(least, time[time.length - 1]), Infinity);
  const test = testOf(groups, sides);
  return Object.freeze({
    table: curveTable(curves, groups, sides, spec.every),
    medians: medianTable(curves, groups, sides, { horizon, ...spec }),
    returns: returnTable(order, spec.until, spec.from, spec.inactivity, spec.confidence),
    lifetimes: lifetimeTable(lives, groups, persons.ids),
    test,
    people,
    churned: sides.reduce((sum, { event }) => sum + event.reduce((all, e) => all + e, 0), 0),
    notFollowed: Object.freeze(notFollowed(lives)),
    groupedBy: spec.by === undefined ? undefined : groups.title,
    horizon: horizon / 864e5,
    semantics: semanticsOf(spec, test !== undefined),
    about: toAbout({
      verb: "churn",
      options: {
        ...spec.shown,
        by: typeof spec.by === "string" ? spec.by : spec.by?.about,
        activity: spec.active.words,
      },
      input: events,
      columns: ["person", "at", ...spec.active.columns, spec.origin, ...(typeof spec.by === "string" ? [spec.by] : [])],
      peopleIn: persons.ids.length,
      excluded,
    }),
  });
}

function semanticsOf(
  { inactivity, define, origin, from, until, confidenceType, confidence }: ChurnSpec,
  tested: boolean,
): ChurnSemantics {
  return Object.freeze({
    version: "v1",
    unit: "person",
    inactivity,
    churned:
      define === "first-gap"
        ? "at the last activity before the first such silence"
        : "at the last activity of all, such a silence ago",
    ...{ origin, from, until, followedTo: until - inactivity },
    curve: "Kaplan-Meier",
    interval: `${confidenceType}, Greenwood`,
    test: tested ? "log-rank" : "none",
    confidence,
  } as const);
}

function everyone({ state }: Lives, people: number): Groups {
  return {
    codes: new Int32Array(state.length),
    labels: ["everyone"],
    people: Int32Array.of(people),
    title: "everyone",
  };
}

function testOf({ labels }: Groups, sides: Parameters<typeof logRank>[0]): ChurnTest | undefined {
  const known = sides.filter((_, g) => labels[g] !== UNKNOWN);
  if (known.length < 2) return undefined;
  const { chiSquare, df, p, logP } = logRank(known);
  return df > 0 ? { method: "log-rank", chiSquare, df, p, logP } : undefined;
}

function notFollowed({ state }: Lives): { reason: string; people: number }[] {
  return NOT_FOLLOWED.map((reason, code) => ({
    reason,
    people: state.reduce((sum, s) => sum + (s === code ? 1 : 0), 0),
  }))
    .slice(1)
    .filter(({ people }) => people > 0);
}

function nobody(lives: Lives): PhonographError {
  const reasons = notFollowed(lives).map(({ reason, people }) => `${people} ${reason}`);
  return new PhonographError({
    code: "data/unparseable",
    verb: "churn",
    rule: "there is nobody to follow",
    found: reasons.join("; ") || "no linked person",
    hint: "a shorter inactivity, another activity, or linked events",
  });
}
