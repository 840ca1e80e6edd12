/** By length, the bytes of the words before `end` that belong to the digits: of the last word, of the one before it, … */
const MASKS = Array.from({ length: 4 }, (_, word) =>
  Int32Array.from({ length: 17 }, (_, length) => {
    const bytes = Math.min(4, Math.max(0, length - word * 4));
    return bytes === 0 ? 0 : -1 << ((4 - bytes) * 8);
  }),
) as [Int32Array, Int32Array, Int32Array, Int32Array];
const [LAST, THIRD, SECOND, FIRST] = MASKS;

/** The number that 1 to 15 digits are, four at a time; -1 for anything else. Reads up to 16 bytes before `end`. */
export function readDigits(view: DataView, begin: number, end: number): number {
  const length = end - begin;
  if (length > 15 || length <= 0) return -1;
  const d = (view.getInt32(end - 4, true) ^ 0x30303030) & LAST[length]!;
  if (length <= 4) return isDigits(d) ? four(d) : -1;
  const c = (view.getInt32(end - 8, true) ^ 0x30303030) & THIRD[length]!;
  if (length <= 8) return isDigits(c) && isDigits(d) ? Math.imul(four(c), 10_000) + four(d) : -1;
  const b = (view.getInt32(end - 12, true) ^ 0x30303030) & SECOND[length]!;
  const a = (view.getInt32(end - 16, true) ^ 0x30303030) & FIRST[length]!;
  if (!isDigits(a) || !isDigits(b) || !isDigits(c) || !isDigits(d)) return -1;
  return (Math.imul(four(a), 10_000) + four(b)) * 1e8 + Math.imul(four(c), 10_000) + four(d);
}

/** Whether each byte is 0 to 9: 10 and more set the highest bit. */
const isDigits = (word: number) => ((word | (word + 0x76767676)) & 0x80808080) === 0;

/** Four digits, the first in the lowest byte. */
function four(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
  return (Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff;
}
