import { sharedFloat64 } from "../../workers/shared.ts";
import { type About, toAbout } from "../core/about.ts";
import type { Column } from "../core/columns.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { columnOf, type Table, toTable } from "../core/table.ts";
import type { Linked } from "./linked.ts";
import { requireLinked } from "./require-linked.ts";

/** One row for pairs of rows, one for single events: precision, recall and F1, each 0 to 1. */
export interface ScoreColumns {
  /** `pairs`: any two rows, together or not; `events`: each row, with its right person or not. */
  measure: "pairs" | "events";
  precision: number;
  recall: number;
  f1: number;
  /** What precision and recall are shares of: pairs (or rows) that were linked, and that belong together. */
  linked: number;
  true: number;
  right: number;
}

/** How well the persons of a linked table agree with the truth. */
export interface LinkScores {
  readonly table: Table<ScoreColumns>;
  readonly pairF1: number;
  readonly eventF1: number;
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
 * Pairs: of all pairs of rows given one person, the share that truly belong to one (precision); of all pairs that truly
 * belong to one person, the share given one (recall). A row that was not linked is together with no other. Events: a
 * person stands for the true person with most of its rows, and a true person for the one person with most of theirs; a
 * row is right when both agree. Precision is the share of linked rows, recall of all rows, that are right.
 *
 * Method: the contingency table of persons and true persons; pairs from n (n - 1) / 2 of its cells and margins. Linear in
 * rows, so a million rows take no pairwise pass.
 *
 * @param linked what `link` gave
 * @param truth the true person of each row of `linked.table`, missing where unknown: the name of a column, or a column
 * @returns see {@link LinkScores}; a share of nothing is NaN
 * @throws PhonographError `data/unparseable` when the truth has another length; `data/column-missing`
 * @example
 * ```ts
 * import { evaluateLinks, link } from "phonograph";
 * import { table } from "arquero";
 * const events = table({ at: [1, 2, 3], kind: ["auth", "auth", "app"], user: ["ann", "bob", "ann"], human: [1, 2, 1] });
 * console.assert(evaluateLinks(await link(events), "human").pairF1 === 1);
 * ```
 */
export function evaluateLinks(linked: Linked, truth: string | Column): LinkScores {
  requireLinked("evaluateLinks", linked, ["table"]);
  if (typeof truth !== "string" && !(typeof truth === "object" && truth !== null && "length" in truth)) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "evaluateLinks",
      rule: "truth must be the name of a column, or a column",
      found: truth === null ? "null" : typeof truth,
    });
  }
  const column = typeof truth === "string" ? columnOf("evaluateLinks", linked.table, truth) : truth;
  const person = columnOf("evaluateLinks", linked.table, "person") as WholeColumn;
  if (column.length !== person.length) {
    throw new PhonographError({
      code: "data/unparseable",
      verb: "evaluateLinks",
      rule: "truth must have one value for each row of the linked table",
      found: `${column.length.toLocaleString("en")} values for ${person.length.toLocaleString("en")} rows`,
    });
  }
  const truths = toCodes(column);
  const cells = new Map<number, number>();
  const made = new Map<number, number>();
  const real = new Map<number, number>();
  const add = (map: Map<number, number>, key: number) => map.set(key, (map.get(key) ?? 0) + 1);
  let rows = 0;
  for (let row = 0; row < truths.length; row++) {
    if (truths[row] < 0) continue;
    rows++;
    add(real, truths[row]);
    if (person.array[row] < 0) continue;
    add(made, person.array[row]);
    add(cells, person.array[row] * SPAN + truths[row]);
  }
  const linkedRows = [...made.values()].reduce((sum, n) => sum + n, 0);
  const scores = [
    score("pairs", pairs(cells), pairs(made), pairs(real)),
    score("events", agreeing(cells), linkedRows, rows),
  ];
  const numbers = (name: "precision" | "recall" | "f1" | "linked" | "true" | "right") => {
    const values = sharedFloat64(scores.length);
    values.set(scores.map((one) => one[name]));
    return values;
  };
  return Object.freeze({
    table: toTable<ScoreColumns>({
      measure: TextColumn.from(scores.map(({ measure }) => measure)),
      precision: numbers("precision"),
      recall: numbers("recall"),
      f1: numbers("f1"),
      linked: numbers("linked"),
      true: numbers("true"),
      right: numbers("right"),
    }),
    pairF1: scores[0].f1,
    eventF1: scores[1].f1,
    rows,
    truePersons: real.size,
    persons: made.size,
    about: toAbout({
      verb: "evaluateLinks",
      options: { truth: typeof truth === "string" ? truth : "a column" },
      input: linked.table,
      columns: ["person", ...(typeof truth === "string" ? [truth] : [])],
      peopleIn: made.size,
      excluded: [{ reason: "true person unknown", rows: truths.length - rows }],
    }),
  });
}

/** Key of a cell: person * SPAN + truth, exact up to 2^53. */
const SPAN = 2 ** 26;

function toCodes(column: Column): ArrayLike<number> {
  if (column instanceof TextColumn) return column.codes;
  const codes = new Map<number | null, number>();
  return Int32Array.from(column, (value) => {
    const missing = value === null || Number.isNaN(value) || (column instanceof WholeColumn ? false : value < 0);
    if (missing) return -1;
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
}

function pairs(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const n of counts.values()) sum += (n * (n - 1)) / 2;
  return sum;
}

function agreeing(cells: ReadonlyMap<number, number>): number {
  const ofPerson = new Map<number, number>();
  const ofTruth = new Map<number, number>();
  const better = (best: Map<number, number>, of: number, key: number, n: number) => {
    const now = best.get(of);
    if (now === undefined || n > cells.get(now)! || (n === cells.get(now) && key < now)) best.set(of, key);
  };
  for (const [key, n] of cells) {
    better(ofPerson, Math.floor(key / SPAN), key, n);
    better(ofTruth, key % SPAN, key, n);
  }
  let sum = 0;
  for (const key of ofPerson.values()) if (ofTruth.get(key % SPAN) === key) sum += cells.get(key)!;
  return sum;
}

function score(measure: ScoreColumns["measure"], right: number, linked: number, all: number): ScoreColumns {
  const [precision, recall] = [right / linked, right / all];
  return { measure, precision, recall, f1: (2 * right) / (linked + all), linked, true: all, right };
}
