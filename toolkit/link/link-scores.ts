import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import { type Agreement, bCubed, pairsIn, rightRows, wholePeople } from "./agreement.ts";

/**
 * Ways to score links. `pairs`: any two rows, together or not. `events`: each row, with its right person or not. `bcubed`:
 * of each row, the share of its person's rows that belong with it, and of its true person's rows that are there, as a mean
 * over rows; `bcubed-people`: the same with every true person counted once. `people`: persons who are whole and alone.
 */
export const MEASURES = ["pairs", "events", "bcubed", "bcubed-people", "people"] as const;

/** One row a measure: precision, recall and F1, each 0 to 1. */
export interface ScoreColumns {
  measure: (typeof MEASURES)[number];
  precision: number;
  recall: number;
  f1: number;
  /**
   * What precision and recall are shares of: pairs, rows or persons that were made, and that truly are; of `bcubed` the
   * rows, of `bcubed-people` the true persons.
   */
  linked: number;
  true: number;
  /** So many of both; missing for the two means. */
  right: number;
}

/** All measures of one contingency table, in their order. */
export function scoresOf(agreement: Agreement): ScoreColumns[] {
  const { cells, made, real, persons, truePersons, rows, linked } = agreement;
  const mean = bCubed(agreement);
  return [
    shares("pairs", pairsIn(cells.rows), pairsIn(made), pairsIn(real)),
    shares("events", rightRows(agreement), linked, rows),
    { measure: "bcubed", ...withF1(mean.rows), linked: rows, true: rows, right: Number.NaN },
    { measure: "bcubed-people", ...withF1(mean.people), linked: truePersons, true: truePersons, right: Number.NaN },
    shares("people", wholePeople(agreement), persons, truePersons),
  ];
}

const withF1 = ({ precision, recall }: { precision: number; recall: number }) => ({
  precision,
  recall,
  f1: (2 * precision * recall) / (precision + recall),
});

function shares(measure: ScoreColumns["measure"], right: number, linked: number, all: number): ScoreColumns {
  return {
    ...{ measure, precision: right / linked, recall: right / all, f1: (2 * right) / (linked + all) },
    ...{ linked, true: all, right },
  };
}

const NUMBERS = ["precision", "recall", "f1", "linked", "true", "right"] as const;

/** Scores as a table, with a column `group` in front where there are groups. */
export function toScoreTable(scores: readonly (ScoreColumns & { group?: string })[], by?: string): Table<ScoreColumns> {
  const numbers = (name: (typeof NUMBERS)[number]) => filled(scores.length, (i) => scores[i][name]);
  return toTable<ScoreColumns>({
    ...(by === undefined ? {} : { group: TextColumn.from(scores.map(({ group }) => group)) }),
    measure: TextColumn.from(scores.map(({ measure }) => measure)),
    ...(Object.fromEntries(NUMBERS.map((name) => [name, numbers(name)])) as Record<
      (typeof NUMBERS)[number],
      Float64Array<SharedArrayBuffer>
    >),
  });
}
