import { type FillColumn, putRows } from "./join-columns.ts";
import type { PersonOrder } from "./person-order.ts";

export interface WindowFillTask {
  begin: number;
  end: number;
  /** What the probe found. */
  firsts: Int32Array;
  counts: Int32Array;
  at: Float64Array;
  /** The times of the other side, by row. */
  otherAt: Float64Array;
  order: PersonOrder;
  /** The rows of the tables that are seen; left out when all are, in their order. */
  scannedRows?: Int32Array;
  otherRows?: Int32Array;
  columns: readonly FillColumn[];
  /** The other's time minus the row's, for each pair. */
  delay: Float64Array;
  /** Where the pairs of these rows begin, and those without a partner; -1 leaves them out. */
  place: number;
  missesAt: number;
}

/** Pairs that are put into the columns at a time, and rows that are walked: both small enough to stay in the cache. */
const BLOCK = 1 << 13;

/** How far the pairs are listed: the next row, and how many of its pairs were listed already. */
interface Cursor {
  row: number;
  done: number;
}

/** Writes the pairs of a range of rows into the columns of the answer. */
export function windowFill(task: WindowFillTask): null {
  const { end, order, columns, scannedRows, otherRows } = task;
  const scanned = new Int32Array(BLOCK);
  const other = new Int32Array(BLOCK);
  const cursor = { row: task.begin, done: 0 };
  let { place } = task;
  while (cursor.row < end) {
    const filled = list(task, cursor, Math.min(cursor.row + BLOCK, end), scanned, other);
    if (filled === 0) continue;
    rename(order.rows, other, filled);
    wait(task, scanned, other, filled, place);
    if (otherRows) rename(otherRows, other, filled);
    if (scannedRows) rename(scannedRows, scanned, filled);
    for (const column of columns) putRows(column, column.side === "scanned" ? scanned : other, filled, place);
    place += filled;
  }
  if (task.missesAt >= 0) fillMisses(task);
  return null;
}

/** Lists pairs of a row and a place among the ordered rows, until there is no room, or the row `end` is reached. */
function list(
  { firsts, counts }: WindowFillTask,
  cursor: Cursor,
  end: number,
  scanned: Int32Array,
  other: Int32Array,
): number {
  let { row, done } = cursor;
  let filled = 0;
  for (; row < end; row++) {
    const count = counts[row];
    if (count === 0) continue;
    const first = firsts[row];
    for (; done < count && filled < BLOCK; done++) {
      scanned[filled] = row;
      other[filled++] = first + done;
    }
    if (done < count) break;
    done = 0;
  }
  cursor.row = row;
  cursor.done = done;
  return filled;
}

function wait({ at, otherAt, delay }: WindowFillTask, mine: Int32Array, theirs: Int32Array, count: number, to: number) {
  for (let i = 0; i < count; i++) delay[to + i] = otherAt[theirs[i]] - at[mine[i]];
}

function rename(names: Int32Array | Uint32Array, rows: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) rows[i] = names[rows[i]];
}

function fillMisses({ begin, end, counts, scannedRows, columns, delay, missesAt }: WindowFillTask): void {
  const missed = new Int32Array(end - begin);
  let count = 0;
  for (let row = begin; row < end; row++) {
    if (counts[row] === 0) missed[count++] = scannedRows ? scannedRows[row] : row;
  }
  for (const column of columns) {
    if (column.side === "other") column.to.fill(column.missing, missesAt, missesAt + count);
    else putRows(column, missed, count, missesAt);
  }
  delay.fill(Number.NaN, missesAt, missesAt + count);
}
