import { sharedInt32 } from "../../workers/shared.ts";

/** Codes of equal numbers, -1 for 0, and the row where each code stands first. */
export interface NumericCodes {
  readonly codes: Int32Array<SharedArrayBuffer>;
  readonly first: readonly number[];
}

/**
 * Codes whole numbers up to 2^53 by order of first appearance. A phone number is a number: telling it from others by its
 * digits costs a fraction of telling texts apart.
 */
export function numericCodes(values: Float64Array): NumericCodes {
  const size = 2 ** Math.ceil(Math.log2(values.length * 2 + 2));
  const known = new Float64Array(size);
  const codeAt = new Int32Array(size);
  const codes = sharedInt32(values.length);
  const first: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value === 0) {
      codes[row] = -1;
      continue;
    }
    let slot = Math.imul((value >>> 0) ^ Math.imul((value / 4294967296) | 0, 0x9e3779b1), 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & (size - 1);
    while (known[slot] !== 0 && known[slot] !== value) slot = (slot + 1) & (size - 1);
    if (known[slot] === 0) {
      known[slot] = value;
      codeAt[slot] = first.push(row) - 1;
    }
    codes[row] = codeAt[slot]!;
  }
  return { codes, first };
}
