/**
 * Rows as records of `words` whole numbers of 32 bits, bucket after bucket of persons: the person within its bucket and,
 * 16 bits higher, the conditions met; then the columns: whole numbers and floats that 32 bits hold exactly in one word,
 * other floats in two.
 */
export interface Records {
  words: number;
  values: Int32Array<SharedArrayBuffer>;
}

/** A column and the word where it stands in a record; doubles begin on even words. */
export interface RecordColumn {
  from: Int32Array | Float64Array;
  as: "whole" | "single" | "double";
  word: number;
}

export interface FeatureDealTask {
  person: Int32Array;
  marks: Uint16Array;
  columns: readonly RecordColumn[];
  records: Records;
  begin: number;
  end: number;
  bits: number;
  /** Where the records of this part begin in each bucket. */
  next: Uint32Array;
}

const BLOCK = 2048;

/** Puts each row of a range that meets a condition into its bucket, column by column, a block of rows at a time. */
export function featureDeal(task: FeatureDealTask): null {
  const { columns, records, begin, end } = task;
  const rows = new Int32Array(BLOCK);
  const places = new Int32Array(BLOCK);
  const { buffer, length } = records.values;
  const singles = new Float32Array(buffer);
  const doubles = new Float64Array(buffer, 0, length >> 1);
  for (let from = begin; from < end; from += BLOCK) {
    const kept = place(task, rows, places, from, Math.min(from + BLOCK, end));
    for (const { from: column, word, as } of columns) {
      if (column instanceof Int32Array) putWhole(records.values, column, word, rows, places, kept);
      else if (as === "single") putSingle(singles, column, word, rows, places, kept);
      else putDouble(doubles, column, word / 2, rows, places, kept);
    }
  }
  return null;
}

/** Where the rows of a block go, counted in words; writes what stands first in each record. */
function place(task: FeatureDealTask, rows: Int32Array, places: Int32Array, from: number, to: number): number {
  const { person, marks, records, bits, next } = task;
  const { words, values } = records;
  const mask = 2 ** bits - 1;
  let kept = 0;
  for (let row = from; row < to; row++) {
    const who = person[row];
    const mark = marks[row];
    if (who < 0 || mark === 0) continue;
    const at = next[who >>> bits]++ * words;
    values[at] = (who & mask) | (mark << 16);
    rows[kept] = row;
    places[kept++] = at;
  }
  return kept;
}

function putWhole(to: Int32Array, from: Int32Array, word: number, rows: Int32Array, places: Int32Array, kept: number) {
  for (let i = 0; i < kept; i++) to[places[i] + word] = from[rows[i]];
}

function putSingle(
  to: Float32Array,
  from: Float64Array,
  word: number,
  rows: Int32Array,
  places: Int32Array,
  kept: number,
): void {
  for (let i = 0; i < kept; i++) to[places[i] + word] = from[rows[i]];
}

function putDouble(
  to: Float64Array,
  from: Float64Array,
  pair: number,
  rows: Int32Array,
  places: Int32Array,
  kept: number,
): void {
  for (let i = 0; i < kept; i++) to[(places[i] >> 1) + pair] = from[rows[i]];
}
