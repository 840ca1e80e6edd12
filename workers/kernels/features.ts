import { type Bucket, BucketReader, type Layout } from "./feature-bucket.ts";
import type { Records } from "./feature-deal.ts";
import { quantileWithin } from "./quantiles.ts";

/** One feature, or quantiles of the same numbers; what they give goes to `to`, by person. */
export type Feature =
  | { op: "count"; mark: number; to: Int32Array }
  | OfNumbers<"sum">
  | OfNumbers<"mean">
  | OfNumbers<"min">
  | OfNumbers<"max">
  /** How many codes from 0 up to `codes` a person has. */
  | { op: "distinct"; mark: number; word: number; codes: number; to: Int32Array }
  | { op: "quantiles"; mark: number; word: number; each: { p: number; to: Float64Array }[] };

type OfNumbers<Op> = { op: Op; mark: number; word: number; to: Float64Array };

export interface FeaturesTask {
  records: Records;
  layout: Layout;
  /** Where each bucket of `2 ** bits` persons begins, and behind the last where it ends. */
  starts: Uint32Array;
  bits: number;
  persons: number;
  /** The buckets of this task. */
  first: number;
  after: number;
  features: readonly Feature[];
}

/** Memory that persons use in turn. */
interface Room {
  numbers: Float64Array;
  /** By code, the turn in which it was last seen; each person's is another. */
  stamps: Int32Array;
  turn: number;
}

/**
 * Works out the features of the persons of some buckets. What is missing (NaN, codes below 0) does not count; who has
 * nothing has a count and sum of 0 and NaN for all else. Cost: two passes over the records, in the cache, to bring them in
 * the order of persons, then one for each feature.
 */
export function features(task: FeaturesTask): null {
  const { records, layout, starts, bits, persons, first, after } = task;
  const size = 2 ** bits;
  let most = 0;
  for (let b = first; b < after; b++) most = Math.max(most, starts[b + 1] - starts[b]);
  const codes = Math.max(0, ...task.features.map((feature) => (feature.op === "distinct" ? feature.codes : 0)));
  const room: Room = { numbers: new Float64Array(most), stamps: new Int32Array(codes), turn: 0 };
  const reader = new BucketReader(records, layout, size, most);
  for (let b = first; b < after; b++) {
    const bucket = reader.read(starts[b], starts[b + 1]);
    const from = b * size;
    const count = Math.min(size, persons - from);
    for (const feature of task.features) work(feature, bucket, from, count, room);
  }
  return null;
}

function work(feature: Feature, bucket: Bucket, from: number, persons: number, room: Room): void {
  const { mark, op } = feature;
  const part = <A extends Int32Array | Float64Array>(to: A) => to.subarray(from, from + persons) as A;
  if (op === "count") counts(bucket, mark, part(feature.to));
  else if (op === "distinct") {
    distinct(bucket, bucket.wholes.get(feature.word) as Int32Array, mark, part(feature.to), room);
  } else {
    const numbers = bucket.floats.get(feature.word) as Float64Array;
    if (op === "quantiles") quantiles(bucket, numbers, feature, from, persons, room);
    else if (op === "sum") sums(bucket, numbers, mark, part(feature.to));
    else if (op === "mean") means(bucket, numbers, mark, part(feature.to));
    else if (op === "min") least(bucket, numbers, mark, part(feature.to));
    else greatest(bucket, numbers, mark, part(feature.to));
  }
}

function counts({ ends, marks }: Bucket, mark: number, to: Int32Array): void {
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let count = 0;
    for (const end = ends[p]; i < end; i++) count += (marks[i] & mark) === 0 ? 0 : 1;
    to[p] = count;
  }
}

function distinct({ ends, marks }: Bucket, codes: Int32Array, mark: number, to: Int32Array, room: Room): void {
  const { stamps } = room;
  let { turn } = room;
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let found = 0;
    turn++;
    for (const end = ends[p]; i < end; i++) {
      const code = codes[i];
      if ((marks[i] & mark) === 0 || code < 0) continue;
      found += stamps[code] === turn ? 0 : 1;
      stamps[code] = turn;
    }
    to[p] = found;
  }
  room.turn = turn;
}

function quantiles(
  { ends, marks }: Bucket,
  values: Float64Array,
  { mark, each }: Extract<Feature, { op: "quantiles" }>,
  from: number,
  persons: number,
  { numbers }: Room,
): void {
  let i = 0;
  for (let p = 0; p < persons; p++) {
    let known = 0;
    for (const end = ends[p]; i < end; i++) {
      // written over by the next one when it does not count: cheaper than a branch that cannot be foreseen
      numbers[known] = values[i];
      known += (marks[i] & mark) === 0 || Number.isNaN(values[i]) ? 0 : 1;
    }
    for (let k = 0; k < each.length; k++) each[k].to[from + p] = quantileWithin(numbers, 0, known, each[k].p);
  }
}

function sums({ ends, marks }: Bucket, values: Float64Array, mark: number, to: Float64Array): void {
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let sum = 0;
    for (const end = ends[p]; i < end; i++) {
      if ((marks[i] & mark) !== 0 && !Number.isNaN(values[i])) sum += values[i];
    }
    to[p] = sum;
  }
}

function means({ ends, marks }: Bucket, values: Float64Array, mark: number, to: Float64Array): void {
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let sum = 0;
    let known = 0;
    for (const end = ends[p]; i < end; i++) {
      if ((marks[i] & mark) === 0 || Number.isNaN(values[i])) continue;
      sum += values[i];
      known++;
    }
    to[p] = sum / known;
  }
}

function least({ ends, marks }: Bucket, values: Float64Array, mark: number, to: Float64Array): void {
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let found = Number.NaN;
    for (const end = ends[p]; i < end; i++) {
      if ((marks[i] & mark) !== 0 && !Number.isNaN(values[i]) && !(found <= values[i])) found = values[i];
    }
    to[p] = found;
  }
}

function greatest({ ends, marks }: Bucket, values: Float64Array, mark: number, to: Float64Array): void {
  let i = 0;
  for (let p = 0; p < to.length; p++) {
    let found = Number.NaN;
    for (const end = ends[p]; i < end; i++) {
      if ((marks[i] & mark) !== 0 && !Number.isNaN(values[i]) && !(found >= values[i])) found = values[i];
    }
    to[p] = found;
  }
}
