import { type About, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions, whole } from "../core/options.ts";
import type { Table } from "../core/table.ts";
import { pairsIn, toAgreement } from "./agreement.ts";
import { blockedPairs } from "./blocked-pairs.ts";
import { type CalibrationColumns, calibrationOf } from "./calibration.ts";
import type { Duplicates } from "./find-duplicates.ts";
import { type ScoreColumns, scoresOf, toScoreTable } from "./link-scores.ts";
import { type Truth, truthCodes } from "./link-truth.ts";
import { requireDuplicates } from "./require-duplicates.ts";
import { type CurveColumns, curveOf, type ScoredLinks, toCurveTable, toThresholds } from "./threshold-curve.ts";

/** How `evaluateDuplicates` looks at its scores. */
export interface EvaluateDuplicatesOptions {
  /** Thresholds of the curve, none below the option `list` of `findDuplicates`. Default: the usual ones from there to 0.999. */
  thresholds?: readonly number[];
  /** Steps of the calibration table. Default 10. */
  bins?: number;
}

/** How well the entities of `findDuplicates` agree with the truth. */
export interface DuplicateScores {
  /** Measures as in {@link evaluateLinks}, over the rows whose true entity is known. */
  readonly table: Table<ScoreColumns>;
  /** The listed pairs by their chance, and how many of them are true. */
  readonly calibration: Table<CalibrationColumns>;
  /**
   * Listed pairs of records that differ, by threshold, whatever their entities: what another `threshold` would find. A record
   * of several rows is judged by its first one; intervals are by true entity.
   */
  readonly curve: Table<CurveColumns>;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of the true pairs that some blocking rule compared, or that are equal rows: recall cannot be higher by much. */
  readonly blockingCeiling: number;
  readonly about: About;
}

/**
 * How right duplicates are, against known entities: scores of pairs and of entities, whether a chance of 0.9 comes true nine
 * times in ten, and how many true pairs the blocking rules could find at all.
 *
 * @param found what `findDuplicates` gave
 * @param truth the true entity of each row, numbers or texts, a column or a list; missing (null, NaN, below 0) where unknown
 * @param options see {@link EvaluateDuplicatesOptions}
 * @returns see {@link DuplicateScores}; frozen; a share of nothing is NaN. Calibration and curve begin at the option `list`.
 * @throws PhonographError `option/invalid`; `data/unparseable` when the truth has another length
 * @example
 * ```ts
 * import { evaluateDuplicates, findDuplicates } from "phonograph";
 * import { table } from "arquero";
 * const crm = table({ email: ["a@b.pt", "c@d.pt", "a@b.pt", "e@f.pt"], name: ["Ana Sá", "Rui Vaz", "Ana Sá", "Eva Luz"] });
 * const found = await findDuplicates(crm);
 * console.assert(evaluateDuplicates(found, Int32Array.of(1, 2, 1, 3)).blockingCeiling === 1);
 * ```
 */
export function evaluateDuplicates(
  found: Duplicates,
  truth: Exclude<Truth, string>,
  options: EvaluateDuplicatesOptions = {},
): DuplicateScores {
  const verb = "evaluateDuplicates";
  requireDuplicates(verb, found);
  knownOptions(verb, options, ["thresholds", "bins"]);
  const bins = whole(verb, "bins", options.bins ?? 10, 1, 1000);
  const thresholds = listedThresholds(verb, found, options.thresholds);
  if (typeof truth === "string") {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "truth must be a column, with one value for each row",
      found: "text",
      hint: "evaluateDuplicates(found, crm.array(...))",
    });
  }
  const codes = truthCodes(verb, { table: found.clusters }, truth);
  const agreement = toAgreement(found.clusters.array("entity") as ArrayLike<number>, codes);
  const scores = scoresOf(agreement);
  const { precision, recall, f1 } = scores[0];
  const [rowA, rowB] = ["rowA", "rowB"].map((name) => found.table.array(name) as ArrayLike<number>);
  const known = [...Array.from(rowA).keys()].filter((i) => codes[rowA[i]] >= 0 && codes[rowB[i]] >= 0);
  const probability = found.table.array("probability") as ArrayLike<number>;
  return Object.freeze({
    table: toScoreTable(scores),
    calibration: calibrationOf(
      known.map((i) => probability[i]),
      (k) => codes[rowA[known[k]]] === codes[rowB[known[k]]],
      bins,
    ),
    curve: toCurveTable<CurveColumns>(curveOf(recordLinks(found, codes), thresholds)),
    precision,
    recall,
    f1,
    blockingCeiling: blockedPairs(found.trace, codes) / pairsIn(agreement.real),
    about: toAbout({
      verb,
      options: { truth: "a column", bins, thresholds },
      input: found.clusters,
      peopleIn: agreement.truePersons,
      excluded: [{ reason: "true entity unknown", rows: codes.length - agreement.rows }],
    }),
  });
}

/** The thresholds to look at; pairs below the option `list` are not known. */
function listedThresholds(verb: string, { trace }: Duplicates, given: unknown): readonly number[] {
  const all = toThresholds(verb, given);
  const known = all.filter((threshold) => threshold >= trace.least);
  if (given === undefined || known.length === all.length) return known;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `no threshold may be below ${trace.least}, as pairs below it are not listed`,
    found: `${all[0]}`,
    hint: `findDuplicates(crm, { list: ${all[0] || 0.01} })`,
  });
}

/** Listed pairs of records that differ as links, each in the cluster of its true entity. */
function recordLinks({ table, trace: { list } }: Duplicates, truth: Int32Array): ScoredLinks {
  const [rowA, rowB, chance] = ["rowA", "rowB", "probability"].map((name) => table.array(name) as ArrayLike<number>);
  const known = [...Array.from(rowA).keys()].filter(
    (i) => list.recordOf[rowA[i]] !== list.recordOf[rowB[i]] && truth[rowA[i]] >= 0 && truth[rowB[i]] >= 0,
  );
  const real = new Float64Array(truth.reduce((most, entity) => Math.max(most, entity), -1) + 1);
  for (const row of list.firstRow) if (truth[row] >= 0) real[truth[row]]++;
  return {
    probability: known.map((i) => chance[i]),
    cluster: known.map((i) => truth[rowA[i]]),
    isRight: (k) => truth[rowA[known[k]]] === truth[rowB[known[k]]],
    true: real.map((n) => (n * (n - 1)) / 2),
  };
}
