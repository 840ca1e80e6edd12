import { type FillColumn, putRows } from "./join-columns.ts";
import type { PersonOrder } from "./person-order.ts";

export interface WindowFillTask {
  begin: number;
  end: number;
  /** What the probe found. */
  firsts: Int32Array;
  counts: Int32Array;
  at: Float64Array;
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

const BLOCK = 1 << 16;

/** Writes the pairs of a range of rows into the columns of the answer. */
export function windowFill(task: WindowFillTask): null {
  const { begin, end, firsts, counts, at, order, scannedRows, otherRows, columns, delay } = task;
  const scanned = new Int32Array(BLOCK);
  const other = new Int32Array(BLOCK);
  let { place } = task;
  let filled = 0;
  const flush = () => {
    for (const column of columns) putRows(column, column.side === "scanned" ? scanned : other, filled, place);
    place += filled;
    filled = 0;
  };
  for (let row = begin; row < end; row++) {
    const mine = scannedRows ? scannedRows[row] : row;
    for (let k = firsts[row], after = firsts[row] + counts[row]; k < after; k++) {
      const theirs = order.rows[k];
      scanned[filled] = mine;
      other[filled] = otherRows ? otherRows[theirs] : theirs;
      delay[place + filled] = order.at[k] - at[row];
      if (++filled === BLOCK) flush();
    }
  }
  flush();
  if (task.missesAt >= 0) fillMisses(task);
  return null;
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
