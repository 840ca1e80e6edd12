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
   * What to carry instead of the row number. Rows with 0 are left out; then 0 must be what rows without a time carry.
   * Rows of one person and one instant are ordered by it, so that the answer does not depend on the order of the rows.
   */
  tag?: Uint16Array | Uint32Array;
}

/** The rows of each person in the order of time. */
export interface PersonOrder {
  /** Row numbers (or tags), ordered by person, time and then their own value. */
  rows: Uint32Array;
  /** Their times. */
  at: Float64Array;
  /** The rows of person `p` lie at `offsets[p - from]` up to, not with, `offsets[p - from + 1]`. */
  offsets: Uint32Array;
}

/**
 * Sorts rows by (person, time) from any order, for the persons of one range; the answer lies in shared memory.
 *
 * Cost: two passes over all rows, so give a thread one range; linear where rows come in the order of time, `n log n` in
 * the rows of one person otherwise, also for a person with a million. Memory follows the rows of the range and
 * `to - from`, so persons should be numbered densely. Split by ranges of persons, the parts one after the other are the
 * whole, whatever the number of parts.
 */
export function personOrder(task: PersonOrderTask): PersonOrder {
  const total = (rows: number) => ({ rows: sharedUint32(rows), at: sharedFloat64(rows) });
  const offsets = sharedUint32(task.to - task.from + 1);
  let all: ReturnType<typeof total> | undefined;
  let done = 0;
  const count = inPersonOrder(task, (part, from, to, rows) => {
    all ??= total(rows);
    const end = part.offsets[to - from]!;
    all.rows.set(part.rows.subarray(0, end), done);
    all.at.set(part.at.subarray(0, end), done);
    for (let p = from; p < to; p++) offsets[p - task.from + 1] = done + part.offsets[p - from + 1]!;
    done += end;
  });
  return { ...(all ?? total(count)), offsets };
}

/** Told of the persons `[from, to)`; `part` is valid until the call returns, its offsets begin with person `from`. */
export type PersonVisit = (part: PersonOrder, from: number, to: number, allRows: number) => void;

/**
 * `personOrder` for a kernel that needs each person once: runs of persons are ordered one after the other in the same
 * small memory, which stays in the cache. Returns how many rows there were.
 *
 * Method: rows are dealt to buckets of persons, a bucket is sorted by person by counting, each person's rows by time.
 */
export function inPersonOrder(task: PersonOrderTask, visit: PersonVisit): number {
  const { dealt, ends, size } = toBuckets(task);
  const span = task.to - task.from;
  const largest = ends.reduce((most, end, i) => Math.max(most, end - (i > 0 ? ends[i - 1]! : 0)), 0);
  const part: PersonOrder = {
    rows: new Uint32Array(largest),
    at: new Float64Array(largest),
    offsets: new Uint32Array(size + 2),
  };
  const spare = toRows(largest);
  for (let from = 0, begin = 0, bucket = 0; from < span; from += size, bucket++) {
    const end = ends[bucket]!;
    const { person, rows, at } = roughlyByTime(dealt, begin, end, spare);
    const next = part.offsets;
    next.fill(0);
    for (let i = 0; i < person.length; i++) next[person[i]! + 2]!++;
    for (let p = 2; p < next.length; p++) next[p]! += next[p - 1]!;
    for (let i = 0; i < person.length; i++) {
      const place = next[person[i]! + 1]!++;
      part.rows[place] = rows[i]!;
      part.at[place] = at[i]!;
    }
    const to = Math.min(from + size, span);
    for (let p = 0; p < to - from; p++) sortRun(part.at, part.rows, next[p]!, next[p + 1]!, spare);
    visit(part, task.from + from, task.from + to, dealt.rows.length);
    begin = end;
  }
  return dealt.rows.length;
}

interface Rows {
  /** Counted from the first person of the bucket. */
  person: Uint16Array;
  rows: Uint32Array;
  at: Float64Array;
}

const toRows = (length: number): Rows => ({
  person: new Uint16Array(length),
  rows: new Uint32Array(length),
  at: new Float64Array(length),
});

const SLICES = 4096;

/** Rows in no order are put into slices of time, so that little is left to sort for each person. */
function roughlyByTime(dealt: Rows, begin: number, end: number, spare: Rows): Rows {
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

const cut = ({ person, rows, at }: Rows, length: number): Rows => ({
  person: person.subarray(0, length),
  rows: rows.subarray(0, length),
  at: at.subarray(0, length),
});

/** Rows dealt to runs of `size` persons. */
interface Buckets {
  dealt: Rows;
  /** Where each bucket ends. */
  ends: Uint32Array;
  size: number;
}

const BUCKET_ROWS = 16_384;
const MOST_BUCKETS = 1024;

function toBuckets({ person, at, from, to, tag }: PersonOrderTask): Buckets {
  const span = to - from;
  const wanted = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(person.length / BUCKET_ROWS)));
  const bits = Math.min(16, Math.max(0, Math.ceil(Math.log2(Math.max(1, span) / wanted))));
  const mask = 2 ** bits - 1;
  const next = new Uint32Array((span >>> bits) + 3);
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (p >= 0 && p < span && (tag === undefined ? !Number.isNaN(at[row]!) : tag[row] !== 0)) next[(p >>> bits) + 2]!++;
  }
  for (let bucket = 2; bucket < next.length; bucket++) next[bucket]! += next[bucket - 1]!;
  const total = next[next.length - 1]!;
  const dealt = toRows(total);
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (!(p >= 0 && p < span)) continue;
    const carried = tag === undefined ? row : tag[row]!;
    const time = at[row]!;
    if (tag === undefined ? Number.isNaN(time) : carried === 0) continue;
    const place = next[(p >>> bits) + 1]!++;
    dealt.person[place] = p & mask;
    dealt.rows[place] = carried;
    dealt.at[place] = time;
  }
  return { dealt, ends: next.subarray(1), size: 2 ** bits };
}

const SHORT = 48;

function sortRun(at: Float64Array, rows: Uint32Array, begin: number, end: number, scratch: Rows): void {
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
function mergeSort(at: Float64Array, rows: Uint32Array, begin: number, end: number, scratch: Rows): void {
  const length = end - begin;
  for (let i = begin; i < end; i += SHORT) insert(at, rows, i, i + 1, Math.min(i + SHORT, end));
  for (let width = SHORT; width < length; width *= 2) {
    for (let left = begin; left + width < end; left += 2 * width) {
      merge(at, rows, left, left + width, Math.min(left + 2 * width, end), scratch);
    }
  }
}

function merge(at: Float64Array, rows: Uint32Array, begin: number, middle: number, end: number, scratch: Rows): void {
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
