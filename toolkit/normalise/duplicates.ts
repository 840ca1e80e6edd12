import { sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";

/** Marks with 1 every row that equals an earlier one in all columns. */
export function repeatedRows(
  columns: readonly Column[],
  rows: number,
  alive?: Uint8Array,
  hashes?: Int32Array,
): Uint8Array {
  const first = firstEqual(columns, rows, alive, hashes);
  const repeated = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) if (first[i]! >= 0 && first[i] !== i) repeated[i] = 1;
  return repeated;
}

/** Mixes the values of more columns into the hashes of rows. */
export function hashRows(columns: readonly Column[], hashes: Int32Array): Int32Array {
  for (const { array, stride } of columns.flatMap(toWords)) mixIn(hashes, array, stride);
  return hashes;
}

/** Rows are looked up in so many pieces, by their hash, that the table of each stays in the cache. */
const PIECES = 256;

/**
 * For each row the first one that equals it in all columns, itself if there is none before; -1 where `alive` is 0. Rows
 * are compared value by value; hashes, of any of the columns, only say where to look.
 */
export function firstEqual(
  columns: readonly Column[],
  rows: number,
  alive?: Uint8Array,
  hashes: Int32Array = hashRows(columns, new Int32Array(rows)),
): Int32Array {
  const words = columns.flatMap(toWords);
  const first = new Int32Array(rows).fill(-1);
  const { dealt, known, ends } = deal(hashes, alive);
  const largest = ends.reduce((most, end, piece) => Math.max(most, end - (ends[piece - 1] ?? 0)), 0);
  let size = 2;
  while (size < largest * 2) size *= 2;
  const held = new Int32Array(size);
  const heldHash = new Int32Array(size);
  for (let piece = 0, k = 0; piece < PIECES; piece++) {
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
  return first;
}

/** Rows and their hashes, piece by piece, in their order within each. */
function deal(hashes: Int32Array, alive: Uint8Array | undefined) {
  const pieceOf = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> 24;
  const ends = new Int32Array(PIECES);
  for (let i = 0; i < hashes.length; i++) if (alive === undefined || alive[i] === 1) ends[pieceOf(hashes[i]!)]!++;
  let count = 0;
  for (let piece = 0; piece < PIECES; piece++) {
    const size = ends[piece]!;
    ends[piece] = count;
    count += size;
  }
  const dealt = new Int32Array(count);
  const known = new Int32Array(count);
  for (let i = 0; i < hashes.length; i++) {
    if (alive !== undefined && alive[i] !== 1) continue;
    const place = ends[pieceOf(hashes[i]!)]!++;
    dealt[place] = i;
    known[place] = hashes[i]!;
  }
  return { dealt, known, ends };
}

/** Rows that are equal in all columns, as groups 0, 1, ...; -1 where `alive` is 0 and for rows that no other equals. */
export function equalGroups(columns: readonly Column[], rows: number, alive?: Uint8Array, hashes?: Int32Array) {
  const codes = sharedInt32(rows).fill(-1);
  const first = firstEqual(columns, rows, alive, hashes);
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
  const wide = new Float64Array(numbers.length);
  for (let i = 0; i < wide.length; i++) wide[i] = Number.isNaN(numbers[i]!) ? Number.NaN : numbers[i]! + 0;
  return wide;
}
