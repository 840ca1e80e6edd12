import type { Bucket } from "./features.ts";
import { quantileWithin } from "./quantiles.ts";

/** Values of a bucket, person after person: those of person `p` end at `ends[p]`, where those of the next begin. */
export interface Groups {
  ends: Uint32Array;
  floats: Float64Array;
  wholes: Int32Array;
  /** By code, the turn in which it was last seen; each person's is another. */
  stamps: Int32Array;
  turn: number;
}

/** Groups the codes of the records that meet the condition, missing ones apart. */
export function groupWholes(
  { records, begin, end }: Bucket,
  mark: number,
  word: number,
  { ends, wholes }: Groups,
): void {
  const { words, values } = records;
  ends.fill(0);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) !== 0 && values[i + word] >= 0) ends[head & 0xffff]++;
  }
  toStarts(ends);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    const value = values[i + word];
    if (((head >>> 16) & mark) !== 0 && value >= 0) wholes[ends[head & 0xffff]++] = value;
  }
}

/** Groups the numbers of the records that meet the condition, missing ones apart. */
export function groupFloats(bucket: Bucket, mark: number, pair: number, { ends, floats: to }: Groups): void {
  const { records, floats, begin, end } = bucket;
  const { words, values } = records;
  ends.fill(0);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    const value = floats[i / 2 + pair];
    if (((head >>> 16) & mark) !== 0 && !Number.isNaN(value)) ends[head & 0xffff]++;
  }
  toStarts(ends);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    const value = floats[i / 2 + pair];
    if (((head >>> 16) & mark) !== 0 && !Number.isNaN(value)) to[ends[head & 0xffff]++] = value;
  }
}

/** Counts become where each group begins; filling it in moves that to where it ends. */
function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let p = 0; p < counts.length; p++) {
    const here = counts[p];
    counts[p] = start;
    start += here;
  }
}

/** How many distinct codes each person has. */
export function countDistinct({ from, persons }: Bucket, groups: Groups, to: Int32Array): void {
  const { ends, wholes, stamps } = groups;
  let { turn } = groups;
  let i = 0;
  for (let p = 0; p < persons; p++) {
    let distinct = 0;
    turn++;
    for (const end = ends[p]; i < end; i++) {
      const code = wholes[i];
      distinct += stamps[code] === turn ? 0 : 1;
      stamps[code] = turn;
    }
    to[from + p] = distinct;
  }
  groups.turn = turn;
}

/** The quantile of each person's numbers, NaN without any. */
export function quantilesOf({ from, persons }: Bucket, { ends, floats }: Groups, p: number, to: Float64Array): void {
  let begin = 0;
  for (let person = 0; person < persons; person++) {
    to[from + person] = quantileWithin(floats, begin, ends[person], p);
    begin = ends[person];
  }
}
