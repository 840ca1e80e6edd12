import { sharedFloat64, sharedUint32 } from "../shared.ts";

export interface PersonOrderTask {
  /** Whole numbers; rows outside `[from, to)` are left out, so -1 (nobody) always is. */
  person: Int32Array;
  /** Any unit; rows with NaN are left out. */
  at: Float64Array;
  /** First person of this task, and the one after its last. */
  from: number;
  to: number;
  /**
   * What to carry instead of the row number; rows with 0 are left out. Rows of one person and one instant are ordered
   * by it, so that the answer does not depend on the order of the rows.
   */
  tag?: Uint16Array | Uint32Array;
}

/** The rows of each person in the order of time; shared memory, so that nothing is copied between threads. */
export interface PersonOrder {
  /** Row numbers (or tags), ordered by person, time and then their own value. */
  rows: Uint32Array<SharedArrayBuffer>;
  /** Their times. */
  at: Float64Array<SharedArrayBuffer>;
  /** The rows of person `p` lie at `offsets[p - from]` up to, not with, `offsets[p - from + 1]`. */
  offsets: Uint32Array<SharedArrayBuffer>;
}

/**
 * Sorts rows by (person, time) from any order, for the persons of one range: a counting sort by person, then each
 * person's rows by time.
 *
 * Cost: two passes over all rows and memory for `to - from` persons, so persons should be numbered densely; linear where
 * rows come in the order of time, `n log n` in the rows of one person otherwise, also for a person with a million.
 * Split by ranges of persons, the parts put one after the other are the whole, whatever the number of parts.
 */
export function personOrder(task: PersonOrderTask): PersonOrder {
  const ends = countRows(task);
  const total = ends[ends.length - 1]!;
  const rows = sharedUint32(total);
  const at = sharedFloat64(total);
  scatter(task, ends, rows, at);
  const offsets = ends.subarray(0, ends.length - 1);
  const scratch: Scratch = { at: new Float64Array(0), rows: new Uint32Array(0) };
  for (let p = 0; p < offsets.length - 1; p++) sortRun(at, rows, offsets[p]!, offsets[p + 1]!, scratch);
  return { rows, at, offsets };
}

/** Where each person's rows begin, at index person + 1: `scatter` advances these to their ends. */
function countRows({ person, at, from, to, tag }: PersonOrderTask): Uint32Array<SharedArrayBuffer> {
  const span = to - from;
  const begins = sharedUint32(span + 2);
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (p >= 0 && p < span && (tag === undefined || tag[row] !== 0) && !Number.isNaN(at[row]!)) begins[p + 2]!++;
  }
  for (let p = 2; p < begins.length; p++) begins[p]! += begins[p - 1]!;
  return begins;
}

function scatter(
  { person, at, from, to, tag }: PersonOrderTask,
  next: Uint32Array,
  rows: Uint32Array,
  times: Float64Array,
): void {
  const span = to - from;
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (!(p >= 0 && p < span)) continue;
    const carried = tag === undefined ? row : tag[row]!;
    const time = at[row]!;
    if ((tag !== undefined && carried === 0) || Number.isNaN(time)) continue;
    const place = next[p + 1]!++;
    rows[place] = carried;
    times[place] = time;
  }
}

interface Scratch {
  at: Float64Array;
  rows: Uint32Array;
}

const SHORT = 48;

function sortRun(at: Float64Array, rows: Uint32Array, begin: number, end: number, scratch: Scratch): void {
  let sorted = begin + 1;
  while (sorted < end && !isAfter(at, rows, sorted - 1, at[sorted]!, rows[sorted]!)) sorted++;
  if (sorted >= end) return;
  if (end - begin <= SHORT) insert(at, rows, begin, sorted, end);
  else mergeSort(at, rows, begin, end, scratch);
}

function isAfter(at: Float64Array, rows: Uint32Array, i: number, time: number, row: number): boolean {
  return at[i]! > time || (at[i] === time && rows[i]! > row);
}

function insert(at: Float64Array, rows: Uint32Array, begin: number, sorted: number, end: number): void {
  for (let i = sorted; i < end; i++) {
    const time = at[i]!;
    const row = rows[i]!;
    let j = i - 1;
    while (j >= begin && isAfter(at, rows, j, time, row)) {
      at[j + 1] = at[j]!;
      rows[j + 1] = rows[j]!;
      j--;
    }
    at[j + 1] = time;
    rows[j + 1] = row;
  }
}

/** Bottom-up: short runs by insertion, then merged in doubling widths; the left half moves aside while merging. */
function mergeSort(at: Float64Array, rows: Uint32Array, begin: number, end: number, scratch: Scratch): void {
  const half = end - begin;
  if (scratch.at.length < half) {
    scratch.at = new Float64Array(half);
    scratch.rows = new Uint32Array(half);
  }
  for (let i = begin; i < end; i += SHORT) insert(at, rows, i, i + 1, Math.min(i + SHORT, end));
  for (let width = SHORT; width < half; width *= 2) {
    for (let left = begin; left + width < end; left += 2 * width) {
      merge(at, rows, left, left + width, Math.min(left + 2 * width, end), scratch);
    }
  }
}

function merge(
  at: Float64Array,
  rows: Uint32Array,
  begin: number,
  middle: number,
  end: number,
  scratch: Scratch,
): void {
  if (!isAfter(at, rows, middle - 1, at[middle]!, rows[middle]!)) return;
  const length = middle - begin;
  scratch.at.set(at.subarray(begin, middle));
  scratch.rows.set(rows.subarray(begin, middle));
  let left = 0;
  let right = middle;
  let to = begin;
  while (left < length) {
    if (right < end && isAfter(scratch.at, scratch.rows, left, at[right]!, rows[right]!)) {
      at[to] = at[right]!;
      rows[to++] = rows[right++]!;
    } else {
      at[to] = scratch.at[left]!;
      rows[to++] = scratch.rows[left++]!;
    }
  }
}
