import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { ratioWords as times } from "../core/ratio-words.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { type OrderedEvents, SUMS } from "./precedes-count.ts";
import { equalPersons, ratioAt } from "./precedes-intervals.ts";
import type { PrecedesSpec } from "./precedes-options.ts";
import { ratesOverTime } from "./precedes-rates.ts";
import type { PrecedenceWarning, PrecedenceWarningCode } from "./precedes-result.ts";

/**
 * Where each doubt of `precedes` begins; those of OHDSI's SelfControlledCaseSeries where it has one.
 *
 * @example
 * ```ts
 * import { PRECEDENCE_LIMITS } from "phonograph";
 * console.assert(PRECEDENCE_LIMITS.beforeRatio === 1.25);
 * ```
 */
export const PRECEDENCE_LIMITS = {
  beforeRatio: 1.25,
  endOfObservation: 2,
  commonResponse: 0.1,
  timeTrend: 1.1,
  weekRhythm: 1.05,
  minimumRatio: 10,
  onePerson: 0.1,
  topPeople: 0.5,
  equalPeople: 6,
  shortLives: 0.1,
  following: 0.1,
  instant: 0.1,
  linkChange: 0.1,
  leftOut: 0.1,
  zones: 0.1,
} as const;

export interface Doubtful {
  spec: PrecedesSpec;
  counts: PrecedenceCounts;
  ordered: OrderedEvents;
  placebo: Interval;
  byPerson: Float64Array;
  minimumRatio: number;
  /** Whether the interval holds 1. */
  open: boolean;
  /** The bins of lag next to the trigger, before and after. */
  nearest: readonly [Interval, Interval];
  /** Rows that are trigger and response at once. */
  both: number;
  /** Whether triggers and responses come from different sources. */
  sources: boolean;
  /** Share of people whose local time changes against UTC. */
  zones: number;
  /** How far the ratio moves with sure links only, as a ratio; NaN when not asked. */
  linkChange: number;
  withSeries: boolean;
}

/** Everything that makes the answer doubtful, the gravest first. */
export function warningsOf(doubt: Doubtful): PrecedenceWarning[] {
  const { spec, counts, placebo, minimumRatio, nearest } = doubt;
  const L = PRECEDENCE_LIMITS;
  const found: PrecedenceWarning[] = [];
  const warn = (code: PrecedenceWarningCode, is: boolean, value: number, limit: number, detail: string) => {
    if (is) found.push(Object.freeze({ code, detail, value, limit }));
  };
  const share = (x: number) => `${Math.round(100 * x)} %`;
  const sum = (values: ArrayLike<number>) =>
    Array.prototype.reduce.call(values, (s: unknown, v: unknown) => (s as number) + (v as number), 0) as number;
  const triggers = sum(counts.triggers);
  const off = placebo.lower > L.beforeRatio || placebo.upper < 1 / L.beforeRatio;
  warn(
    "before-trigger",
    off,
    placebo.estimate,
    L.beforeRatio,
    placebo.lower > 1
      ? `before the trigger the ratio is ${times(placebo.estimate)}: a driver that both share, or an order of clocks`
      : `before the trigger the response is rarer than usual, the ratio ${times(placebo.estimate)}: what is put off until the trigger seems to follow it`,
  );
  const instant = counts.instant / Math.max(1, triggers);
  warn(
    "same-transaction",
    instant > L.instant,
    instant,
    L.instant,
    `${share(instant)} of triggers have a response within a second: is it the same act of a system?`,
  );
  warn(
    "same-events",
    doubt.both > 0,
    doubt.both,
    0,
    `${doubt.both} rows are trigger and response at once; none counts as its own response`,
  );
  const skew = doubt.sources && nearest[0].lower > 1 && nearest[1].lower > 1;
  warn(
    "clocks-differ",
    skew,
    nearest[0].estimate,
    1,
    "they come from different sources and stand close on both sides: compare the clocks with clockSkew",
  );
  const rates = ratesOverTime(spec, counts, doubt.ordered);
  warn(
    "time-trend",
    rates.trend > L.timeTrend,
    rates.trend,
    L.timeTrend,
    `in a month the responses are ${times(rates.trend)} times off what the persons' own rates give`,
  );
  warn(
    "week-rhythm",
    rates.week > L.weekRhythm || rates.week < 1 / L.weekRhythm,
    rates.week,
    L.weekRhythm,
    `both keep to days of the week, which alone makes a ratio of about ${times(rates.week)}: try compare: "weeks"`,
  );
  const pairs = pairsByPerson(doubt.byPerson);
  warn(
    "one-person",
    pairs.most > L.onePerson,
    pairs.most,
    L.onePerson,
    `one person has ${share(pairs.most)} of the pairs`,
  );
  warn(
    "few-people",
    pairs.top > L.topPeople,
    pairs.top,
    L.topPeople,
    `1 % of the people have ${share(pairs.top)} of the pairs`,
  );
  warn(
    "few-people",
    pairs.equal < L.equalPeople && !(pairs.top > L.topPeople),
    pairs.equal,
    L.equalPeople,
    `what is compared tells as much as ${pairs.equal.toFixed(1)} people of equal weight: too few to know how people differ`,
  );
  warn(
    "short-lives",
    rates.short > L.shortLives,
    rates.short,
    L.shortLives,
    `${share(rates.short)} of people with a trigger are there for fewer than three days that can be compared`,
  );
  const following = counts.following / Math.max(1, triggers);
  warn(
    "clustered-triggers",
    following > L.following && spec.repeats === "all",
    following,
    L.following,
    `${share(following)} of triggers follow another within the window, so a response counts for several: try repeats: "apart"`,
  );
  const out = (counts.edge + counts.lone) / Math.max(1, triggers);
  warn(
    "left-out",
    out > L.leftOut,
    out,
    L.leftOut,
    `${share(out)} of triggers are too near to the first or last event of their person, or to the end of the data, to be compared`,
  );
  warn(
    "little-power",
    minimumRatio > L.minimumRatio && doubt.open,
    minimumRatio,
    L.minimumRatio,
    `only a ratio above ${times(minimumRatio)} would be found`,
  );
  warn(
    "unsure-links",
    Math.abs(doubt.linkChange - 1) > L.linkChange,
    doubt.linkChange,
    L.linkChange,
    `of the surely linked rows alone the ratio is ${times(doubt.linkChange)} times this one`,
  );
  warn("many-windows", spec.tests > 1, spec.tests, 1, `${spec.tests} were tried: read q, not p`);
  const leastQ = (2 * spec.tests) / (spec.draws + 1);
  warn(
    "few-draws",
    leastQ > 1 - spec.confidence + 1e-12,
    leastQ,
    1 - spec.confidence,
    `of ${spec.draws} draws q is ${leastQ.toPrecision(2)} or more, so that nothing can be told: try draws: ${Math.ceil((4 * spec.tests) / (1 - spec.confidence))}`,
  );
  warn(
    "zones-mixed",
    doubt.zones > L.zones,
    doubt.zones,
    L.zones,
    `the local clock of ${share(doubt.zones)} of people changes against UTC: 24 hours later is another hour of the day`,
  );
  const having = rates.withResponse;
  warn(
    "chosen-by-response",
    rates.everybody && rates.people >= 20,
    having,
    1,
    "everybody has a response: were the people chosen by it?",
  );
  warn(
    "common-response",
    doubt.withSeries && having > L.commonResponse,
    having,
    L.commonResponse,
    `${share(having)} of people have a response; the case series was made for rare ones`,
  );
  const silent = spec.series && !doubt.withSeries;
  warn(
    "no-case-series",
    silent,
    0,
    0,
    "the case series tells no ratio: too few responses, or none apart from triggers at their hours",
  );
  const end = rates.end;
  warn(
    "end-of-observation",
    end.lower > L.endOfObservation || end.upper < 1 / L.endOfObservation,
    end.estimate,
    L.endOfObservation,
    `in the last days of people who leave early the response is ${times(end.estimate)} times as frequent as before`,
  );
  return found;
}

function pairsByPerson(byPerson: Float64Array): { most: number; top: number; equal: number } {
  const weights = Float64Array.from({ length: byPerson.length / SUMS }, (_, i) =>
    ratioAt(1).weight(byPerson.subarray(SUMS * i)),
  );
  const equal = equalPersons(weights);
  const pairs = weights
    .map((_, i) => byPerson[SUMS * i + 1])
    .sort()
    .reverse();
  const total = pairs.reduce((sum, n) => sum + n, 0);
  if (total < 10) return { most: 0, top: 0, equal };
  const top = pairs.length < 100 ? 0 : pairs.subarray(0, Math.floor(pairs.length / 100)).reduce((s, n) => s + n, 0);
  return { most: pairs[0] / total, top: top / total, equal };
}
