import { SHORT, sortRun } from "./person-order-run.ts";

/** Counts of cells become the places where they begin; gives the largest count. */
export function placeCells(cells: Uint32Array): number {
  let before = 0;
  let largest = 0;
  for (let c = 0; c < cells.length; c++) {
    const here = cells[c]!;
    cells[c] = before;
    before += here;
    if (here > largest) largest = here;
  }
  return largest;
}

/**
 * Orders rows that lie by cell, `2 ** sliceBits` cells a person in the order of time: by time, then by what they carry.
 *
 * @param ends where each cell ends
 * @param largest how many rows the largest cell has: long ones are sorted by themselves, which leaves little to insertion
 */
export function sortCells(
  at: Float64Array,
  rows: Uint32Array,
  ends: Uint32Array,
  sliceBits: number,
  largest: number,
): void {
  if (largest > SHORT) {
    const scratch = { rows: new Uint32Array(largest), at: new Float64Array(largest) };
    for (let c = 0; c < ends.length; c++) sortRun(at, rows, c > 0 ? ends[c - 1]! : 0, ends[c]!, scratch);
  }
  const slices = 2 ** sliceBits;
  for (let c = slices - 1; c < ends.length; c += slices) {
    insert(at, rows, c >= slices ? ends[c - slices]! : 0, ends[c]!);
  }
}

function insert(at: Float64Array, rows: Uint32Array, begin: number, end: number): void {
  for (let i = begin + 1; i < end; i++) {
    const time = at[i]!;
    if (at[i - 1]! < time) continue;
    const row = rows[i]!;
    let j = i - 1;
    while (j >= begin && (at[j]! > time || (at[j] === time && rows[j]! > row))) {
      at[j + 1] = at[j]!;
      rows[j + 1] = rows[j]!;
      j--;
    }
    at[j + 1] = time;
    rows[j + 1] = row;
  }
}
