import type { Records } from "./feature-deal.ts";
import { countDistinct, type Groups, groupFloats, groupWholes, quantilesOf } from "./feature-groups.ts";

/** One feature; its values go to `to`, by person. */
export type Feature =
  | { op: "count"; mark: number; to: Int32Array }
  | OfNumbers<"sum">
  | OfNumbers<"mean">
  | OfNumbers<"min">
  | OfNumbers<"max">
  /** How many codes from 0 up to `codes` a person has. */
  | { op: "distinct"; mark: number; word: number; codes: number; to: Int32Array }
  | (OfNumbers<"quantile"> & { p: number });

type OfNumbers<Op> = { op: Op; mark: number; word: number; to: Float64Array };

export interface FeaturesTask {
  records: Records;
  /** Where each bucket of `2 ** bits` persons begins, and behind the last where it ends. */
  starts: Uint32Array;
  bits: number;
  persons: number;
  /** The buckets of this task. */
  first: number;
  after: number;
  features: readonly Feature[];
}

/** A bucket at hand: its records `[begin, end)` and its persons. */
export interface Bucket {
  records: Records;
  floats: Float64Array;
  begin: number;
  end: number;
  from: number;
  persons: number;
}

/**
 * Works out the features of the persons of some buckets. What is missing (NaN, codes below 0) does not count; who has
 * nothing has a count and sum of 0 and NaN for all else. Cost: a pass over the records in the cache for each feature; two
 * more for distinct values and quantiles, which group them by person first.
 */
export function features(task: FeaturesTask): null {
  const { records, starts, bits, persons, first, after } = task;
  const floats = new Float64Array(records.values.buffer);
  const size = 2 ** bits;
  let most = 0;
  for (let b = first; b < after; b++) most = Math.max(most, starts[b + 1] - starts[b]);
  const codes = Math.max(0, ...task.features.map((feature) => (feature.op === "distinct" ? feature.codes : 0)));
  const groups: Groups = {
    ends: new Uint32Array(size),
    floats: new Float64Array(most),
    wholes: new Int32Array(most),
    stamps: new Int32Array(codes),
    turn: 0,
  };
  const scratch = new Float64Array(size);
  for (let b = first; b < after; b++) {
    const from = b * size;
    const bucket = {
      records,
      floats,
      begin: starts[b],
      end: starts[b + 1],
      from,
      persons: Math.min(size, persons - from),
    };
    for (const [i, feature] of task.features.entries()) {
      if (feature.op === "count") count(bucket, feature.mark, feature.to);
      else if (feature.op === "sum") sum(bucket, feature.mark, feature.word / 2, feature.to);
      else if (feature.op === "mean") mean(bucket, feature.mark, feature.word / 2, feature.to, scratch);
      else if (feature.op === "min") least(bucket, feature.mark, feature.word / 2, feature.to);
      else if (feature.op === "max") greatest(bucket, feature.mark, feature.word / 2, feature.to);
      else if (feature.op === "distinct") {
        groupWholes(bucket, feature.mark, feature.word, groups);
        countDistinct(bucket, groups, feature.to);
      } else {
        const before = i > 0 ? task.features[i - 1] : undefined;
        const known = before?.op === "quantile" && before.mark === feature.mark && before.word === feature.word;
        if (!known) groupFloats(bucket, feature.mark, feature.word / 2, groups);
        quantilesOf(bucket, groups, feature.p, feature.to);
      }
    }
  }
  return null;
}

function count({ records: { words, values }, begin, end, from }: Bucket, mark: number, to: Int32Array): void {
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) !== 0) to[from + (head & 0xffff)]++;
  }
}

function sum(
  { records: { words, values }, floats, begin, end, from }: Bucket,
  mark: number,
  pair: number,
  to: Float64Array,
) {
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) === 0) continue;
    const value = floats[i / 2 + pair];
    if (!Number.isNaN(value)) to[from + (head & 0xffff)] += value;
  }
}

function mean(bucket: Bucket, mark: number, pair: number, to: Float64Array, known: Float64Array): void {
  const { records, floats, begin, end, from, persons } = bucket;
  const { words, values } = records;
  known.fill(0);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) === 0) continue;
    const value = floats[i / 2 + pair];
    if (Number.isNaN(value)) continue;
    to[from + (head & 0xffff)] += value;
    known[head & 0xffff]++;
  }
  for (let p = 0; p < persons; p++) to[from + p] /= known[p];
}

function least(bucket: Bucket, mark: number, pair: number, to: Float64Array): void {
  const { records, floats, begin, end, from, persons } = bucket;
  const { words, values } = records;
  to.fill(Number.NaN, from, from + persons);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) === 0) continue;
    const value = floats[i / 2 + pair];
    const p = from + (head & 0xffff);
    if (!Number.isNaN(value) && !(to[p] <= value)) to[p] = value;
  }
}

function greatest(bucket: Bucket, mark: number, pair: number, to: Float64Array): void {
  const { records, floats, begin, end, from, persons } = bucket;
  const { words, values } = records;
  to.fill(Number.NaN, from, from + persons);
  for (let i = begin * words; i < end * words; i += words) {
    const head = values[i];
    if (((head >>> 16) & mark) === 0) continue;
    const value = floats[i / 2 + pair];
    const p = from + (head & 0xffff);
    if (!Number.isNaN(value) && !(to[p] >= value)) to[p] = value;
  }
}
