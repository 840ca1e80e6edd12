import { chiSquareTail, type TailProbability } from "./chi-square.ts";
import { quadraticForm } from "./quadratic-form.ts";

/** One stratum: out of how many in each group, and how many of them had the outcome. */
export interface Stratum {
  n: ArrayLike<number>;
  hits: ArrayLike<number>;
}

export interface MantelHaenszel extends TailProbability {
  chiSquare: number;
  /** Groups that stand in a stratum beside others, less one; 0 when there is nothing to compare. */
  df: number;
}

/**
 * Whether groups have the same share within strata, however the strata differ and however the groups spread over them.
 *
 * Method: Cochran-Mantel-Haenszel, general association, without continuity correction: R's
 * `mantelhaen.test(correct = FALSE)`; hypergeometric covariance. A stratum in which one group stands alone, or all or
 * none have the outcome, adds nothing.
 */
export function mantelHaenszel(strata: readonly Stratum[], groups: number): MantelHaenszel {
  const excess = new Float64Array(groups);
  const covariance = Array.from({ length: groups }, () => new Float64Array(groups));
  for (const stratum of strata) {
    let [total, hits] = [0, 0];
    for (let g = 0; g < groups; g++) {
      total += stratum.n[g];
      hits += stratum.hits[g];
    }
    if (total < 2) continue;
    const factor = (hits * (total - hits)) / (total * total * (total - 1));
    for (let g = 0; g < groups; g++) {
      const n = stratum.n[g];
      excess[g] += stratum.hits[g] - (hits * n) / total;
      covariance[g][g] += factor * n * (total - n);
      for (let h = 0; h < g; h++) {
        covariance[g][h] -= factor * n * stratum.n[h];
        covariance[h][g] = covariance[g][h];
      }
    }
  }
  const compared = independent(covariance);
  const df = compared.length;
  if (df === 0) return { chiSquare: Number.NaN, df, p: Number.NaN, logP: Number.NaN };
  const matrix = compared.map((g) => Float64Array.from(compared, (h) => covariance[g][h]));
  const chiSquare = quadraticForm(
    matrix,
    Float64Array.from(compared, (g) => excess[g]),
  );
  return { chiSquare, df, ...chiSquareTail(chiSquare, df) };
}

/** All groups but one of each set that strata connect: within such a set the excesses sum to 0. */
function independent(covariance: readonly Float64Array[]): number[] {
  const met = new Set<number>();
  const kept: number[] = [];
  for (let g = 0; g < covariance.length; g++) {
    if (met.has(g) || !(covariance[g][g] > 0)) continue;
    const queue = [g];
    met.add(g);
    for (let i = 0; i < queue.length; i++) {
      for (let h = 0; h < covariance.length; h++) {
        if (met.has(h) || covariance[queue[i]][h] === 0) continue;
        met.add(h);
        queue.push(h);
      }
    }
    kept.push(...queue.slice(1));
  }
  return kept.sort((a, b) => a - b);
}
