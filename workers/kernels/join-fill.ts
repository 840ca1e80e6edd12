import { type Coder, codeRows } from "./join-code.ts";
import { type FillColumn, putRows } from "./join-columns.ts";
import { roomFor } from "./join-room.ts";

export interface JoinFillTask {
  /** What the first pass found; when left out, it is looked up again. */
  found?: Int32Array;
  coder: Coder;
  /** Groups of rows of the other side; left out when each find is a row. */
  starts?: Int32Array;
  rows?: Int32Array;
  /** The rows of the scanned table that are seen; left out when all are, in their order. */
  scannedRows?: Int32Array;
  begin: number;
  end: number;
  /** Where in the answer the pairs of these rows begin. */
  at: number;
  /** Where the rows that matched nothing begin; -1 leaves them out. */
  missesAt: number;
  columns: readonly FillColumn[];
}

/** Pairs of groups are dealt to the columns in long blocks: each column's memory stays in reach of the processor. */
const BLOCK = 1 << 20;

/** Second pass of a join: writes the pairs of the scanned rows `begin` to `end` straight into the answer's columns. */
export function joinFill(task: JoinFillTask): null {
  const { found, coder, begin, end, columns, starts, missesAt, at } = task;
  const finds = found?.subarray(begin, end) ?? roomFor("finds", end - begin);
  if (!found) codeRows(coder, begin, end, finds);
  const plain = !starts && missesAt < 0 && columns.every(({ side }) => side === "other");
  if (plain && everyRowFound(finds)) {
    for (const column of columns) putRows(column, finds, finds.length, at);
    return null;
  }
  const room = starts ? BLOCK : finds.length;
  const pairs = { scanned: roomFor("scanned", room), other: roomFor("other", room) };
  if (starts) fillGroups(task, finds, pairs);
  else fillSingles(task, finds, pairs);
  if (missesAt >= 0) fillMisses(task, finds);
  return null;
}

function everyRowFound(finds: Int32Array): boolean {
  for (let i = 0; i < finds.length; i++) if (finds[i]! < 0) return false;
  return true;
}

/** Each find is a row: the pairs are no more than the scanned rows of the task. */
function fillSingles({ scannedRows, begin, at, columns }: JoinFillTask, finds: Int32Array, pairs: Pairs): void {
  const { scanned, other } = pairs;
  let filled = 0;
  for (let i = 0; i < finds.length; i++) {
    const find = finds[i]!;
    // written over by the next row when it is a miss: cheaper than a branch that cannot be foreseen
    scanned[filled] = begin + i;
    other[filled] = find;
    filled += find < 0 ? 0 : 1;
  }
  if (scannedRows) for (let k = 0; k < filled; k++) scanned[k] = scannedRows[scanned[k]!]!;
  flush(columns, pairs, filled, at);
}

function fillGroups(task: JoinFillTask, finds: Int32Array, pairs: Pairs): void {
  const { starts, rows, scannedRows, begin, columns } = task;
  const { scanned, other } = pairs;
  let { at } = task;
  let filled = 0;
  for (let i = 0; i < finds.length; i++) {
    const find = finds[i]!;
    if (find < 0) continue;
    const row = scannedRows ? scannedRows[begin + i]! : begin + i;
    for (let k = starts![find]!; k < starts![find + 1]!; k++) {
      scanned[filled] = row;
      other[filled] = rows![k]!;
      if (++filled < BLOCK) continue;
      flush(columns, pairs, filled, at);
      at += filled;
      filled = 0;
    }
  }
  flush(columns, pairs, filled, at);
}

type Pairs = Record<FillColumn["side"], Int32Array>;

function flush(columns: readonly FillColumn[], pairs: Pairs, count: number, at: number): void {
  for (const column of columns) putRows(column, pairs[column.side], count, at);
}

function fillMisses({ starts, scannedRows, begin, missesAt, columns }: JoinFillTask, finds: Int32Array): void {
  const missed = new Int32Array(finds.length);
  let count = 0;
  for (let i = 0; i < finds.length; i++) {
    const find = finds[i]!;
    if (find >= 0 && (!starts || starts[find + 1]! > starts[find]!)) continue;
    missed[count++] = scannedRows ? scannedRows[begin + i]! : begin + i;
  }
  for (const column of columns) {
    if (column.side === "other") column.to.fill(column.missing, missesAt, missesAt + count);
    else putRows(column, missed, count, missesAt);
  }
}
