import type { Batch } from "./batch.ts";
import type { Missing } from "./missing.ts";

/**
 * Two words for each text, so that most texts are compared without looking at their bytes.
 *
 * Up to 16 bytes of `0-9 + , - . /`, which numbers, addresses and dates are made of, are four bits each, the first in
 * the lowest: equal words are equal texts. Any other text is a hash with four zero bits, and its length: texts of equal
 * words must be compared.
 */
export const isPacked = (first: number): boolean => (first & 15) !== 0;

/** The second word of a missing value, whose first is 0. */
export const NO_TEXT = -1;

/** By length, the bytes of the four words from the beginning that belong to the text. */
const MASKS = Array.from({ length: 4 }, (_, word) =>
  Int32Array.from({ length: 17 }, (_, length) => {
    const bytes = Math.min(4, Math.max(0, length - word * 4));
    return bytes === 4 ? -1 : (1 << (bytes * 8)) - 1;
  }),
) as [Int32Array, Int32Array, Int32Array, Int32Array];
const [FIRST, SECOND, THIRD, FOURTH] = MASKS;

/** Writes the words of one field of all records to `keys`, two by two. */
export function textKeys(batch: Batch, field: number, missing: Missing, keys: Int32Array): void {
  const { bytes, view, begins, ends, fields, count } = batch;
  for (let r = 0, at = field; r < count; r++, at += fields) {
    const begin = begins[at]!;
    const end = ends[at]!;
    const length = end - begin;
    if (missing.has(bytes, begin, end)) {
      keys[2 * r] = 0;
      keys[2 * r + 1] = NO_TEXT;
    } else if (length > 16 || length === 0) {
      keys[2 * r] = hashLong(view, begin, end) & -16;
      keys[2 * r + 1] = length;
    } else {
      const a = view.getInt32(begin, true);
      const b = view.getInt32(begin + 4, true);
      const c = view.getInt32(begin + 8, true);
      const d = view.getInt32(begin + 12, true);
      const ma = FIRST[length]!;
      const mb = SECOND[length]!;
      const mc = THIRD[length]!;
      const md = FOURTH[length]!;
      // "+" is the lowest of the fifteen: 0 to 14 are good, 15 and more set the highest bit of their byte
      const pa = (a - 0x2b2b2b2b) & ma;
      const pb = (b - 0x2b2b2b2b) & mb;
      const pc = (c - 0x2b2b2b2b) & mc;
      const pd = (d - 0x2b2b2b2b) & md;
      const odd = pa | (pa + 0x71717171) | pb | (pb + 0x71717171) | pc | (pc + 0x71717171) | pd | (pd + 0x71717171);
      if ((odd & 0x80808080) === 0) {
        keys[2 * r] = half((pa + 0x01010101) & ma) | (half((pb + 0x01010101) & mb) << 16);
        keys[2 * r + 1] = half((pc + 0x01010101) & mc) | (half((pd + 0x01010101) & md) << 16);
      } else {
        let hash = Math.imul(a & ma, 0x9e3779b1) ^ Math.imul(b & mb, 0x85ebca77);
        hash = Math.imul(hash ^ (hash >>> 15) ^ (c & mc), 0x2c1b3c6d);
        hash = Math.imul(hash ^ (hash >>> 13) ^ (d & md), 0x297a2d39);
        keys[2 * r] = (hash ^ (hash >>> 15)) & -16;
        keys[2 * r + 1] = length;
      }
    }
  }
}

/** Four bytes of four bits as sixteen bits. */
function half(word: number): number {
  const pairs = (word | (word >>> 4)) & 0x00ff00ff;
  return (pairs | (pairs >>> 8)) & 0xffff;
}

function hashLong(view: DataView, begin: number, end: number): number {
  let hash = end - begin;
  let at = begin;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (at < end) hash = Math.imul(hash ^ (view.getInt32(at, true) & FIRST[end - at]!), 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Spreads two words over 32 bits: any of them can place a text. */
export function placeOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1);
  hash = Math.imul((hash ^ (hash >>> 16)) + second, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 16);
}
