import { chiSquareTail, type TailProbability } from "./chi-square.ts";
import { type Lifetimes, sortedTimes } from "./kaplan-meier.ts";
import { quadraticForm } from "./quadratic-form.ts";

export interface LogRank extends TailProbability {
  chiSquare: number;
  /** Groups that could have had an event, less one. */
  df: number;
  observed: Float64Array;
  expected: Float64Array;
}

/**
 * The log-rank test that groups share one survival curve, for any number of groups, ties and late entry; R's `survdiff`.
 * Groups in which nobody was at risk at any event do not count. With one such group or none, all is NaN.
 *
 * Method: Mantel-Haenszel with the hypergeometric covariance. Cost: sorting, then events × groups².
 */
export function logRank(groups: readonly Lifetimes[]): LogRank {
  const sides = groups.map(sortedTimes);
  const k = sides.length;
  const observed = Float64Array.from(sides, ({ ends }) => ends.length);
  const expected = new Float64Array(k);
  const covariance = Array.from({ length: k }, () => new Float64Array(k));
  const at = { out: new Int32Array(k), dead: new Int32Array(k), inside: new Int32Array(k) };
  const risk = new Float64Array(k);
  for (const time of eventTimes(sides)) {
    let events = 0;
    let n = 0;
    for (let g = 0; g < k; g++) {
      const { exits, ends, entries } = sides[g];
      while (at.out[g] < exits.length && exits[at.out[g]] < time) at.out[g]++;
      while (at.inside[g] < entries.length && entries[at.inside[g]] < time) at.inside[g]++;
      for (; at.dead[g] < ends.length && ends[at.dead[g]] === time; at.dead[g]++) events++;
      risk[g] = (entries.length > 0 ? at.inside[g] : exits.length) - at.out[g];
      n += risk[g];
    }
    const factor = n > 1 ? (events * (n - events)) / (n * n * (n - 1)) : 0;
    for (let g = 0; g < k; g++) {
      expected[g] += (events * risk[g]) / n;
      covariance[g][g] += factor * risk[g] * (n - risk[g]);
      for (let h = 0; h < g; h++) covariance[g][h] -= factor * risk[g] * risk[h];
    }
  }
  return { ...test(observed, expected, covariance), observed, expected };
}

function* eventTimes(sides: readonly { ends: Float64Array }[]): Generator<number> {
  const all = new Float64Array(sides.reduce((sum, { ends }) => sum + ends.length, 0));
  let to = 0;
  for (const { ends } of sides) {
    all.set(ends, to);
    to += ends.length;
  }
  all.sort();
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) yield all[i];
}

function test(observed: Float64Array, expected: Float64Array, covariance: readonly Float64Array[]) {
  const counted = [...expected.keys()].filter((g) => expected[g] > 0).slice(1);
  const df = counted.length;
  if (df === 0) return { chiSquare: Number.NaN, df, p: Number.NaN, logP: Number.NaN };
  const excess = Float64Array.from(counted, (g) => observed[g] - expected[g]);
  const lower = counted.map((g) => Float64Array.from(counted, (h) => covariance[Math.max(g, h)][Math.min(g, h)]));
  const chiSquare = quadraticForm(lower, excess);
  return { chiSquare, df, ...chiSquareTail(chiSquare, df) };
}
