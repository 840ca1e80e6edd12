import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { normalCdf, normalQuantile, twoSidedZ } from "../core/statistics/normal.ts";
import { quantiles } from "../core/statistics/quantiles.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { SUMS, sumsByPerson } from "./precedes-count.ts";
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

/** Ratios with their intervals from persons drawn again, and the p-value from persons moved. */
export async function estimate(
  spec: PrecedesSpec,
  counts: PrecedenceCounts,
  idOf: (person: number) => number,
): Promise<Estimates> {
  const { verb, seed, draws, confidence, compute: run } = spec;
  const byPerson = sumsByPerson(counts);
  const totals = totalsOf(byPerson);
  const drawn = toDrawn(byPerson, counts, idOf);
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
  const tail = expandedTail(byPerson, totals, confidence);
  const between = (value: (sums: readonly number[]) => number, exact?: Interval): Interval => {
    const found = Float64Array.from(sampled, value).filter((v) => !Number.isNaN(v));
    const [lower, upper] = quantiles(found, [tail, 1 - tail]);
    return exact ?? { estimate: value(totals), lower, upper };
  };
  const places = spec.shifts.length;
  const zero = (o: number, e: number) => (o > 0 && e > 0 ? undefined : exactRatio(o, e, places, confidence));
  return {
    ratio: between(([, o, e]) => o / e, zero(seen, expected)),
    placebo: between(([, , , o, e]) => o / e, zero(seenBefore, expectedBefore)),
    afterBefore: between(
      ([, o, e, ob, eb]) => o / e / (ob / eb),
      seen > 0 && expected > 0 && seenBefore > 0 && expectedBefore > 0 ? undefined : UNKNOWN,
    ),
    excess: between(([n, o, e]) => (n > 0 ? (o - e) / n : Number.NaN)),
    p: pOf(
      parts.flatMap(({ turned }) => Array.from(turned)),
      seen - expected,
    ),
    minimumRatio: minimumRatio(byPerson, totals, places, confidence),
    totals,
    byPerson,
  };
}

/** More persons without any response near a trigger are drawn as one: only the number of their triggers varies. */
const MOST_QUIET = 1000;

/** Who is drawn one by one, and what the others add. */
function toDrawn(byPerson: Float64Array, { people, informative }: PrecedenceCounts, idOf: (person: number) => number) {
  const quiet = informative.reduce((sum, is) => sum + 1 - is, 0);
  const all = quiet <= MOST_QUIET;
  const size = all ? people.length : people.length - quiet;
  const ids = new Int32Array(new SharedArrayBuffer(4 * size));
  const totals = new Float64Array(new SharedArrayBuffer(8 * SUMS * size));
  const rest = { mean: 0, sd: 0 };
  for (let i = 0, to = 0; i < people.length; i++) {
    if (all || informative[i] === 1) {
      ids[to] = idOf(people[i]);
      totals.set(byPerson.subarray(SUMS * i, SUMS * (i + 1)), SUMS * to++);
      continue;
    }
    rest.mean += byPerson[SUMS * i];
    rest.sd += byPerson[SUMS * i] ** 2;
  }
  return { ids, totals, rest: { mean: rest.mean, sd: Math.sqrt(rest.sd) } };
}

const UNKNOWN: Interval = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** The five sums over all persons. */
export function totalsOf(byPerson: Float64Array): number[] {
  const totals = new Array<number>(SUMS).fill(0);
  for (let i = 0; i < byPerson.length; i++) totals[i % SUMS] += byPerson[i];
  return totals;
}

/**
 * Which percentiles of the bootstrap to take, so that few or unequal persons do not make the interval too short: Hesterberg (2015),
 * with as many degrees of freedom as persons of equal weight would give (Kish).
 */
function expandedTail(byPerson: Float64Array, [, seen, expected]: readonly number[], confidence: number): number {
  let squares = 0;
  for (let i = 0; i < byPerson.length; i += SUMS) {
    squares += ((byPerson[i + 1] + byPerson[i + 2]) / (seen + expected)) ** 2;
  }
  const persons = Math.max(3, 1 / squares);
  if (!Number.isFinite(persons)) return (1 - confidence) / 2;
  return normalCdf(-Math.sqrt(persons / (persons - 1)) * studentQuantile(twoSidedZ(confidence), persons - 1));
}

/** The quantile of Student's t where the normal has `z`: Abramowitz and Stegun (1964), 26.7.5; with 2 degrees of freedom 3 % too small. */
function studentQuantile(z: number, df: number): number {
  const [z2, z3] = [z * z, z * z * z];
  return (
    z +
    (z3 + z) / (4 * df) +
    (z3 * (5 * z2 + 16) + 3 * z) / (96 * df ** 2) +
    (z3 * (3 * z2 * z2 + 19 * z2 + 17) - 15 * z) / (384 * df ** 3)
  );
}

/** Phipson and Smyth (2010): what was seen counts as one of the draws, so p is never 0. */
function pOf(turned: readonly number[], difference: number): number {
  // sums in another order differ in the last bits
  const least = Math.abs(difference) * (1 - 1e-12);
  let as = 1;
  for (const found of turned) if (Math.abs(found) >= least) as++;
  return as / (turned.length + 1);
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
  const z = twoSidedZ(confidence) + normalQuantile(POWER);
  return Math.exp(z * Math.sqrt((excess * (1 + 1 / places)) / expected));
}

/**
 * A ratio of which one side is 0: given their sum, what is seen is binomial (Clopper and Pearson 1934). `places` is how many
 * comparisons each trigger has.
 */
export function exactRatio(seen: number, expected: number, places: number, confidence: number): Interval {
  const others = Math.round(expected * places);
  if (seen === 0 && others === 0) return { ...UNKNOWN };
  const tail = (1 - confidence) / 2;
  const odds = (p: number) => (places * p) / (1 - p);
  if (seen === 0) return { estimate: 0, lower: 0, upper: odds(1 - tail ** (1 / others)) };
  return { estimate: Infinity, lower: odds(tail ** (1 / seen)), upper: Infinity };
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
  if (!(o > 0 && e > 0)) return { ...exactRatio(o, e, places, confidence), seen: o, expected: e };
  let variance = 0;
  for (let i = 0; i < seen.length; i++) variance += (seen[i] / o - expected[i] / e) ** 2;
  const reach = twoSidedZ(confidence) * Math.sqrt((variance * seen.length) / Math.max(1, seen.length - 1));
  const estimate = o / e;
  return { estimate, lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach), seen: o, expected: e };
}
