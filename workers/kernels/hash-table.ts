import { roomFor } from "./join-room.ts";

/** Numbers to look up; NaN is never found. */
export type Keys = Int32Array | Float64Array;

/**
 * Open addressing with linear probing. Slot `p` holds a key at `slots[2p]` (NaN when empty) and a whole number at
 * `slots[2p + 1]`, on one cache line. The highest `regionBits` of a hash choose a region that its probes never leave,
 * so that threads can fill regions side by side.
 */
export interface HashTable {
  slots: Float64Array;
  bits: number;
  regionBits: number;
}

const wide = new Float64Array(1);
const words = new Int32Array(wide.buffer);

/** 32 bits of which the highest are the best mixed. */
export function hashOf(key: number): number {
  wide[0] = key + 0; // -0 and 0 are one key
  const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1), 0x85ebca77);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d);
}

/** The slots that `keys` keys need to be at most half full. */
export const bitsFor = (keys: number) => Math.max(4, 32 - Math.clz32(Math.max(1, keys * 2 - 1)));

/** A table larger than this misses the second-level cache at every probe: then rows are partitioned first. */
const CACHED_BYTES = 1 << 19;
const PIECE_BYTES = 1 << 17;
const FEW_ROWS = 1 << 14;

/** The hash bits to partition by so that each piece of a table stays in cache; 0 when it does anyway. */
export function radixBits({ slots, bits }: HashTable, rows: number): number {
  if (slots.byteLength <= CACHED_BYTES || rows < FEW_ROWS) return 0;
  return Math.min(8, bits, Math.ceil(Math.log2(slots.byteLength / PIECE_BYTES)));
}

/** The number held with each of `keys[begin..end)`, -1 where the table lacks it, into `out[0..end - begin)`. */
export function findAll(table: HashTable, keys: Keys, begin: number, end: number, out: Int32Array): void {
  const radix = radixBits(table, end - begin);
  if (radix === 0) probe(table, keys, begin, end, out);
  else findByPartition(table, keys, begin, end, out, radix);
}

function probe({ slots, bits, regionBits }: HashTable, keys: Keys, begin: number, end: number, out: Int32Array): void {
  const shift = 32 - bits;
  const wrap = 2 ** (bits - regionBits) - 1;
  for (let i = begin; i < end; i++) {
    const key = keys[i]!;
    let at = hashOf(key) >>> shift;
    let held = slots[2 * at]!;
    while (held !== key && !Number.isNaN(held)) {
      at = (at & ~wrap) | ((at + 1) & wrap);
      held = slots[2 * at]!;
    }
    out[i - begin] = held === key ? slots[2 * at + 1]! : -1;
  }
}

/**
 * Radix partitioning: keys are laid out by the highest bits of their hash, probed piece by piece, and the answers are
 * dealt back in the order of the rows. Row numbers need not be carried: within a piece the order is kept, so that the
 * piece of each row tells whose answer comes next.
 */
function findByPartition(table: HashTable, keys: Keys, begin: number, end: number, out: Int32Array, radix: number) {
  const shift = 32 - radix;
  const rows = end - begin;
  const pieces = new Uint8Array(roomFor("pieces", (rows >> 2) + 1).buffer, 0, rows);
  const next = new Int32Array(2 ** radix);
  for (let i = begin; i < end; i++) {
    const piece = hashOf(keys[i]!) >>> shift;
    pieces[i - begin] = piece;
    next[piece]!++;
  }
  countsToStarts(next);
  const starts = next.slice();
  const dealt = new Float64Array(roomFor("dealt", 2 * rows).buffer, 0, rows);
  for (let i = begin; i < end; i++) dealt[next[pieces[i - begin]!]!++] = keys[i]!;
  // each answer is written over keys that were read before it: half the fresh memory
  const found = new Int32Array(dealt.buffer, 0, dealt.length);
  probe(table, dealt, 0, dealt.length, found);
  for (let i = 0; i < pieces.length; i++) out[i] = found[starts[pieces[i]!]!++]!;
}

/** Counts become the index at which each run starts. */
export function countsToStarts(counts: Int32Array): void {
  let start = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    counts[i] = start;
    start += count;
  }
}
