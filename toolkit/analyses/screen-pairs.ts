import { PAIR, type PrecedenceScreen } from "../../workers/kernels/precedence-screen.ts";
import { twoSidedZ } from "../core/statistics/normal.ts";
import { pearsonThreeTail } from "../core/statistics/pearson-three.ts";
import { studentReach } from "../core/statistics/student.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { exactRatio } from "./precedes-estimate.ts";

/** One pair as the screen saw it. */
export interface Pair {
  trigger: number;
  response: number;
  triggers: number;
  people: number;
  seen: number;
  expected: number;
  ratio: Interval;
  placebo: Interval;
  /** Of the logarithm of the ratio; NaN where nothing was seen. The error is as much greater as Student's t reaches farther. */
  log: number;
  error: number;
  p: number;
  /** Of the placebo. */
  placeboP: number;
  most: number;
  tested: boolean;
}

/** Fewer persons cannot tell how persons scatter. */
export const LEAST_PEOPLE = 10;

/** All pairs from the sums of all parts. */
export function toPairs(
  parts: readonly PrecedenceScreen[],
  { types, least, places, confidence }: { types: number; least: number; places: number; confidence: number },
): Pair[] {
  const sums = new Float64Array(types * types * PAIR.width);
  const compared = new Float64Array(types);
  for (const part of parts) {
    for (let t = 0; t < types; t++) compared[t] += part.compared[t];
    for (let i = 0; i < sums.length; i++) {
      sums[i] = i % PAIR.width === PAIR.most ? Math.max(sums[i], part.sums[i]) : sums[i] + part.sums[i];
    }
  }
  return Array.from({ length: types * types }, (_, i): Pair => {
    const own = sums.subarray(i * PAIR.width, (i + 1) * PAIR.width);
    const [trigger, response] = [Math.floor(i / types), i % types];
    const people = own[PAIR.people];
    const [seen, expected] = [own[PAIR.seen], own[PAIR.expected]];
    const { ratio, log, error } = ratioOf(own, people, places, confidence);
    const early = own.subarray(PAIR.before);
    const before = ratioOf(early, people, places, confidence);
    return {
      ...{ trigger, response, triggers: compared[trigger], people, seen, expected, ratio, log, error },
      placebo: before.ratio,
      p: pOf(own),
      placeboP: pOf(early),
      most: seen > 0 ? own[PAIR.most] / seen : Number.NaN,
      // the true day is one of those counted, so that what chooses a pair does not favour its finding
      tested: (seen + places * expected) / (places + 1) >= least && people >= LEAST_PEOPLE,
    };
  });
}

/** The ratio of two sums over persons, its error from how persons scatter about it, on the logarithm. */
function ratioOf(own: Float64Array, people: number, places: number, confidence: number) {
  const [seen, expected] = [own[PAIR.seen], own[PAIR.expected]];
  const estimate = seen / expected;
  if (!(seen > 0 && expected > 0)) {
    const [few, usual] = [seen ** 2 / own[PAIR.seen2], expected ** 2 / own[PAIR.expected2]];
    const ratio = exactRatio(Math.min(seen, few || 0), Math.min(expected, usual || 0), places, confidence);
    return { ratio, log: Number.NaN, error: Number.NaN };
  }
  const variance =
    own[PAIR.seen2] / seen ** 2 - (2 * own[PAIR.both]) / (seen * expected) + own[PAIR.expected2] / expected ** 2;
  const z = twoSidedZ(confidence);
  const squares = own[PAIR.seen2] + 2 * own[PAIR.both] + own[PAIR.expected2];
  const wider = studentReach(confidence, (seen + expected) ** 2 / squares - 1) / z;
  const error = wider * Math.sqrt((Math.max(0, variance) * people) / Math.max(1, people - 1));
  const reach = z * error;
  const ratio = { estimate, lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach) };
  return { ratio, log: Math.log(estimate), error };
}

/**
 * How seldom chance alone goes so far, were each person's true day any of the places: the sum of the persons' draws has the moments of its parts,
 * and nearly the shape of a gamma. Twice the lesser side.
 */
function pOf(own: Float64Array): number {
  const [spread, difference] = [own[PAIR.spread], own[PAIR.seen] - own[PAIR.expected]];
  if (!(spread > 0)) return Number.NaN;
  const [z, skewness] = [(difference - own[PAIR.mean]) / Math.sqrt(spread), own[PAIR.skew] / spread ** 1.5];
  return Math.min(1, 2 * Math.min(pearsonThreeTail(z, skewness), pearsonThreeTail(-z, -skewness)));
}
