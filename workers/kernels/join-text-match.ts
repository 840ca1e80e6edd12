import { bitsFor } from "./hash-table.ts";
import type { PackedTexts } from "./join-text-hash.ts";

export interface JoinTextMatchTask {
  few: PackedTexts;
  many: PackedTexts;
  /** The number of each text; -1 for one of `many` that is not among `few`. */
  fewNumbers: Int32Array;
  manyNumbers: Int32Array;
  /** The texts of this task: those whose hash begins with these bits. */
  region: number;
  regionBits: number;
}

/** Numbers equal texts alike: by the place of the first of them in `few`. */
export function joinTextMatch({ few, many, fewNumbers, manyNumbers, region, regionBits }: JoinTextMatchTask): null {
  const mine = ofRegion(few.hashes, region, regionBits);
  // a slot is the number of a text beside its hash: most texts that differ are told apart without being read
  const slots = new Int32Array(2 * 2 ** bitsFor(mine.length)).fill(-1);
  for (let i = 0; i < mine.length; i++) {
    const text = mine[i]!;
    const at = find(slots, few, few, text);
    if (slots[at]! < 0) {
      slots[at] = text;
      slots[at + 1] = few.hashes[text]!;
    }
    fewNumbers[text] = slots[at]!;
  }
  const theirs = ofRegion(many.hashes, region, regionBits);
  for (let i = 0; i < theirs.length; i++) manyNumbers[theirs[i]!] = slots[find(slots, few, many, theirs[i]!)]!;
  return null;
}

/** The slot that holds an equal text, or the empty one where the search ends. */
function find(slots: Int32Array, few: PackedTexts, texts: PackedTexts, text: number): number {
  const mask = slots.length / 2 - 1;
  const hash = texts.hashes[text]!;
  let at = hash & mask;
  for (;;) {
    const held = slots[2 * at]!;
    if (held < 0 || (slots[2 * at + 1] === hash && equal(few, held, texts, text))) return 2 * at;
    at = (at + 1) & mask;
  }
}

/** The texts of a region, in their order: read from the bytes in that order too, which is worth more than small tables. */
function ofRegion(hashes: Int32Array, region: number, regionBits: number): Int32Array {
  const texts = new Int32Array(hashes.length);
  const shift = 32 - regionBits;
  let count = 0;
  for (let i = 0; i < hashes.length; i++) {
    texts[count] = i;
    count += regionBits === 0 || hashes[i]! >>> shift === region ? 1 : 0;
  }
  return texts.subarray(0, count);
}

function equal(a: PackedTexts, i: number, b: PackedTexts, j: number): boolean {
  let p = a.starts[i]!;
  let q = b.starts[j]!;
  const length = a.starts[i + 1]! - p;
  if (length !== b.starts[j + 1]! - q) return false;
  for (const end = p + length; p < end; p++, q++) if (a.bytes[p] !== b.bytes[q]) return false;
  return true;
}
