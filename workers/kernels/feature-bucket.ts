import type { Records } from "./feature-deal.ts";

/** The records of a run of persons, few enough for the cache, in the order of their rows. */
export interface Bucket {
  words: number;
  values: Int32Array;
  singles: Float32Array;
  doubles: Float64Array;
  /** The first word, and the one behind the last. */
  begin: number;
  end: number;
  persons: number;
  /** Where in the first word of a record the person and the code begin, and the bits of all persons. */
  personFrom: number;
  codeFrom: number;
  mask: number;
}

/** The same memory seen as all that it holds. */
export function toBucket({ words, values }: Records, conditions: number, bits: number): Bucket {
  const { buffer, length } = values;
  const singles = new Float32Array(buffer);
  const doubles = new Float64Array(buffer, 0, length >> 1);
  const room = { begin: 0, end: 0, persons: 0 };
  const head = { personFrom: conditions, codeFrom: conditions + bits, mask: 2 ** bits - 1 };
  return { words, values, singles, doubles, ...room, ...head };
}

/** Values of one column of the rows that meet a condition, person after person. */
export interface Brought<A extends Int32Array | Float64Array> {
  values: A;
  /** Those of person `p` lie at `begins[p]` up to, not with, `ends[p]`. */
  begins: Int32Array;
  ends: Int32Array;
}

/** How many entries a histogram may have to stay in the first cache. */
const HISTOGRAM = 1 << 13;

/** For each mark how many rows of each person meet it. */
export function countMarks(bucket: Bucket, conditions: number, marks: readonly number[]): Int32Array[] {
  const { persons } = bucket;
  if (persons << conditions > HISTOGRAM) return marks.map((mark) => countMark(bucket, mark));
  const histogram = countKinds(bucket, conditions);
  return marks.map((mark) => {
    const counts = new Int32Array(persons);
    for (let kind = 1; kind < 2 ** conditions; kind++) {
      if ((kind & mark) !== 0) for (let p = 0; p < persons; p++) counts[p] += histogram[(p << conditions) | kind];
    }
    return counts;
  });
}

/** Rows by person and by the conditions that they meet. */
function countKinds({ words, values, begin, end, persons, codeFrom }: Bucket, conditions: number): Int32Array {
  const histogram = new Int32Array(persons << conditions);
  const kinds = 2 ** codeFrom - 1;
  for (let at = begin; at < end; at += words) histogram[values[at] & kinds]++;
  return histogram;
}

function countMark({ words, values, begin, end, persons, personFrom, mask }: Bucket, mark: number): Int32Array {
  const counts = new Int32Array(persons);
  for (let at = begin; at < end; at += words) {
    const head = values[at];
    counts[(head >>> personFrom) & mask] += isNonzero(head & mark);
  }
  return counts;
}

/** 1 or 0 without a branch, which could not be foreseen. */
const isNonzero = (bits: number) => (bits | -bits) >>> 31;

/**
 * Where the values of each person begin, one place apart: what does not count is written too, and written over by the
 * next that does.
 */
export function layPersons(counts: Int32Array, { begins, ends }: Brought<Int32Array | Float64Array>): void {
  for (let p = 0, at = 0; p < counts.length; p++) {
    begins[p] = at;
    ends[p] = at;
    at += counts[p] + 1;
  }
}

/** Brings whole numbers in the order of persons; those below 0 do not count. */
export function bringWholes(bucket: Bucket, word: number, mark: number, brought: Brought<Int32Array>): void {
  const { words, values, begin, end, personFrom, mask } = bucket;
  const { values: to, ends } = brought;
  for (let at = begin; at < end; at += words) {
    const head = values[at];
    const value = values[at + word];
    const person = (head >>> personFrom) & mask;
    const place = ends[person];
    to[place] = value;
    ends[person] = place + (isNonzero(head & mark) & (~value >>> 31));
  }
}

/** Brings the whole numbers that the first word of each record has, which are 0 or more, in the order of persons. */
export function bringPacked(bucket: Bucket, mark: number, brought: Brought<Int32Array>): void {
  const { words, values, begin, end, personFrom, codeFrom, mask } = bucket;
  const { values: to, ends } = brought;
  for (let at = begin; at < end; at += words) {
    const head = values[at];
    const value = (head >>> codeFrom) - 1;
    const person = (head >>> personFrom) & mask;
    const place = ends[person];
    to[place] = value;
    ends[person] = place + (isNonzero(head & mark) & (~value >>> 31));
  }
}

/** Brings floats of one word in the order of persons; NaN does not count. */
export function bringSingles(bucket: Bucket, word: number, mark: number, brought: Brought<Float64Array>): void {
  const { words, values, singles, begin, end, personFrom, mask } = bucket;
  const { values: to, ends } = brought;
  for (let at = begin; at < end; at += words) {
    const head = values[at];
    const value = singles[at + word];
    const person = (head >>> personFrom) & mask;
    const place = ends[person];
    to[place] = value;
    ends[person] = place + (Number.isNaN(value) ? 0 : isNonzero(head & mark));
  }
}

/** Brings floats of two words in the order of persons; NaN does not count. */
export function bringDoubles(bucket: Bucket, word: number, mark: number, brought: Brought<Float64Array>): void {
  const { words, values, doubles, begin, end, personFrom, mask } = bucket;
  const { values: to, ends } = brought;
  for (let at = begin; at < end; at += words) {
    const head = values[at];
    const value = doubles[(at + word) >> 1];
    const person = (head >>> personFrom) & mask;
    const place = ends[person];
    to[place] = value;
    ends[person] = place + (Number.isNaN(value) ? 0 : isNonzero(head & mark));
  }
}
