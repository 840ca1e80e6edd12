import type { PersonOrder } from "./person-order.ts";

export interface WindowProbeTask {
  /** The key of each row as a whole number, -1 for none, and its time. */
  codes: Int32Array;
  at: Float64Array;
  begin: number;
  end: number;
  /** The rows of the other side by key and time. */
  order: PersonOrder;
  /** The other's time minus the row's, at least and at most. */
  least: number;
  most: number;
  /** Filled in: where the partners of each row begin among the ordered rows, and how many they are. */
  firsts: Int32Array;
  counts: Int32Array;
}

const CACHED_BYTES = 1 << 19;
const PIECE_BYTES = 1 << 17;
const MOST_PIECES = 256;

/** Rows to look up. */
interface Asked {
  /** Their numbers; left out where they count up from `first`. */
  rows?: Int32Array;
  first: number;
  codes: Int32Array;
  at: Float64Array;
}

/**
 * Finds the rows of the other side with the same key and a time within the window; gives how many pairs there are. Where
 * the other side is larger than the cache, the rows are dealt by pieces of it first, and looked up piece by piece.
 */
export function windowProbe(task: WindowProbeTask): { matches: number; misses: number } {
  const { codes, at, begin, end, order } = task;
  const bytes = order.at.byteLength + order.offsets.byteLength;
  const mine = { first: begin, codes: codes.subarray(begin, end), at: at.subarray(begin, end) };
  if (bytes <= CACHED_BYTES) return look(task, mine);
  return look(task, byPiece(mine, order.offsets.length - 1, Math.ceil(bytes / PIECE_BYTES)));
}

/** The rows by runs of keys; those without a key stand first. */
function byPiece({ first, codes, at }: Asked, keys: number, pieces: number): Asked {
  let shift = 0;
  while (keys / 2 ** shift > Math.min(pieces, MOST_PIECES)) shift++;
  const next = new Int32Array((keys >>> shift) + 3);
  for (let i = 0; i < codes.length; i++) next[(codes[i] >> shift) + 2]++;
  for (let piece = 1; piece < next.length; piece++) next[piece] += next[piece - 1];
  const dealt = {
    rows: new Int32Array(codes.length),
    first,
    codes: new Int32Array(codes.length),
    at: new Float64Array(codes.length),
  };
  for (let i = 0; i < codes.length; i++) {
    const place = next[(codes[i] >> shift) + 1]++;
    dealt.rows[place] = first + i;
    dealt.codes[place] = codes[i];
    dealt.at[place] = at[i];
  }
  return dealt;
}

function look({ order, least, most, firsts, counts }: WindowProbeTask, { rows, first: zero, codes, at }: Asked) {
  const { offsets } = order;
  const times = order.at;
  let matches = 0;
  let misses = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    const till = at[i] + most;
    let first = 0;
    let after = 0;
    if (code >= 0) {
      const last = offsets[code + 1];
      first = firstFrom(times, offsets[code], last, at[i] + least);
      after = first;
      while (after < last && times[after] <= till) after++;
    }
    const row = rows === undefined ? zero + i : rows[i];
    firsts[row] = first;
    counts[row] = after - first;
    matches += after - first;
    misses += after === first ? 1 : 0;
  }
  return { matches, misses };
}

const FEW = 16;

/** The first of `[begin, end)` that is not before `time`; `end` where all are, and where it is NaN. */
function firstFrom(times: Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (high - low > FEW) {
    const middle = (low + high) >>> 1;
    if (times[middle] >= time) high = middle;
    else low = middle + 1;
  }
  while (low < end && !(times[low] >= time)) low++;
  return low;
}
