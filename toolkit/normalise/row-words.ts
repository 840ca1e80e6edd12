import type { Words } from "../../workers/kernels/hash-rows.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";

const known = new WeakMap<Column, Words[]>();

/** A column as whole numbers: two for a float, of which all that are not numbers are made one, and -0 is 0. */
export function toWords(column: Column): Words[] {
  let words = known.get(column);
  if (words === undefined) {
    words = wordsOf(column);
    known.set(column, words);
  }
  return words;
}

function wordsOf(column: Column): Words[] {
  if (column instanceof TextColumn) return [{ array: column.codes, stride: 1 }];
  const numbers = column instanceof WholeColumn ? column.array : column;
  if (!(numbers instanceof Float64Array || numbers instanceof Float32Array)) {
    if (numbers instanceof Int32Array) return [{ array: numbers, stride: 1 }];
    const wide = sharedInt32(numbers.length);
    wide.set(numbers);
    return [{ array: wide, stride: 1 }];
  }
  const wide = numbers instanceof Float64Array && isCanonical(numbers) ? numbers : canonical(numbers);
  const halves = new Int32Array(wide.buffer, wide.byteOffset, 2 * wide.length);
  return [
    { array: halves, stride: 2 },
    { array: halves.subarray(1), stride: 2 },
  ];
}

const NAN = 0x7ff80000;

/** Whether equal numbers have equal bits: no -0, and one kind of NaN. */
function isCanonical(numbers: Float64Array): boolean {
  const halves = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let i = 0; i < halves.length; i += 2) {
    const [low, high] = [halves[i]!, halves[i + 1]!];
    if (high === -0x80000000 && low === 0) return false;
    if ((high & NAN) === NAN && !(high === NAN && low === 0)) return false;
  }
  return true;
}

function canonical(numbers: Float64Array | Float32Array): Float64Array {
  const wide = sharedFloat64(numbers.length);
  for (let i = 0; i < wide.length; i++) wide[i] = Number.isNaN(numbers[i]!) ? Number.NaN : numbers[i]! + 0;
  return wide;
}
