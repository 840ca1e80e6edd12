import { type Conditions, markRows } from "./feature-marks.ts";

/**
 * Rows as records of `words` whole numbers of 32 bits, bucket after bucket of persons. The first has, from the lowest bit on,
 * the conditions met, the person within its bucket and, where there is room for it, one column of whole numbers plus 1. The
 * other columns follow: whole numbers and floats that 32 bits hold exactly in one word, other floats in two.
 */
export interface Records {
  words: number;
  values: Int32Array<SharedArrayBuffer>;
}

/** A column and the word where it stands in a record, the first where it is packed; doubles begin on even words. */
export interface RecordColumn {
  from: Int32Array | Float64Array;
  as: "packed" | "whole" | "single" | "double";
  word: number;
}

export interface FeatureDealTask {
  person: Int32Array;
  conditions: Conditions;
  /** How many bits of a record's first word conditions take. */
  conditionBits: number;
  columns: readonly RecordColumn[];
  records: Records;
  begin: number;
  end: number;
  bits: number;
  /** Where the records of this part begin in each bucket. */
  next: Uint32Array;
}

/** Few enough rows that what is made of them stays in the first cache. */
const BLOCK = 1024;

/** One word of the records, by row: that of the first row of a block is `values[from]`, or `values[0]` where it was laid out. */
interface Word {
  values: Int32Array;
  word: number;
  isLaid: boolean;
}

/**
 * Puts each row of a range that meets a condition into its bucket. Gives the columns, by place, that were to take one
 * word and have a float that needs two: their records are of no use.
 */
export function featureDeal(task: FeatureDealTask): number[] {
  const { columns, records, conditions, begin, end } = task;
  const next = Int32Array.from(task.next, (place) => place * records.words);
  const before = new Int32Array(next.length);
  const marks = new Uint16Array(BLOCK);
  const floats = columns.flatMap((column, i) => (column.from instanceof Float64Array ? [toFloats(column, i)] : []));
  const words = [...columns.flatMap(toWord), ...floats.flatMap(({ words }) => words)];
  const packed = columns.find(({ as }) => as === "packed");
  const code = packed ? { values: packed.from as Int32Array, word: 0, isLaid: false } : NO_CODE;
  // the word that stands first is written last: what others write there does not count
  if (words.length === 0) words.push(NO_WORD);
  for (let from = begin; from < end; from += BLOCK) {
    const to = Math.min(from + BLOCK, end);
    markRows(conditions, marks, from, to);
    for (const column of floats) lay(column, from, to);
    before.set(next);
    for (let i = 0; i < words.length; i += 2) {
      if (i > 0) next.set(before);
      if (i + 1 < words.length) placeTwo(task, marks, next, code, words[i], words[i + 1], from, to);
      else placeOne(task, marks, next, code, words[i], from, to);
    }
  }
  return floats.flatMap(({ place, isExact }) => (isExact ? [] : [place]));
}

const NO_WORD: Word = { values: new Int32Array(BLOCK), word: 0, isLaid: true };
const NO_CODE: Word = { values: new Int32Array(BLOCK).fill(-1), word: 0, isLaid: true };

const toWord = ({ from, as, word }: RecordColumn): Word[] =>
  from instanceof Int32Array && as !== "packed" ? [{ values: from, word, isLaid: false }] : [];

/** A column of floats, laid out as words a block at a time. */
interface Floats {
  from: Float64Array;
  as: RecordColumn["as"];
  /** Which of the columns it is. */
  place: number;
  words: Word[];
  /** Whether 32 bits held all of them so far. */
  isExact: boolean;
}

function toFloats({ from, as, word }: RecordColumn, place: number): Floats {
  const words = Array.from({ length: as === "double" ? 2 : 1 }, (_, i) => ({
    values: new Int32Array(BLOCK),
    word: word + i,
    isLaid: true,
  }));
  return { from: from as Float64Array, as, place, words, isExact: true };
}

function lay(column: Floats, from: number, to: number): void {
  const [first, second] = column.words;
  if (second) split(column.from, first.values, second.values, from, to);
  else column.isExact = layExact(column.from, first.values, from, to) && column.isExact;
}

function layExact(column: Float64Array, to: Int32Array, from: number, end: number): boolean {
  const singles = new Float32Array(to.buffer);
  let isExact = true;
  for (let row = from; row < end; row++) {
    const value = column[row];
    singles[row - from] = value;
    if (Math.fround(value) !== value && !Number.isNaN(value)) isExact = false;
  }
  return isExact;
}

function split(column: Float64Array, low: Int32Array, high: Int32Array, from: number, to: number): void {
  const halves = new Int32Array(column.buffer, column.byteOffset + 8 * from, 2 * (to - from));
  for (let i = 0; i < to - from; i++) {
    low[i] = halves[2 * i];
    high[i] = halves[2 * i + 1];
  }
}

/** Writes the records of the rows of a block: what stands first in each, and one more word. */
function placeOne(
  { person, bits, conditionBits, records: { words, values } }: FeatureDealTask,
  marks: Uint16Array,
  next: Int32Array,
  code: Word,
  a: Word,
  from: number,
  to: number,
): void {
  const [codes, as, aWord] = [code.values, a.values, a.word];
  const [codeFirst, aFirst] = [firstOf(code, from), firstOf(a, from)];
  const [mask, codeBits] = [2 ** bits - 1, bits + conditionBits];
  for (let row = from; row < to; row++) {
    const who = person[row];
    const mark = marks[row - from];
    if (who < 0 || mark === 0) continue;
    const bucket = who >>> bits;
    const at = next[bucket];
    next[bucket] = at + words;
    values[at + aWord] = as[row - aFirst];
    values[at] = mark | ((who & mask) << conditionBits) | ((codes[row - codeFirst] + 1) << codeBits);
  }
}

/** The same with two more words: a pass less for each pair of them. */
function placeTwo(
  { person, bits, conditionBits, records: { words, values } }: FeatureDealTask,
  marks: Uint16Array,
  next: Int32Array,
  code: Word,
  a: Word,
  b: Word,
  from: number,
  to: number,
): void {
  const [codes, as, aWord] = [code.values, a.values, a.word];
  const [bs, bWord] = [b.values, b.word];
  const [codeFirst, aFirst, bFirst] = [firstOf(code, from), firstOf(a, from), firstOf(b, from)];
  const [mask, codeBits] = [2 ** bits - 1, bits + conditionBits];
  for (let row = from; row < to; row++) {
    const who = person[row];
    const mark = marks[row - from];
    if (who < 0 || mark === 0) continue;
    const bucket = who >>> bits;
    const at = next[bucket];
    next[bucket] = at + words;
    values[at + aWord] = as[row - aFirst];
    values[at + bWord] = bs[row - bFirst];
    values[at] = mark | ((who & mask) << conditionBits) | ((codes[row - codeFirst] + 1) << codeBits);
  }
}

const firstOf = ({ isLaid }: Word, from: number) => (isLaid ? from : 0);
