import type { RecordColumn, Records } from "./feature-deal.ts";

/** The records of a bucket of persons, column by column, person after person. */
export interface Bucket {
  /** The rows of person `p` lie at `ends[p - 1]` (the first at 0) up to, not with, `ends[p]`. */
  ends: Uint32Array;
  marks: Uint16Array;
  /** By word: whole numbers as they are, floats as such. */
  wholes: Map<number, Int32Array>;
  floats: Map<number, Float64Array>;
}

/** What a column of a record is. */
export type Layout = readonly Pick<RecordColumn, "word" | "as">[];

/** Room for buckets of so many persons and rows. */
export function toBucket(layout: Layout, persons: number, rows: number): Bucket {
  const of = <A>(wanted: (as: RecordColumn["as"]) => boolean, make: () => A) =>
    new Map(layout.filter(({ as }) => wanted(as)).map(({ word }) => [word, make()]));
  return {
    ends: new Uint32Array(persons),
    marks: new Uint16Array(rows),
    wholes: of(
      (as) => as === "whole",
      () => new Int32Array(rows),
    ),
    floats: of(
      (as) => as !== "whole",
      () => new Float64Array(rows),
    ),
  };
}

/** Reads records into a bucket, by person by counting: little enough to stay in the cache. */
export class BucketReader {
  readonly #layout: Layout;
  readonly #bucket: Bucket;
  readonly #words: number;
  readonly #values: Int32Array;
  readonly #singles: Float32Array;
  readonly #doubles: Float64Array;
  readonly #places: Int32Array;

  constructor({ words, values }: Records, layout: Layout, persons: number, rows: number) {
    this.#layout = layout;
    this.#bucket = toBucket(layout, persons, rows);
    this.#words = words;
    this.#values = values;
    this.#singles = new Float32Array(values.buffer);
    this.#doubles = new Float64Array(values.buffer, 0, values.length >> 1);
    this.#places = new Int32Array(rows);
  }

  /** The records `[begin, end)`; what it gives is valid until the next call. */
  read(begin: number, end: number): Bucket {
    const { ends, marks, wholes, floats } = this.#bucket;
    const [words, from, rows] = [this.#words, begin * this.#words, end - begin];
    placesOf(this.#values, from, words, rows, ends, marks, this.#places);
    for (const { word, as } of this.#layout) {
      const to = floats.get(word);
      if (!to) spreadWholes(this.#values, from + word, words, rows, this.#places, wholes.get(word) as Int32Array);
      else if (as === "single") spread(this.#singles, from + word, words, rows, this.#places, to);
      else spread2(this.#doubles, (from + word) / 2, words / 2, rows, this.#places, to);
    }
    return this.#bucket;
  }
}

function placesOf(
  values: Int32Array,
  from: number,
  words: number,
  rows: number,
  ends: Uint32Array,
  marks: Uint16Array,
  places: Int32Array,
): void {
  ends.fill(0);
  for (let i = 0, at = from; i < rows; i++, at += words) ends[values[at] & 0xffff]++;
  for (let p = 0, before = 0; p < ends.length; p++) {
    const here = ends[p];
    ends[p] = before;
    before += here;
  }
  for (let i = 0, at = from; i < rows; i++, at += words) {
    const head = values[at];
    const place = ends[head & 0xffff]++;
    places[i] = place;
    marks[place] = head >>> 16;
  }
}

function spreadWholes(
  values: Int32Array,
  from: number,
  words: number,
  rows: number,
  places: Int32Array,
  to: Int32Array,
): void {
  for (let i = 0, at = from; i < rows; i++, at += words) to[places[i]] = values[at];
}

function spread(
  values: Float32Array,
  from: number,
  words: number,
  rows: number,
  places: Int32Array,
  to: Float64Array,
): void {
  for (let i = 0, at = from; i < rows; i++, at += words) to[places[i]] = values[at];
}

function spread2(
  values: Float64Array,
  from: number,
  pairs: number,
  rows: number,
  places: Int32Array,
  to: Float64Array,
): void {
  for (let i = 0, at = from; i < rows; i++, at += pairs) to[places[i]] = values[at];
}
