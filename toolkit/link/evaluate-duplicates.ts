import { type About, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import type { Table } from "../core/table.ts";
import { pairsIn, toAgreement } from "./agreement.ts";
import { blockedPairs } from "./blocked-pairs.ts";
import { type CalibrationColumns, calibrationOf } from "./calibration.ts";
import type { Duplicates } from "./find-duplicates.ts";
import { type ScoreColumns, scoresOf, toScoreTable } from "./link-scores.ts";
import { type Truth, truthCodes } from "./link-truth.ts";
import { requireDuplicates } from "./require-duplicates.ts";

/** How well the entities of `findDuplicates` agree with the truth. */
export interface DuplicateScores {
  /** Measures as in {@link evaluateLinks}, over the rows whose true entity is known. */
  readonly table: Table<ScoreColumns>;
  /** The listed pairs by their chance, and how many of them are true. */
  readonly calibration: Table<CalibrationColumns>;
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
 * @returns see {@link DuplicateScores}; frozen; a share of nothing is NaN. The calibration begins at the option `list`.
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
export function evaluateDuplicates(found: Duplicates, truth: Exclude<Truth, string>): DuplicateScores {
  const verb = "evaluateDuplicates";
  requireDuplicates(verb, found);
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
      10,
    ),
    precision,
    recall,
    f1,
    blockingCeiling: blockedPairs(found.trace, codes) / pairsIn(agreement.real),
    about: toAbout({
      verb,
      options: { truth: "a column" },
      input: found.clusters,
      peopleIn: agreement.truePersons,
      excluded: [{ reason: "true entity unknown", rows: codes.length - agreement.rows }],
    }),
  });
}
