import {
  type Brought,
  bringDoubles,
  bringPacked,
  bringSingles,
  bringWholes,
  countMarks,
  layPersons,
  toBucket,
} from "./feature-bucket.ts";
import type { RecordColumn, Records } from "./feature-deal.ts";
import { roomFor } from "./join-room.ts";
import { quantileWithin } from "./quantiles.ts";

/** What is worked out of the same values; what it gives goes to `to`, by person. */
export type Feature =
  /** How many codes from 0 up to `codes` a person has. */
  | { op: "distinct"; codes: number; to: Int32Array }
  | { op: "sum"; to: Float64Array }
  | { op: "mean"; to: Float64Array }
  | { op: "min"; to: Float64Array }
  | { op: "max"; to: Float64Array }
  | { op: "quantile"; p: number; to: Float64Array };

/** Features of one column of the rows that meet one mark. */
export interface FeatureGroup extends Pick<RecordColumn, "word" | "as"> {
  mark: number;
  features: readonly Feature[];
}

/** How many rows of each person meet a mark. */
export interface FeatureCount {
  mark: number;
  to: Int32Array;
}

export interface FeaturesTask {
  records: Records;
  /** Where each bucket of `2 ** bits` persons begins, and behind the last where it ends. */
  starts: Uint32Array;
  bits: number;
  persons: number;
  /** The buckets of this task. */
  first: number;
  after: number;
  /** How many conditions marks are made of: so many bits of a record. */
  conditions: number;
  counts: readonly FeatureCount[];
  groups: readonly FeatureGroup[];
}

/** Memory that buckets use in turn. */
interface Room {
  wholes: Brought<Int32Array>;
  floats: Brought<Float64Array>;
  /** By code, the turn in which it was last seen; each person's is another. */
  stamps: Int32Array;
  turn: number;
}

/**
 * Works out the features of the persons of some buckets. What is missing (NaN, codes below 0) does not count; who has
 * nothing has a count and sum of 0 and NaN for all else. Cost: a pass over the records, in the cache, to count them, and for
 * each column and mark one to bring its values in the order of persons.
 */
export function features(task: FeaturesTask): null {
  const { starts, bits, persons, first, after, conditions, counts, groups } = task;
  const size = 2 ** bits;
  const marks = [...new Set([...counts, ...groups].map(({ mark }) => mark))];
  const bucket = toBucket(task.records, conditions, bits);
  const room = toRoom(task);
  for (let b = first; b < after; b++) {
    const from = b * size;
    bucket.begin = starts[b] * bucket.words;
    bucket.end = starts[b + 1] * bucket.words;
    bucket.persons = Math.min(size, persons - from);
    const counted = countMarks(bucket, conditions, marks);
    for (const { mark, to } of counts) to.set(counted[marks.indexOf(mark)], from);
    for (const { mark, word, as, features } of groups) {
      const rows = counted[marks.indexOf(mark)];
      if (isWhole(as)) {
        layPersons(rows, room.wholes);
        if (as === "packed") bringPacked(bucket, mark, room.wholes);
        else bringWholes(bucket, word, mark, room.wholes);
      } else {
        layPersons(rows, room.floats);
        if (as === "single") bringSingles(bucket, word, mark, room.floats);
        else bringDoubles(bucket, word, mark, room.floats);
      }
      for (const feature of features) work(feature, room, from, bucket.persons);
    }
  }
  return null;
}

const isWhole = (as: RecordColumn["as"]) => as === "whole" || as === "packed";

function toRoom({ starts, bits, first, after, groups }: FeaturesTask): Room {
  const persons = 2 ** bits;
  let rows = 0;
  for (let b = first; b < after; b++) rows = Math.max(rows, starts[b + 1] - starts[b]);
  const has = (wanted: boolean) => groups.some(({ as }) => isWhole(as) === wanted);
  const all = groups.flatMap(({ features }) => features);
  const codes = Math.max(0, ...all.map((feature) => (feature.op === "distinct" ? feature.codes : 0)));
  const ends = () => ({ begins: new Int32Array(persons), ends: new Int32Array(persons) });
  return {
    wholes: { values: new Int32Array(has(true) ? rows + persons : 0), ...ends() },
    floats: { values: new Float64Array(has(false) ? rows + persons : 0), ...ends() },
    stamps: roomFor("stamps", codes).fill(0),
    turn: 0,
  };
}

function work(feature: Feature, room: Room, from: number, persons: number): void {
  const part = <A extends Int32Array | Float64Array>(to: A) => to.subarray(from, from + persons) as A;
  if (feature.op === "distinct") distinct(room, part(feature.to));
  else if (feature.op === "sum") sums(room.floats, part(feature.to));
  else if (feature.op === "mean") means(room.floats, part(feature.to));
  else if (feature.op === "min") least(room.floats, part(feature.to));
  else if (feature.op === "max") greatest(room.floats, part(feature.to));
  else quantiles(room.floats, feature.p, part(feature.to));
}

function distinct(room: Room, to: Int32Array): void {
  const { stamps } = room;
  const { values, begins, ends } = room.wholes;
  let { turn } = room;
  for (let p = 0; p < to.length; p++) {
    let found = 0;
    turn++;
    for (let i = begins[p], end = ends[p]; i < end; i++) {
      const code = values[i];
      found += stamps[code] === turn ? 0 : 1;
      stamps[code] = turn;
    }
    to[p] = found;
  }
  room.turn = turn;
}

/** Reorders the values of each person. */
function quantiles({ values, begins, ends }: Brought<Float64Array>, p: number, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = quantileWithin(values, begins[i], ends[i], p);
}

function sums({ values, begins, ends }: Brought<Float64Array>, to: Float64Array): void {
  for (let p = 0; p < to.length; p++) {
    let sum = 0;
    for (let i = begins[p], end = ends[p]; i < end; i++) sum += values[i];
    to[p] = sum;
  }
}

function means(brought: Brought<Float64Array>, to: Float64Array): void {
  sums(brought, to);
  for (let p = 0; p < to.length; p++) to[p] /= brought.ends[p] - brought.begins[p];
}

function least({ values, begins, ends }: Brought<Float64Array>, to: Float64Array): void {
  for (let p = 0; p < to.length; p++) {
    let found = Number.NaN;
    for (let i = begins[p], end = ends[p]; i < end; i++) if (!(found <= values[i])) found = values[i];
    to[p] = found;
  }
}

function greatest({ values, begins, ends }: Brought<Float64Array>, to: Float64Array): void {
  for (let p = 0; p < to.length; p++) {
    let found = Number.NaN;
    for (let i = begins[p], end = ends[p]; i < end; i++) if (!(found >= values[i])) found = values[i];
    to[p] = found;
  }
}
