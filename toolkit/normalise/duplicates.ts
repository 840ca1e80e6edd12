import { sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";

/** Marks with 1 every row that equals an earlier one in all columns. */
export function repeatedRows(columns: readonly Column[], rows: number, alive?: Uint8Array): Uint8Array {
  const first = firstEqual(columns, rows, alive);
  const repeated = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) if (first[i]! >= 0 && first[i] !== i) repeated[i] = 1;
  return repeated;
}

/**
 * For each row the first one that equals it in all columns, itself if there is none before; -1 where `alive` is 0. Rows
 * are compared value by value; hashes only say where to look.
 */
export function firstEqual(columns: readonly Column[], rows: number, alive?: Uint8Array): Int32Array {
  const words = columns.flatMap(toWords);
  const hashes = new Int32Array(rows);
  for (const { array, stride } of words) mixIn(hashes, array, stride);
  let size = 2;
  while (size < rows * 2) size *= 2;
  const held = new Int32Array(size).fill(-1);
  const mask = size - 1;
  const first = new Int32Array(rows).fill(-1);
  for (let i = 0; i < rows; i++) {
    if (alive !== undefined && alive[i] === 0) continue;
    let slot = Math.imul(hashes[i]!, 0x85ebca6b) & mask;
    let other = held[slot]!;
    while (other >= 0 && !(hashes[other] === hashes[i] && areEqual(words, i, other))) {
      slot = (slot + 1) & mask;
      other = held[slot]!;
    }
    if (other < 0) held[slot] = i;
    first[i] = other < 0 ? i : other;
  }
  return first;
}

/** Rows that are equal in all columns, as groups 0, 1, ...; -1 where `alive` is 0 and for rows that no other equals. */
export function equalGroups(columns: readonly Column[], rows: number, alive?: Uint8Array) {
  const codes = sharedInt32(rows).fill(-1);
  const first = firstEqual(columns, rows, alive);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const leader = first[i]!;
    if (leader < 0 || leader === i) continue;
    if (codes[leader]! < 0) codes[leader] = count++;
    codes[i] = codes[leader]!;
  }
  return { codes, count };
}

/** Always `Int32Array`: a loop that meets several kinds of arrays is several times slower. */
interface Words {
  array: Int32Array;
  stride: number;
}

function mixIn(hashes: Int32Array, array: Int32Array, stride: number): void {
  for (let i = 0, at = 0; i < hashes.length; i++, at += stride) {
    const hash = Math.imul(hashes[i]! ^ array[at]!, 0x9e3779b1);
    hashes[i] = hash ^ (hash >>> 15);
  }
}

function areEqual(words: readonly Words[], a: number, b: number): boolean {
  for (const { array, stride } of words) if (array[a * stride] !== array[b * stride]) return false;
  return true;
}

/** A column as whole numbers: two for a float, of which all that are not numbers are made one. */
function toWords(column: Column): Words[] {
  if (column instanceof TextColumn) return [{ array: column.codes, stride: 1 }];
  const numbers = column instanceof WholeColumn ? column.array : column;
  if (!(numbers instanceof Float64Array || numbers instanceof Float32Array)) {
    return [{ array: numbers instanceof Int32Array ? numbers : Int32Array.from(numbers), stride: 1 }];
  }
  const wide = new Float64Array(numbers.length);
  for (let i = 0; i < wide.length; i++) wide[i] = Number.isNaN(numbers[i]!) ? Number.NaN : numbers[i]! + 0;
  const halves = new Int32Array(wide.buffer);
  return [
    { array: halves, stride: 2 },
    { array: halves.subarray(1), stride: 2 },
  ];
}
