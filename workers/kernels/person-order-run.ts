import type { Dealt } from "./person-order-deal.ts";

const SLICES = 4096;

/** Rows in no order are put into slices of time, so that little is left to sort for each person. */
export function roughlyByTime(dealt: Dealt, begin: number, end: number, spare: Dealt): Dealt {
  const person = dealt.person.subarray(begin, end);
  const rows = dealt.rows.subarray(begin, end);
  const at = dealt.at.subarray(begin, end);
  let sorted = 1;
  while (sorted < at.length && at[sorted - 1]! <= at[sorted]!) sorted++;
  if (sorted >= at.length) return { person, rows, at };
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < at.length; i++) {
    const time = at[i]!;
    if (time < least) least = time;
    if (time > most) most = time;
  }
  const scale = SLICES / (most - least);
  if (!(scale > 0)) return { person, rows, at };
  const next = new Uint32Array(SLICES + 2);
  for (let i = 0; i < at.length; i++) next[((at[i]! - least) * scale) >>> 0]!++;
  for (let slice = 0, before = 0; slice < next.length; slice++) {
    const here = next[slice]!;
    next[slice] = before;
    before += here;
  }
  for (let i = 0; i < at.length; i++) {
    const place = next[((at[i]! - least) * scale) >>> 0]!++;
    spare.person[place] = person[i]!;
    spare.rows[place] = rows[i]!;
    spare.at[place] = at[i]!;
  }
  return spare.person.length === at.length ? spare : cut(spare, at.length);
}

const cut = ({ person, rows, at }: Dealt, length: number): Dealt => ({
  person: person.subarray(0, length),
  rows: rows.subarray(0, length),
  at: at.subarray(0, length),
});

/** Longer runs are merged. */
export const SHORT = 48;

/** Room for a run. */
export type Scratch = Pick<Dealt, "rows" | "at">;

/** Orders the rows `[begin, end)` of one person by time, then by what they carry. */
export function sortRun(at: Float64Array, rows: Uint32Array, begin: number, end: number, scratch: Scratch): void {
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
  const length = end - begin;
  for (let i = begin; i < end; i += SHORT) insert(at, rows, i, i + 1, Math.min(i + SHORT, end));
  for (let width = SHORT; width < length; width *= 2) {
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
  for (let i = 0; i < length; i++) {
    scratch.at[i] = at[begin + i]!;
    scratch.rows[i] = rows[begin + i]!;
  }
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
