import { copyRows, type Numbers } from "./gather.ts";

/** One column of the answer: what it is gathered from (left out: the row numbers themselves), and where it goes. */
export interface FillColumn {
  side: "scanned" | "other";
  from?: Numbers;
  to: Numbers;
  /** What stands where a scanned row matched nothing. */
  missing: number;
}

export interface JoinFillTask {
  /** What the first pass found. */
  found: Int32Array;
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

const BLOCK = 4096;

/** Second pass of a join: writes the pairs of the scanned rows `begin` to `end` straight into the answer's columns. */
export function joinFill(task: JoinFillTask): null {
  const { found, begin, end, at, columns, starts, missesAt } = task;
  if (!starts && missesAt < 0 && columns.every(({ side }) => side === "other") && at === begin) {
    if (everyRowFound(found, begin, end)) {
      for (const { from, to } of columns) put(from, found, begin, end, to, at);
      return null;
    }
  }
  fillPairs(task);
  if (missesAt >= 0) fillMisses(task);
  return null;
}

function everyRowFound(found: Int32Array, begin: number, end: number): boolean {
  for (let i = begin; i < end; i++) if (found[i]! < 0) return false;
  return true;
}

function fillPairs({ found, starts, rows, scannedRows, begin, end, at, columns }: JoinFillTask): void {
  const pairs = { scanned: new Int32Array(BLOCK), other: new Int32Array(BLOCK) };
  const { scanned, other } = pairs;
  let filled = 0;
  for (let i = begin; i < end; i++) {
    const find = found[i]!;
    if (find < 0) continue;
    const row = scannedRows ? scannedRows[i]! : i;
    const last = starts ? starts[find + 1]! : find + 1;
    for (let k = starts ? starts[find]! : find; k < last; k++) {
      scanned[filled] = row;
      other[filled] = rows ? rows[k]! : k;
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
  for (const { side, from, to } of columns) put(from, pairs[side], 0, count, to, at);
}

function fillMisses({ found, starts, scannedRows, begin, end, missesAt, columns }: JoinFillTask): void {
  const missed = new Int32Array(end - begin);
  let count = 0;
  for (let i = begin; i < end; i++) {
    const find = found[i]!;
    if (find >= 0 && (!starts || starts[find + 1]! > starts[find]!)) continue;
    missed[count++] = scannedRows ? scannedRows[i]! : i;
  }
  for (const { side, from, to, missing } of columns) {
    if (side === "other") to.fill(missing, missesAt, missesAt + count);
    else put(from, missed, 0, count, to, missesAt);
  }
}

function put(from: Numbers | undefined, rows: Int32Array, begin: number, end: number, to: Numbers, at: number): void {
  if (from) copyRows(from, rows, begin, end, to, at);
  else to.set(rows.subarray(begin, end), at);
}
