import { findAll, type HashTable, type Keys } from "./hash-table.ts";

/**
 * How the rows of one side become whole numbers from 0: numbers of both sides are equal exactly when their keys are.
 * -1 stands for a missing key and for one that the other side cannot have.
 */
export type Coder = RangeCoder | HashCoder | PairCoder;

/** The whole number `key - least`, or `table[key - least]`, where it lies in `[0, size)`. */
export interface RangeCoder {
  by: "range";
  keys: Keys;
  least: number;
  size: number;
  table?: Int32Array;
}

/** What a hash table holds with the key. */
export interface HashCoder {
  by: "hash";
  keys: Keys;
  hash: HashTable;
}

/** Two codes as one: `first * width + second`, looked up in a table when one is there. */
export interface PairCoder {
  by: "pair";
  first: Coder;
  second: Coder;
  width: number;
  table?: Int32Array;
  hash?: HashTable;
}

export interface JoinCodeTask {
  coder: Coder;
  begin: number;
  end: number;
  out: Int32Array;
}

/** The codes of the rows `begin` to `end` into the same rows of `out`. */
export function joinCode({ coder, begin, end, out }: JoinCodeTask): null {
  codeRows(coder, begin, end, out.subarray(begin, end));
  return null;
}

/** The codes of the rows `begin` to `end` into `out[0..end - begin)`. */
export function codeRows(coder: Coder, begin: number, end: number, out: Int32Array): void {
  if (coder.by === "range") codeByRange(coder, begin, end, out);
  else if (coder.by === "hash") findAll(coder.hash, coder.keys, begin, end, out);
  else codeByPair(coder, begin, end, out);
}

function codeByRange({ keys, least, size, table }: RangeCoder, begin: number, end: number, out: Int32Array): void {
  const small = Math.abs(least) <= 2 ** 30 && size <= 2 ** 30;
  if (keys instanceof Int32Array && small) codeWhole(keys, least | 0, size | 0, table, begin, end, out);
  else codeAny(keys, least, size, table, begin, end, out);
}

/** 32-bit arithmetic only: within these bounds no difference wraps into the range. */
function codeWhole(
  keys: Int32Array,
  least: number,
  size: number,
  table: Int32Array | undefined,
  begin: number,
  end: number,
  out: Int32Array,
): void {
  if (!table) {
    for (let i = begin; i < end; i++) {
      const code = (keys[i]! - least) | 0;
      out[i - begin] = code >= 0 && code < size ? code : -1;
    }
    return;
  }
  for (let i = begin; i < end; i++) {
    const code = (keys[i]! - least) | 0;
    out[i - begin] = code >= 0 && code < size ? table[code]! : -1;
  }
}

function codeAny(
  keys: Keys,
  least: number,
  size: number,
  table: Int32Array | undefined,
  begin: number,
  end: number,
  out: Int32Array,
): void {
  for (let i = begin; i < end; i++) {
    const key = keys[i]!;
    const code = (key - least) | 0;
    // the second test refuses fractions, NaN, and whatever wrapped or was rounded on its way to 32 bits
    const inside = code >>> 0 < size && code + least === key;
    out[i - begin] = inside ? (table === undefined ? code : table[code]!) : -1;
  }
}

function codeByPair(coder: PairCoder, begin: number, end: number, out: Int32Array): void {
  const { first, second, width, table, hash } = coder;
  const other = new Int32Array(end - begin); // not a room: pairs nest
  codeRows(first, begin, end, out);
  codeRows(second, begin, end, other);
  if (hash) {
    const keys = new Float64Array(other.length);
    pairKeys(out, other, width, keys);
    findAll(hash, keys, 0, keys.length, out);
    return;
  }
  for (let i = 0; i < other.length; i++) {
    const code = out[i]! < 0 || other[i]! < 0 ? -1 : out[i]! * width + other[i]!;
    out[i] = table === undefined || code < 0 ? code : table[code]!;
  }
}

/** Two columns of codes as one of numbers, NaN where either is -1. */
export function pairKeys(first: Int32Array, second: Int32Array, width: number, keys: Float64Array): void {
  for (let i = 0; i < keys.length; i++) {
    keys[i] = first[i]! < 0 || second[i]! < 0 ? Number.NaN : first[i]! * width + second[i]!;
  }
}
