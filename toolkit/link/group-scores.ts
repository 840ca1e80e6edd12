import { type Table, textOf } from "../core/table.ts";
import { toAgreement } from "./agreement.ts";
import { type ScoreColumns, scoresOf, toScoreTable } from "./link-scores.ts";
import type { Linked } from "./linked.ts";

/**
 * Scores among the rows of each value of a column, those with most rows first. Cost: linear in rows, however many values
 * there are.
 */
export function groupScores(
  verb: string,
  { table }: Linked,
  person: ArrayLike<number>,
  truths: Int32Array,
  by: string | undefined,
): Table<ScoreColumns> {
  if (by === undefined) return toScoreTable([], "");
  const { codes, values } = textOf(verb, table, by);
  const name = (group: number) => values[group - 1] ?? "missing";
  const ends = new Int32Array(values.length + 2);
  for (let row = 0; row < codes.length; row++) if (truths[row] >= 0) ends[codes[row] + 2]++;
  const counts = ends.slice(1);
  for (let group = 0; group < counts.length; group++) ends[group + 1] += ends[group];
  const rows = new Int32Array(ends[counts.length]);
  const next = ends.slice();
  for (let row = 0; row < codes.length; row++) if (truths[row] >= 0) rows[next[codes[row] + 1]++] = row;
  const order = [...counts.keys()].filter((group) => counts[group] > 0);
  order.sort((a, b) => counts[b] - counts[a] || (name(a) < name(b) ? -1 : 1));
  const scores = order.flatMap((group) => {
    const mine = rows.subarray(ends[group], ends[group + 1]);
    const agreement = toAgreement(renumbered(mine, person), renumbered(mine, truths));
    return scoresOf(agreement).map((score) => ({ ...score, group: name(group) }));
  });
  return toScoreTable(scores, by);
}

/** The codes of some rows as 0, 1, ... in their order, so that the work does not grow with the codes of all rows. */
function renumbered(rows: Int32Array, codes: ArrayLike<number>): Int32Array {
  const mine = rows.map((row) => codes[row]);
  const place = new Map<number, number>();
  for (const code of mine.slice().sort()) if (code >= 0 && !place.has(code)) place.set(code, place.size);
  return mine.map((code) => place.get(code) ?? -1);
}
