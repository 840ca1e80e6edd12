import type { TextColumn } from "./columns.ts";
import type { Persons } from "./persons.ts";

/** What most rows of each person say. */
export interface Majority {
  /** By person number: the code of the value, -1 where no row has one. */
  codes: Int32Array;
  /** The rows that say so, as a share of the person's rows that have a value; NaN without any. */
  share: Float64Array;
}

/**
 * The most frequent value of a text column among the rows of each person; of equally frequent ones the first in the
 * alphabet, so that the order of rows does not matter. Cost: three passes over the rows.
 */
export function majority({ ids, rows }: Persons, { codes, values }: TextColumn): Majority {
  const rank = alphabetical(values);
  const begins = new Int32Array(ids.length + 2);
  for (let row = 0; row < rows.length; row++) if (rows[row] >= 0 && codes[row] >= 0) begins[rows[row] + 2]++;
  for (let p = 2; p < begins.length; p++) begins[p] += begins[p - 1];
  const sorted = new Int32Array(begins[begins.length - 1]);
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] >= 0 && codes[row] >= 0) sorted[begins[rows[row] + 1]++] = codes[row];
  }
  const answer = { codes: new Int32Array(ids.length).fill(-1), share: new Float64Array(ids.length).fill(Number.NaN) };
  const count = new Int32Array(values.length);
  for (let p = 0; p < ids.length; p++) {
    const [begin, end] = [begins[p], begins[p + 1]];
    if (begin === end) continue;
    let best = sorted[begin];
    for (let i = begin; i < end; i++) count[sorted[i]]++;
    for (let i = begin; i < end; i++) {
      const code = sorted[i];
      if (count[code] > count[best] || (count[code] === count[best] && rank[code] < rank[best])) best = code;
    }
    answer.codes[p] = best;
    answer.share[p] = count[best] / (end - begin);
    for (let i = begin; i < end; i++) count[sorted[i]] = 0;
  }
  return answer;
}

/** The place of each value in the alphabet (by code unit, the same on every machine). */
function alphabetical(values: readonly string[]): Int32Array {
  const rank = new Int32Array(values.length);
  [...values.keys()]
    .sort((a, b) => (values[a] < values[b] ? -1 : 1))
    .forEach((code, place) => {
      rank[code] = place;
    });
  return rank;
}
