import type { Words } from "./hash-rows.ts";

/** Rows are looked up in so many pieces, by their hash, that the table of each stays in the cache. */
export const PIECES = 256;

export interface FirstEqualTask {
  words: readonly Words[];
  hashes: Int32Array;
  /** Rows with 0 are left out. */
  alive: Uint8Array | undefined;
  /** Written for the rows of these pieces: the first row that equals each. */
  first: Int32Array;
  /** The pieces of this task. */
  from: number;
  to: number;
}

/**
 * For each row of some pieces the first one that equals it in all columns, itself if there is none before. Rows are
 * compared value by value; hashes, of any of the columns, only say where to look. Equal rows have one hash and lie in one
 * piece, so that pieces share nothing.
 *
 * Cost: two passes over the hashes, and a hash table of each piece.
 */
export function firstEqual({ words, hashes, alive, first, from, to }: FirstEqualTask): void {
  const { dealt, known, ends } = deal(hashes, alive, from, to);
  const largest = ends.reduce((most, end, piece) => Math.max(most, end - (ends[piece - 1] ?? 0)), 0);
  let size = 2;
  while (size < largest * 2) size *= 2;
  const held = new Int32Array(size);
  const heldHash = new Int32Array(size);
  for (let piece = 0, k = 0; piece < to - from; piece++) {
    const end = ends[piece]!;
    let slots = 2;
    while (slots < (end - k) * 2) slots *= 2;
    held.fill(-1, 0, slots);
    for (; k < end; k++) {
      const row = dealt[k]!;
      const hash = known[k]!;
      let slot = Math.imul(hash, 0x85ebca6b) & (slots - 1);
      let other = held[slot]!;
      while (other >= 0 && !(heldHash[slot] === hash && areEqual(words, row, other))) {
        slot = (slot + 1) & (slots - 1);
        other = held[slot]!;
      }
      if (other < 0) {
        held[slot] = row;
        heldHash[slot] = hash;
      }
      first[row] = other < 0 ? row : other;
    }
  }
}

/** Rows and their hashes, piece by piece, in their order within each. */
function deal(hashes: Int32Array, alive: Uint8Array | undefined, from: number, to: number) {
  const pieces = to - from;
  const pieceOf = (hash: number) => (Math.imul(hash, 0x9e3779b1) >>> 24) - from;
  const ends = new Int32Array(pieces);
  for (let i = 0; i < hashes.length; i++) {
    const piece = pieceOf(hashes[i]!);
    if (piece >= 0 && piece < pieces && (alive === undefined || alive[i] === 1)) ends[piece]!++;
  }
  let count = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const size = ends[piece]!;
    ends[piece] = count;
    count += size;
  }
  const dealt = new Int32Array(count);
  const known = new Int32Array(count);
  for (let i = 0; i < hashes.length; i++) {
    const piece = pieceOf(hashes[i]!);
    if (!(piece >= 0 && piece < pieces && (alive === undefined || alive[i] === 1))) continue;
    const place = ends[piece]!++;
    dealt[place] = i;
    known[place] = hashes[i]!;
  }
  return { dealt, known, ends };
}

function areEqual(words: readonly Words[], a: number, b: number): boolean {
  for (const { array, stride } of words) if (array[a * stride] !== array[b * stride]) return false;
  return true;
}
