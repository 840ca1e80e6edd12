import { placeCells, sortCells } from "./cells.ts";

/** One bucket after the other in the same small memory, which stays in the cache. */
export interface BucketOrder {
  /** The row that comes first, second, ..., counted from the first of the bucket. */
  rows: Uint32Array;
  /** Their times. */
  at: Float64Array;
  /** Where each cell ends. */
  ends: Uint32Array;
}

export interface BucketRows {
  /** By row, those of the bucket from `begin` to `end`. */
  cells: Uint16Array;
  times: Float64Array;
  begin: number;
  end: number;
  /** There are `2 ** sliceBits` cells a person, in the order of time. */
  sliceBits: number;
}

export function toBucketOrder(rows: number, cells: number): BucketOrder {
  return { rows: new Uint32Array(rows), at: new Float64Array(rows), ends: new Uint32Array(cells) };
}

/** Orders the rows of a bucket by person and time; those of one instant stay as they are. */
export function orderBucket(order: BucketOrder, { cells, times, begin, end, sliceBits }: BucketRows): void {
  const { rows, at, ends } = order;
  ends.fill(0);
  for (let i = begin; i < end; i++) ends[cells[i]!]!++;
  const largest = placeCells(ends);
  for (let i = begin; i < end; i++) {
    const place = ends[cells[i]!]!++;
    rows[place] = i - begin;
    at[place] = times[i]!;
  }
  sortCells(at, rows, ends, sliceBits, largest);
}
