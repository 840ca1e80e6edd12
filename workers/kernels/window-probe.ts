import { roomFor } from "./join-room.ts";
import type { PersonOrder } from "./person-order.ts";

export interface WindowProbeTask {
  /** The key of each row as a whole number; one that the other side does not have, -1 for none among them, matches nothing. */
  codes: Int32Array;
  at: Float64Array;
  begin: number;
  end: number;
  /** The rows of the other side by key and time. */
  order: PersonOrder;
  /** The other's time minus the row's, at least and at most. */
  least: number;
  most: number;
  /** Filled in, empty at first: where the partners of each row begin among the ordered rows, and how many they are. */
  firsts: Int32Array;
  counts: Int32Array;
}

/** Beyond this size the other side misses the cache at nearly every row: then the rows are looked up piece by piece of it. */
const CACHED_BYTES = 1 << 19;
const PIECE_BYTES = 1 << 16;
const MOST_PIECES = 256;
/** Rows that are dealt to pieces at a time. */
const SPAN = 1 << 20;
/** A loop that is called for each block is compiled from its beginning, which makes it several times faster than a long one. */
const BLOCK = 4096;

/** Rows to look up: their numbers counted from `first`, their keys and times. */
interface Asked {
  first: number;
  rows: Int32Array;
  codes: Int32Array;
  at: Float64Array;
}

/** Finds the rows of the other side with the same key and a time within the window; gives how many pairs there are. */
export function windowProbe(task: WindowProbeTask): { matches: number; misses: number } {
  const { begin, end, order } = task;
  const keys = order.offsets.length - 1;
  const pieces = Math.min(MOST_PIECES, Math.ceil((order.at.byteLength + order.offsets.byteLength) / PIECE_BYTES));
  const shift = pieces * PIECE_BYTES <= CACHED_BYTES ? 31 : Math.max(0, Math.ceil(Math.log2(keys / pieces)));
  const told = { matches: 0, misses: end - begin };
  for (let first = begin; first < end; first += SPAN) {
    const asked = deal(task, first, Math.min(first + SPAN, end), keys, shift);
    const rows = asked.rows.length;
    for (let from = 0; from < rows; from += BLOCK) look(task, asked, told, from, Math.min(from + BLOCK, rows));
  }
  return told;
}

/** The rows whose key the other side can have, by runs of `2 ** shift` keys. */
function deal({ codes, at }: WindowProbeTask, first: number, end: number, keys: number, shift: number): Asked {
  const next = new Int32Array((keys >>> shift) + 2);
  for (let from = first; from < end; from += BLOCK) count(next, codes, from, Math.min(from + BLOCK, end), keys, shift);
  for (let piece = 1; piece < next.length; piece++) next[piece] += next[piece - 1];
  const room = (purpose: string) => roomFor(purpose, SPAN).subarray(0, next[next.length - 1]);
  const times = new Float64Array(roomFor("window times", 2 * SPAN).buffer, 0, next[next.length - 1]);
  const asked = { first, rows: room("window rows"), codes: room("window codes"), at: times };
  for (let from = first; from < end; from += BLOCK) {
    put(asked, next, codes, at, from, Math.min(from + BLOCK, end), keys, shift);
  }
  return asked;
}

function count(next: Int32Array, codes: Int32Array, from: number, to: number, keys: number, shift: number): void {
  for (let row = from; row < to; row++) {
    const code = codes[row];
    if (code >= 0 && code < keys) next[(code >>> shift) + 1]++;
  }
}

function put(
  asked: Asked,
  next: Int32Array,
  codes: Int32Array,
  at: Float64Array,
  from: number,
  to: number,
  keys: number,
  shift: number,
): void {
  for (let row = from; row < to; row++) {
    const code = codes[row];
    if (!(code >= 0 && code < keys)) continue;
    const place = next[code >>> shift]++;
    asked.rows[place] = row - asked.first;
    asked.codes[place] = code;
    asked.at[place] = at[row];
  }
}

/** Runs up to this length are looked at from end to end, without branches that could not be foreseen. */
const SHORT = 16;

/** Only what is found is written: rows come in no order here, and `counts` is empty at first. */
function look(
  { order, least, most, firsts, counts }: WindowProbeTask,
  asked: Asked,
  told: { matches: number; misses: number },
  from: number,
  to: number,
): void {
  const { offsets, at: times } = order;
  const { codes, at, rows, first: zero } = asked;
  let matches = 0;
  let hits = 0;
  for (let i = from; i < to; i++) {
    const code = codes[i];
    const end = offsets[code + 1];
    const since = at[i] + least;
    const till = at[i] + most;
    let first = offsets[code];
    let count = 0;
    if (end - first <= SHORT) {
      for (let k = first; k < end; k++) {
        const time = times[k];
        first += Number(time < since);
        count += Number(time <= till) & Number(time >= since);
      }
    } else {
      first = firstFrom(times, first, end, since);
      count = Math.max(0, firstAfter(times, first, end, till) - first);
    }
    if (count === 0) continue;
    firsts[zero + rows[i]] = first;
    counts[zero + rows[i]] = count;
    matches += count;
    hits++;
  }
  told.matches += matches;
  told.misses -= hits;
}

/** The first of `[begin, end)` that is not before `time`; `end` where all are, and where it is NaN. */
function firstFrom(times: Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first of `[begin, end)` that is after `time`. */
function firstAfter(times: Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
