import { chiSquareTail } from "../core/statistics/chi-square.ts";
import { exactOdds, hypergeometric, sumLaw } from "../core/statistics/exact-odds.ts";
import { mantelHaenszelOdds } from "../core/statistics/mantel-haenszel-odds.ts";
import { lastAtOrBefore } from "../core/statistics/survival-summary.ts";
import type { Candidate, Watched } from "./what-converts-people.ts";
import type { ConvertsColumns, ConvertsFinding } from "./what-converts-result.ts";

/** Above so many who reach the step the exact law costs more than it tells. */
const MOST_EXACT = 1000;

/** The moments at which somebody reaches the step, ascending, since the entry. */
export interface Moments {
  times: Float64Array;
  /** Who reaches it then, and who is still watched, those included. */
  cases: Float64Array;
  atRisk: Float64Array;
}

/** Everybody at risk at every moment. Cost: a sort, and one pass. */
export function momentsOf({ reached, exit }: Watched): Moments {
  const times = Float64Array.from(new Set(reached.filter((time) => !Number.isNaN(time)))).sort();
  const cases = new Float64Array(times.length);
  const leaving = new Float64Array(times.length + 1);
  for (let i = 0; i < exit.length; i++) {
    if (!Number.isNaN(reached[i])) cases[lastAtOrBefore(times, reached[i])]++;
    leaving[firstAfter(times, exit[i])]++;
  }
  const atRisk = new Float64Array(times.length);
  let left = exit.length;
  for (let m = 0; m < times.length; m++) {
    left -= leaving[m];
    atRisk[m] = left;
  }
  return { times, cases, atRisk };
}

/** Row of one candidate, all but `q`, which needs the others, and the finding that rests on it. */
export type Compared = Omit<ConvertsColumns, "q" | "finding"> & { empty: ConvertsFinding | undefined };

/** One candidate over all moments: who had it before, among those who reach the step and among all who are watched then. */
export function compare(
  { label, kind, since }: Candidate,
  { reached, exit }: Watched,
  moments: Moments,
  { least, confidence }: { least: number; confidence: number },
): Compared {
  const { times, cases, atRisk } = moments;
  const change = new Float64Array(times.length + 1);
  const hits = new Float64Array(times.length);
  let [people, converted, failed, all] = [0, 0, 0, 0];
  for (let i = 0; i < since.length; i++) {
    const isCase = !Number.isNaN(reached[i]);
    if (isCase) all++;
    if (!(since[i] < exit[i])) continue;
    people++;
    change[firstAfter(times, since[i])]++;
    change[firstAfter(times, exit[i])]--;
    if (!isCase) failed++;
    else {
      converted++;
      hits[lastAtOrBefore(times, reached[i])]++;
    }
  }
  const strata: [number, number, number, number][] = [];
  let [had, expected] = [0, 0];
  for (let m = 0; m < times.length; m++) {
    had += change[m];
    expected += (cases[m] * had) / atRisk[m];
    if (had > 0 && had < atRisk[m] && cases[m] < atRisk[m]) {
      strata.push([hits[m], cases[m] - hits[m], had - hits[m], atRisk[m] - had - (cases[m] - hits[m])]);
    }
  }
  const row = {
    candidate: label,
    kind,
    people,
    converted,
    expected,
    untimed_ratio: untimed(converted, failed, all, since.length),
  };
  const none = { odds_ratio: Number.NaN, lower: Number.NaN, upper: Number.NaN, p: Number.NaN, method: "none" } as const;
  if (people < least) return { ...row, ...none, empty: "too few people" };
  if (strata.length === 0) return { ...row, ...none, empty: "nothing to compare" };
  const [with_, without] = strata.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
  const empty =
    without === 0 ? "everybody who reached it had it" : with_ === 0 ? "nobody who reached it had it" : undefined;
  return { ...row, ...test(strata, with_, with_ + without, confidence), empty };
}

function test(strata: readonly [number, number, number, number][], hits: number, cases: number, confidence: number) {
  if (cases <= MOST_EXACT) {
    const laws = strata.map(([a, b, c, d]) => hypergeometric(a + c, a + b + c + d, a + b));
    const { estimate, lower, upper, p } = exactOdds(sumLaw(laws), hits, confidence);
    return { odds_ratio: estimate, lower, upper, p, method: "exact" as const };
  }
  const { estimate, lower, upper } = mantelHaenszelOdds(strata, confidence);
  let [excess, variance] = [0, 0];
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d;
    excess += a - ((a + b) * (a + c)) / n;
    variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1));
  }
  const { p } = chiSquareTail((excess * excess) / variance, 1);
  return { odds_ratio: estimate, lower, upper, p, method: "Mantel-Haenszel" as const };
}

function untimed(success: number, failure: number, converted: number, people: number): number {
  const lost = people - converted;
  return ((success + 1) * (lost - failure + 1)) / ((converted - success + 1) * (failure + 1));
}

/** The index of the first of some ascending times that is after `t`. */
function firstAfter(times: Float64Array, t: number): number {
  return lastAtOrBefore(times, t) + 1;
}
