import { normalUpperTail, twoSidedZ } from "./normal.ts";

/** Times of people who had the outcome, cut where something changes: one row for each cell of a person. */
export interface SeriesCells {
  /** Whose row it is; the rows of one stand together. */
  person: ArrayLike<number>;
  /** How long, above 0; any unit. */
  time: ArrayLike<number>;
  /** Outcomes in it. */
  count: ArrayLike<number>;
  /** For each factor the effect of its level in this row, a number from 0, or -1 for the level that others are compared with. */
  factors: readonly ArrayLike<number>[];
  /** How many effects there are. */
  effects: number;
}

/** An effect as a ratio of rates. */
export interface SeriesEffect {
  /** Of the logarithm of the ratio; NaN where nothing tells it: no outcome at that level, or it goes with another. */
  log: number;
  standardError: number;
  ratio: number;
  lower: number;
  upper: number;
  /** Wald, two-sided. */
  p: number;
}

export interface CaseSeries {
  effects: SeriesEffect[];
  logLikelihood: number;
  steps: number;
  /** Whether the steps came to rest; not where the likelihood rises for ever, as all outcomes are at one level. */
  converged: boolean;
}

/**
 * The self-controlled case series: how many times as often the outcome comes at one level as at another, within the same people, so that
 * whatever stays the same in a person cancels.
 *
 * Method: Farrington (1995), the Poisson likelihood conditional on each person's number of outcomes, by Newton's steps. A level without
 * an outcome has the ratio 0: its times are left out and its effect is NaN. Cost of a step: rows × factors², and people × effects².
 */
export function caseSeries(cells: SeriesCells, confidence = 0.95): CaseSeries {
  const { effects } = cells;
  const known = informed(cells);
  const beta = new Float64Array(effects);
  let now = evaluate(cells, known, beta);
  let steps = 0;
  let [converged, endless] = [false, false];
  while (steps < 100 && !converged) {
    steps++;
    const step = solve(now.information, now.score, known);
    // far from the top the curve is flatter than it looks, and a full step would leave the plane
    let part = Math.min(1, LONGEST / Math.max(...step.map(Math.abs), LONGEST));
    let next = now;
    for (; part > 1e-6; part /= 2) {
      next = evaluate(
        cells,
        known,
        beta.map((b, i) => b + part * step[i]),
      );
      if (next.logLikelihood >= now.logLikelihood - 1e-9) break;
    }
    for (let i = 0; i < effects; i++) beta[i] += part * step[i];
    for (let i = 0; i < effects; i++) {
      if (known[i] !== TOLD || Math.abs(beta[i]) < ENDLESS) continue;
      known[i] = ALIASED;
      endless = true;
    }
    converged = step.every((s) => Math.abs(s) < 1e-10);
    now = next;
  }
  const z = twoSidedZ(confidence);
  const variances = inverseDiagonal(now.information, known);
  return {
    effects: Array.from(beta, (b, i) => {
      const log = known[i] === TOLD ? b : Number.NaN;
      const standardError = known[i] === TOLD ? Math.sqrt(variances[i]) : Number.NaN;
      return {
        ...{ log, standardError, ratio: Math.exp(log) },
        ...{ lower: Math.exp(log - z * standardError), upper: Math.exp(log + z * standardError) },
        p: 2 * normalUpperTail(Math.abs(log) / standardError),
      };
    }),
    ...{ logLikelihood: now.logLikelihood, steps, converged: converged && !endless },
  };
}

/** Steps are no longer than this, and effects no farther from 0, on the logarithm. */
const [LONGEST, ENDLESS] = [2, 30];

/** An effect that goes with others stays 0, as R has it; the times of a level without an outcome do not count. */
const [ABSENT, TOLD, ALIASED] = [0, 1, 2];

/** Which effects have a level with an outcome. */
function informed({ factors, count, effects }: SeriesCells): Uint8Array {
  const known = new Uint8Array(effects);
  for (const levels of factors) {
    for (let r = 0; r < count.length; r++) if (count[r] > 0 && levels[r] >= 0) known[levels[r]] = TOLD;
  }
  return known;
}

interface Evaluated {
  logLikelihood: number;
  score: Float64Array;
  /** Only `[i][j]` with j <= i. */
  information: Float64Array[];
}

function evaluate({ person, time, count, factors, effects }: SeriesCells, known: Uint8Array, beta: Float64Array) {
  const score = new Float64Array(effects);
  const information = Array.from({ length: effects }, () => new Float64Array(effects));
  const mean = new Float64Array(effects);
  const active: number[] = [];
  const touched: number[] = [];
  let logLikelihood = 0;
  for (let begin = 0, end = 0; begin < time.length; begin = end) {
    let [total, outcomes] = [0, 0];
    for (; end < time.length && person[end] === person[begin]; end++) outcomes += count[end];
    if (outcomes === 0) continue;
    for (let r = begin; r < end; r++) total += weightOf(r);
    for (let r = begin; r < end; r++) {
      const weight = weightOf(r) / total;
      if (weight === 0) continue;
      if (count[r] > 0) logLikelihood += count[r] * Math.log(weight);
      active.length = 0;
      for (const levels of factors) if (levels[r] >= 0) active.push(levels[r]);
      for (const i of active) {
        if (mean[i] === 0) touched.push(i);
        mean[i] += weight;
        score[i] += count[r];
        for (const j of active) if (j <= i) information[i][j] += outcomes * weight;
      }
    }
    for (const i of touched) {
      score[i] -= outcomes * mean[i];
      for (const j of touched) if (j <= i) information[i][j] -= outcomes * mean[i] * mean[j];
    }
    for (const i of touched) mean[i] = 0;
    touched.length = 0;
  }
  return { logLikelihood, score, information } satisfies Evaluated;

  function weightOf(r: number): number {
    let linear = 0;
    for (const levels of factors) {
      if (levels[r] < 0) continue;
      if (known[levels[r]] === ABSENT) return 0;
      linear += beta[levels[r]];
    }
    return time[r] * Math.exp(linear);
  }
}

/** Cholesky's factor; an effect that goes with others loses its place in `known`. */
function factorise(matrix: readonly Float64Array[], known: Uint8Array): Float64Array[] {
  const L = matrix.map(() => new Float64Array(matrix.length));
  for (let i = 0; i < matrix.length; i++) {
    if (known[i] !== TOLD) continue;
    for (let j = 0; j <= i; j++) {
      if (known[j] !== TOLD) continue;
      let sum = matrix[i][j];
      for (let m = 0; m < j; m++) sum -= L[i][m] * L[j][m];
      if (i !== j) L[i][j] = sum / L[j][j];
      else if (sum > 1e-9 * matrix[i][i]) L[i][i] = Math.sqrt(sum);
      else {
        known[i] = ALIASED;
        L[i].fill(0);
      }
    }
  }
  return L;
}

function solve(matrix: readonly Float64Array[], right: Float64Array, known: Uint8Array): Float64Array {
  const L = factorise(matrix, known);
  const x = new Float64Array(right.length);
  for (let i = 0; i < x.length; i++) {
    if (known[i] !== TOLD) continue;
    let rest = right[i];
    for (let m = 0; m < i; m++) rest -= L[i][m] * x[m];
    x[i] = rest / L[i][i];
  }
  for (let i = x.length - 1; i >= 0; i--) {
    if (known[i] !== TOLD) continue;
    for (let m = i + 1; m < x.length; m++) x[i] -= L[m][i] * x[m];
    x[i] /= L[i][i];
  }
  return x;
}

function inverseDiagonal(matrix: readonly Float64Array[], known: Uint8Array): Float64Array {
  return Float64Array.from(matrix, (_, i) => {
    if (known[i] !== TOLD) return Number.NaN;
    const unit = new Float64Array(matrix.length);
    unit[i] = 1;
    return solve(matrix, unit, known)[i];
  });
}
