import { SHORT, sortRun } from "./person-order-run.ts";

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
  countCells(ends, cells, begin, end);
  const largest = accumulate(ends);
  fillCells(order, cells, times, begin, end);
  if (largest > SHORT) {
    const scratch = { rows: new Uint32Array(largest), at: new Float64Array(largest) };
    for (let c = 0; c < ends.length; c++) sortRun(at, rows, c > 0 ? ends[c - 1] : 0, ends[c], scratch);
  }
  const slices = 2 ** sliceBits;
  for (let c = slices - 1; c < ends.length; c += slices) {
    insert(at, rows, c >= slices ? ends[c - slices] : 0, ends[c]);
  }
}

function countCells(ends: Uint32Array, cells: Uint16Array, begin: number, end: number): void {
  for (let i = begin; i < end; i++) ends[cells[i]]++;
}

/** Counts become the places where cells begin; gives the largest count. */
function accumulate(ends: Uint32Array): number {
  let before = 0;
  let largest = 0;
  for (let c = 0; c < ends.length; c++) {
    const here = ends[c];
    ends[c] = before;
    before += here;
    if (here > largest) largest = here;
  }
  return largest;
}

/** The places where cells begin become those where they end. */
function fillCells(order: BucketOrder, cells: Uint16Array, times: Float64Array, begin: number, end: number): void {
  const { rows, at, ends } = order;
  for (let i = begin; i < end; i++) {
    const place = ends[cells[i]]++;
    rows[place] = i - begin;
    at[place] = times[i];
  }
}

function insert(at: Float64Array, rows: Uint32Array, begin: number, end: number): void {
  for (let i = begin + 1; i < end; i++) {
    const time = at[i];
    if (at[i - 1] <= time) continue;
    const row = rows[i];
    let j = i - 1;
    while (j >= begin && at[j] > time) {
      at[j + 1] = at[j];
      rows[j + 1] = rows[j];
      j--;
    }
    at[j + 1] = time;
    rows[j + 1] = row;
  }
}
