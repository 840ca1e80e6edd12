const DOT = 46;
const MINUS = 45;
const PLUS = 43;
const TENS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * The number that bytes spell, Infinity when they spell none. Up to 15 digits are exact: a whole number divided by a
 * power of ten that is exact too.
 */
export function readNumber(bytes: Uint8Array, begin: number, end: number, decimal: number): number {
  let i = begin;
  const sign = bytes[i];
  if (sign === MINUS || sign === PLUS) i++;
  let whole = 0;
  let digits = 0;
  let fraction = -1;
  for (; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digits++;
      if (fraction >= 0) fraction++;
    } else if (bytes[i] === decimal && fraction < 0) fraction = 0;
    else return readOddNumber(bytes, begin, end, decimal);
  }
  if (digits === 0) return Infinity;
  if (digits > 15) return readOddNumber(bytes, begin, end, decimal);
  const size = fraction > 0 ? whole / TENS[fraction]! : whole;
  return sign === MINUS ? -size : size;
}

const ODD = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

function readOddNumber(bytes: Uint8Array, begin: number, end: number, decimal: number): number {
  let text = "";
  for (let i = begin; i < end; i++) text += String.fromCharCode(bytes[i] === decimal ? DOT : bytes[i]!);
  const value = ODD.test(text) ? Number(text) : Infinity;
  return Number.isFinite(value) ? value : Infinity;
}

/** As {@link readNumber}, but only spellings that the number gives back: `007`, `+1` and `1e5` are no counts. */
export function readCount(bytes: Uint8Array, begin: number, end: number): number {
  let i = begin;
  if (bytes[i] === MINUS) i++;
  const first = bytes[i]! - 48;
  if (!(first >= 0 && first <= 9) || (first === 0 && i + 1 < end && bytes[i + 1] !== DOT)) return Infinity;
  let fraction = -1;
  let digits = 0;
  for (; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit >= 0 && digit <= 9) {
      digits++;
      if (fraction >= 0) fraction++;
    } else if (bytes[i] === DOT && fraction < 0) fraction = 0;
    else return Infinity;
  }
  if (fraction === 0 || fraction > 9 || digits > (fraction < 0 ? 16 : 15)) return Infinity;
  const value = readNumber(bytes, begin, end, DOT);
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? Infinity : value;
}

const YES = ["true", "t", "yes", "y", "1"];
const NO = ["false", "f", "no", "n", "0"];

export function readBoolean(bytes: Uint8Array, begin: number, end: number): number {
  if (end - begin > 5) return Infinity;
  let text = "";
  for (let i = begin; i < end; i++) text += String.fromCharCode(bytes[i]!);
  text = text.toLowerCase();
  return YES.includes(text) ? 1 : NO.includes(text) ? 0 : Infinity;
}
