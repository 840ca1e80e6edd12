import { type About, toAbout } from "../core/about.ts";
import type { WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions, whole } from "../core/options.ts";
import { columnOf, hasColumn, numbersOf, type Table } from "../core/table.ts";
import { rightCells, toAgreement } from "./agreement.ts";
import { type CalibrationColumns, calibrationOf } from "./calibration.ts";
import { groupScores } from "./group-scores.ts";
import { linkCeiling } from "./link-ceiling.ts";
import { type ScoreColumns, scoresOf, toScoreTable } from "./link-scores.ts";
import { type Truth, truthCodes } from "./link-truth.ts";
import type { Linked } from "./linked.ts";
import { requireLinked } from "./require-linked.ts";
import { type CurveColumns, curveOf, toCurveTable, toThresholds } from "./threshold-curve.ts";

/** How `evaluateLinks` looks at its scores. */
export interface EvaluateOptions {
  /** A column to split by, such as `"kind"` or `"source"`: the same scores among the rows of each of its values. */
  by?: string;
  /** Thresholds of the curve. Default 0 to 0.999. */
  thresholds?: readonly number[];
  /** Steps of the calibration table. Default 10. */
  bins?: number;
}

/** How well the persons of a linked table agree with the truth. */
export interface LinkScores {
  /** One row a measure: `pairs`, `events`, `bcubed`, `bcubed-people`, `people`. */
  readonly table: Table<ScoreColumns>;
  /** With `by`: the same for each of its values, those with most rows first; its value in column `group`. Else no rows. */
  readonly groups: Table<ScoreColumns>;
  /** Whether rows are right as often as their `link` says. */
  readonly calibration: Table<CalibrationColumns>;
  /** Rows by threshold of their `link`: what the measure `events` would be without the doubtful ones, with intervals by person. */
  readonly curve: Table<CurveColumns>;
  readonly pairF1: number;
  readonly eventF1: number;
  /**
   * The recall of pairs that exact identifiers allow at most: the share of true pairs that a chain of rows with a shared
   * identifier connects. Links by timing can exceed it.
   */
  readonly ceiling: number;
  /** Rows whose true person is known; only these count. */
  readonly rows: number;
  /** True persons, and the persons that `link` made of their rows. */
  readonly truePersons: number;
  readonly persons: number;
  readonly about: About;
}

/**
 * How right links are, against a known truth, over the rows whose true person is known.
 *
 * | measure | precision | recall |
 * |---|---|---|
 * | `pairs` | of all pairs of rows given one person, the share that truly belong to one | of all pairs that truly belong to one person, the share given one |
 * | `events` | of all linked rows, the share that is right | of all rows |
 * | `bcubed` | mean over rows: the share of its person's rows that are of its true person | the share of its true person's rows that its person has |
 * | `bcubed-people` | the same, with the mean of each true person's rows counted once | |
 * | `people` | of all persons made, the share that has all rows of one true person and no others | of all true persons |
 *
 * A row that was not linked is together with no other. A row is right when its person is the one with most rows of its
 * true person, and the other way round. The two means of B-cubed differ where people with many rows are linked better or
 * worse than others: say which one you tell. `calibration` asks whether rows with `link` 0.9 are right nine times in ten.
 *
 * Method: all from the contingency table of persons and true persons, so a million rows take no pairwise pass; linear in
 * rows. B-cubed after Bagga and Baldwin (1998), weights after Binette and Steorts (2022).
 *
 * @param linked what `link` gave
 * @param truth the true person of each row of `linked.table`, missing where unknown: the name of a column, a column or a list
 * @param options see {@link EvaluateOptions}
 * @returns see {@link LinkScores}; a share of nothing is NaN
 * @throws PhonographError `data/unparseable` when the truth has another length; `data/column-missing`; `option/invalid`
 * @example
 * ```ts
 * import { evaluateLinks, link } from "phonograph";
 * import { table } from "arquero";
 * const events = table({ at: [1, 2, 3], kind: ["auth", "auth", "app"], user: ["ann", "bob", "ann"], human: [1, 2, 1] });
 * const scores = evaluateLinks(await link(events), "human", { by: "kind" });
 * console.assert(scores.pairF1 === 1 && scores.groups.get("group", 0) === "auth");
 * ```
 */
export function evaluateLinks(linked: Linked, truth: Truth, options: EvaluateOptions = {}): LinkScores {
  const verb = "evaluateLinks";
  requireLinked(verb, linked, ["table"]);
  knownOptions(verb, options, ["by", "bins", "thresholds"]);
  const bins = whole(verb, "bins", options.bins ?? 10, 1, 1000);
  const thresholds = toThresholds(verb, options.thresholds);
  const { by } = options;
  if (by !== undefined && typeof by !== "string") {
    const rule = "by must be the name of a column";
    throw new PhonographError({ code: "option/invalid", verb, rule, found: typeof by, hint: 'by: "kind"' });
  }
  const truths = truthCodes(verb, linked, truth);
  const { array: person } = columnOf(verb, linked.table, "person") as WholeColumn;
  const agreement = toAgreement(person, truths);
  const isRight = rightCells(agreement);
  const right = (row: number) => isRight(person[row], truths[row]);
  const scores = scoresOf(agreement);
  const chances = (hasColumn(linked.table, "link") ? numbersOf(verb, linked.table, "link") : new Float64Array()).map(
    (chance, row) => (truths[row] < 0 || person[row] < 0 ? Number.NaN : chance),
  );
  const all = new Float64Array(truths.reduce((most, code) => Math.max(most, code), -1) + 1);
  for (const code of truths) if (code >= 0) all[code]++;
  return Object.freeze({
    table: toScoreTable(scores),
    groups: groupScores(verb, linked, person, truths, by),
    calibration: calibrationOf(chances, right, bins),
    curve: toCurveTable<CurveColumns>(
      curveOf({ probability: chances, cluster: truths, isRight: right, true: all }, thresholds),
    ),
    pairF1: scores[0].f1,
    eventF1: scores[1].f1,
    ceiling: linkCeiling(verb, linked, truths),
    rows: agreement.rows,
    truePersons: agreement.truePersons,
    persons: agreement.persons,
    about: toAbout({
      verb,
      options: { truth: typeof truth === "string" ? truth : "a column", by, bins },
      input: linked.table,
      columns: ["person", ...(typeof truth === "string" ? [truth] : []), ...(by ? [by] : [])],
      peopleIn: agreement.persons,
      excluded: [{ reason: "true person unknown", rows: truths.length - agreement.rows }],
    }),
  });
}
