import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";

/**
 * Marks with 1 every row that equals an earlier one in all columns. Rows are compared value by value; hashes only say
 * where to look.
 */
export function repeatedRows(columns: readonly Column[], rows: number): Uint8Array {
  const repeated = new Uint8Array(rows);
  const words = columns.flatMap(toWords);
  const hashes = new Int32Array(rows);
  for (const { array, stride } of words) {
    for (let i = 0; i < rows; i++) {
      const hash = Math.imul(hashes[i]! ^ array[i * stride]!, 0x9e3779b1);
      hashes[i] = hash ^ (hash >>> 15);
    }
  }
  let size = 2;
  while (size < rows * 2) size *= 2;
  const first = new Int32Array(size).fill(-1);
  const mask = size - 1;
  for (let i = 0; i < rows; i++) {
    let slot = Math.imul(hashes[i]!, 0x85ebca6b) & mask;
    for (let other = first[slot]!; other >= 0; other = first[slot]!) {
      if (
        hashes[other] === hashes[i] &&
        words.every(({ array, stride }) => array[i * stride] === array[other * stride])
      ) {
        repeated[i] = 1;
        break;
      }
      slot = (slot + 1) & mask;
    }
    if (repeated[i] === 0) first[slot] = i;
  }
  return repeated;
}

interface Words {
  array: Int32Array | Int16Array | Int8Array | Uint8Array | Uint16Array | Uint32Array;
  stride: number;
}

/** A column as whole numbers: two for a float, of which all that are not numbers are made one. */
function toWords(column: Column): Words[] {
  if (column instanceof TextColumn) return [{ array: column.codes, stride: 1 }];
  if (column instanceof WholeColumn) return [{ array: column.array, stride: 1 }];
  if (!(column instanceof Float64Array || column instanceof Float32Array)) return [{ array: column, stride: 1 }];
  const wide = new Float64Array(column.length);
  for (let i = 0; i < wide.length; i++) wide[i] = Number.isNaN(column[i]!) ? Number.NaN : column[i]! + 0;
  const halves = new Int32Array(wide.buffer);
  return [
    { array: halves, stride: 2 },
    { array: halves.subarray(1), stride: 2 },
  ];
}
