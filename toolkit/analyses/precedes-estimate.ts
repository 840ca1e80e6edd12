import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { normalQuantile } from "../core/statistics/normal.ts";
import { studentReach } from "../core/statistics/student.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { SUMS, sumsByPerson } from "./precedes-count.ts";
import { AFTER_BEFORE, EXCESS, equalPersons, intervalOf, ratioAt, type Statistic } from "./precedes-intervals.ts";
import type { PrecedesSpec } from "./precedes-options.ts";

export interface Estimates {
  ratio: Interval;
  placebo: Interval;
  afterBefore: Interval;
  excess: Interval;
  p: number;
  minimumRatio: number;
  /** Of triggers that are compared: their number, responses seen and expected after, seen and expected before. */
  totals: readonly number[];
  byPerson: Float64Array;
}

/** The power for which the least ratio that can be found is told. */
const POWER = 0.8;

/** Ratios with their intervals from persons drawn again, and the p-value from persons moved to other days. */
export async function estimate(
  spec: PrecedesSpec,
  counts: PrecedenceCounts,
  idOf: (person: number) => number,
): Promise<Estimates> {
  const { verb, seed, draws, confidence, compute: run } = spec;
  const byPerson = sumsByPerson(counts);
  const totals = totalsOf(byPerson);
  const drawn = toDrawn(byPerson, counts, spec.shifts.length + 1, idOf);
  const workers = workersFor(verb, (draws * drawn.ids.length) / 10, run);
  const cuts = borders(draws, Math.max(1, workers));
  const task = { ...drawn, sums: SUMS, seed };
  const tasks = cuts.slice(1).map((to, i) => ({ ...task, from: cuts[i], to }));
  const parts = await compute(verb, "precedenceDraws", tasks, { ...run, workers });
  const sampled: number[][] = [];
  for (const part of parts) {
    for (let i = 0; i < part.sampled.length; i += SUMS) sampled.push(Array.from(part.sampled.subarray(i, i + SUMS)));
  }
  const [, seen, expected, seenBefore, expectedBefore] = totals;
  const between = (statistic: Statistic, exact?: Interval): Interval =>
    exact ?? intervalOf(statistic, totals, byPerson, sampled, confidence);
  const places = spec.shifts.length;
  const zero = (at: 1 | 3) => {
    const [o, e] = [totals[at], totals[at + 1]];
    if (o > 0 && e > 0) return undefined;
    const column = (k: number) =>
      Float64Array.from({ length: byPerson.length / SUMS }, (_, i) => byPerson[SUMS * i + k]);
    return fewRatio(column(at), column(at + 1), places, confidence);
  };
  const none = !(seen > 0 && expected > 0 && seenBefore > 0 && expectedBefore > 0);
  return {
    ratio: between(ratioAt(1), zero(1)),
    placebo: between(ratioAt(3), zero(3)),
    afterBefore: between(AFTER_BEFORE, none ? UNKNOWN : undefined),
    excess: between(EXCESS),
    p: pOf(
      parts.flatMap(({ moved }) => Array.from(moved)),
      seen,
      expected,
    ),
    minimumRatio: minimumRatio(byPerson, totals, places, confidence),
    totals,
    byPerson,
  };
}

/** More persons without any response near a trigger are drawn as one: only the number of their triggers varies. */
const MOST_QUIET = 1000;

/** Who is drawn one by one, and what the others add. */
function toDrawn(byPerson: Float64Array, counts: PrecedenceCounts, places: number, idOf: (person: number) => number) {
  const { people, informative } = counts;
  const quiet = informative.reduce((sum, is) => sum + 1 - is, 0);
  const all = quiet <= MOST_QUIET;
  const size = all ? people.length : people.length - quiet;
  const ids = new Int32Array(new SharedArrayBuffer(4 * size));
  const totals = new Float64Array(new SharedArrayBuffer(8 * SUMS * size));
  const moved = new Float64Array(new SharedArrayBuffer(8 * places * size));
  const rest = { mean: 0, sd: 0 };
  for (let i = 0, to = 0; i < people.length; i++) {
    if (all || informative[i] === 1) {
      ids[to] = idOf(people[i]);
      moved.set(counts.moved.subarray(places * i, places * (i + 1)), places * to);
      totals.set(byPerson.subarray(SUMS * i, SUMS * (i + 1)), SUMS * to++);
      continue;
    }
    rest.mean += byPerson[SUMS * i];
    rest.sd += byPerson[SUMS * i] ** 2;
  }
  return { ids, totals, moved, places, rest: { mean: rest.mean, sd: Math.sqrt(rest.sd) } };
}

const UNKNOWN: Interval = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** The five sums over all persons. */
export function totalsOf(byPerson: Float64Array): number[] {
  const totals = new Array<number>(SUMS).fill(0);
  for (let i = 0; i < byPerson.length; i++) totals[i % SUMS] += byPerson[i];
  return totals;
}

/**
 * Twice the lesser of the two sides, as few responses lie more to one side than to the other. Phipson and Smyth (2010): what was seen counts as
 * one of the draws, so p is never 0.
 */
function pOf(moved: readonly number[], seen: number, expected: number): number {
  const difference = seen - expected;
  // sums in another order differ in the last bits
  const slack = 1e-9 * Math.max(1, seen + expected);
  let [above, below] = [1, 1];
  for (const found of moved) {
    if (found >= difference - slack) above++;
    if (found <= difference + slack) below++;
  }
  return Math.min(1, (2 * Math.min(above, below)) / (moved.length + 1));
}

/**
 * What would be seen if nothing tied the two scatters as the Poisson does, times as much more as persons scatter before the trigger; the
 * comparison itself scatters too, with so many places for each trigger.
 */
function minimumRatio(byPerson: Float64Array, totals: readonly number[], places: number, confidence: number): number {
  const [, , expected, before, usual] = totals;
  if (!(expected > 0)) return Infinity;
  let squares = 0;
  for (let i = 0; i < byPerson.length; i += SUMS) {
    squares += (byPerson[i + 3] - (usual > 0 ? before / usual : 0) * byPerson[i + 4]) ** 2;
  }
  const excess = before > 0 ? Math.max(1, squares / before) : 1;
  const size = byPerson.length / SUMS;
  const persons = equalPersons(
    Float64Array.from({ length: size }, (_, i) => ratioAt(1).weight(byPerson.subarray(SUMS * i))),
  );
  const z = studentReach(confidence, persons - 1) + normalQuantile(POWER);
  return Math.exp(z * Math.sqrt((excess * (1 + 1 / places)) / expected));
}

/**
 * A ratio of which one side is 0: given their sum, what is seen is binomial (Clopper and Pearson 1934). `places` is how many
 * comparisons each trigger has.
 */
export function exactRatio(seen: number, expected: number, places: number, confidence: number): Interval {
  const others = expected > 0 ? Math.max(1, Math.round(expected * places)) : 0;
  if (seen === 0 && others === 0) return { ...UNKNOWN };
  const tail = (1 - confidence) / 2;
  const odds = (p: number) => (places * p) / (1 - p);
  if (seen === 0) return { estimate: 0, lower: 0, upper: odds(1 - tail ** (1 / others)) };
  return { estimate: Infinity, lower: odds(tail ** (1 / seen)), upper: Infinity };
}

/** A ratio of which one side is 0, where what one person has counts as much as so many persons of equal weight would. */
function fewRatio(seen: Float64Array, expected: Float64Array, places: number, confidence: number): Interval {
  const [o, e] = [seen, expected].map((values) => {
    const sum = values.reduce((total, n) => total + n, 0);
    return sum > 0 ? Math.min(sum, equalPersons(values)) : 0;
  });
  return exactRatio(o, e, places, confidence);
}

/**
 * A ratio of sums over persons, with an interval from how persons scatter about it (on the logarithm): what the bootstrap of persons
 * comes to for many.
 */
export function clusterRatio(
  seen: Float64Array,
  expected: Float64Array,
  places: number,
  confidence: number,
): Interval & { seen: number; expected: number } {
  let [o, e] = [0, 0];
  for (let i = 0; i < seen.length; i++) {
    o += seen[i];
    e += expected[i];
  }
  if (!(o > 0 && e > 0)) return { ...fewRatio(seen, expected, places, confidence), seen: o, expected: e };
  let variance = 0;
  for (let i = 0; i < seen.length; i++) variance += (seen[i] / o - expected[i] / e) ** 2;
  const estimate = o / e;
  const persons = equalPersons(seen.map((n, i) => n + expected[i]));
  if (persons < 2) return { estimate, lower: 0, upper: Infinity, seen: o, expected: e };
  const reach = studentReach(confidence, persons - 1) * Math.sqrt((variance * seen.length) / (seen.length - 1));
  return { estimate, lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach), seen: o, expected: e };
}
