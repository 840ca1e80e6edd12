import { PhonographError } from "../core/errors.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import { clusteredShare } from "./clustered-share.ts";

/** One row for each threshold, ascending: what would be linked if links below it were dropped. */
export interface CurveColumns {
  /** Links of at least this probability count. */
  threshold: number;
  /** Linked, truly belonging together, and both. */
  linked: number;
  true: number;
  right: number;
  /** Each with its 95 % interval; missing when it is a share of nothing. */
  precision: number;
  precision_lower: number;
  precision_upper: number;
  recall: number;
  recall_lower: number;
  recall_upper: number;
  f1: number;
  f1_lower: number;
  f1_upper: number;
}

/** Links, each in a cluster (a person, a number), with their probability and whether they are right. */
export interface ScoredLinks {
  readonly probability: ArrayLike<number>;
  readonly cluster: ArrayLike<number>;
  readonly isRight: (link: number) => boolean;
  /** What is to be found in each cluster. */
  readonly true: ArrayLike<number>;
}

const USUAL = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/** The thresholds to look at: those given, ascending, or the usual ones. */
export function toThresholds(verb: string, given: unknown): readonly number[] {
  if (given === undefined) return USUAL;
  const list = Array.isArray(given) ? (given as unknown[]) : [];
  if (list.length > 0 && list.every((t) => typeof t === "number" && t >= 0 && t <= 1)) {
    return [...new Set(list as number[])].sort((a, b) => a - b);
  }
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "thresholds must be a list of numbers from 0 to 1",
    found: Array.isArray(given) ? `a list of ${given.length}` : typeof given,
    hint: "[0.5, 0.9, 0.95, 0.99]",
  });
}

/** Precision, recall and F1 at each threshold; a probability that is missing is no link. */
export function curveOf(links: ScoredLinks, thresholds: readonly number[]): CurveColumns[] {
  const { probability, cluster, isRight } = links;
  const all = Float64Array.from(links.true);
  const [linked, right] = [new Float64Array(all.length), new Float64Array(all.length)];
  const found = new Float64Array(all.length);
  const steps = stepsOf(probability, thresholds);
  const rows = thresholds.toReversed().map((threshold, i) => {
    for (const link of steps.get(thresholds.length - 1 - i) ?? []) {
      linked[cluster[link]]++;
      if (isRight(link)) right[cluster[link]]++;
    }
    const precision = clusteredShare(right, linked);
    const recall = clusteredShare(right, all);
    for (let c = 0; c < all.length; c++) found[c] = (linked[c] + all[c]) / 2;
    const f1 = clusteredShare(right, found);
    return {
      ...{ threshold, linked: sum(linked), true: sum(all), right: sum(right) },
      ...{ precision: precision.estimate, precision_lower: precision.lower, precision_upper: precision.upper },
      ...{ recall: recall.estimate, recall_lower: recall.lower, recall_upper: recall.upper },
      ...{ f1: f1.estimate, f1_lower: f1.lower, f1_upper: f1.upper },
    };
  });
  return rows.reverse();
}

const sum = (list: Float64Array) => list.reduce((total, n) => total + n, 0);

/** The links of each threshold that are below the next one; those without a probability, or below all, are in none. */
function stepsOf(probability: ArrayLike<number>, thresholds: readonly number[]): Map<number, Uint32Array> {
  const step = new Int32Array(probability.length);
  const counts = new Uint32Array(thresholds.length);
  for (let link = 0; link < step.length; link++) {
    step[link] = thresholds.findLastIndex((threshold) => probability[link] >= threshold);
    if (step[link] >= 0) counts[step[link]]++;
  }
  const steps = new Map(thresholds.map((_, i) => [i, new Uint32Array(counts[i])]));
  const filled = new Uint32Array(thresholds.length);
  for (let link = 0; link < step.length; link++)
    if (step[link] >= 0) steps.get(step[link])![filled[step[link]]++] = link;
  return steps;
}

const NUMBERS = [
  ...["threshold", "linked", "true", "right", "precision", "precision_lower", "precision_upper"],
  ...["recall", "recall_lower", "recall_upper", "f1", "f1_lower", "f1_upper"],
] as (keyof CurveColumns)[];

/** The rows as a table, other columns in front. */
export function toCurveTable<C extends object>(
  rows: readonly CurveColumns[],
  front: object = {},
  names: readonly (keyof CurveColumns)[] = NUMBERS,
): Table<C> {
  const numbers = names.map((name) => [name, filled(rows.length, (i) => rows[i][name])]);
  return toTable({ ...front, ...Object.fromEntries(numbers) }) as unknown as Table<C>;
}
