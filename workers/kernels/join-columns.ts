import { copyRows, type Numbers } from "./gather.ts";

/** One column of the answer: what it is gathered from (left out: the row numbers themselves), and where it goes. */
export interface FillColumn {
  side: "scanned" | "other";
  from?: Numbers;
  to: Numbers;
  /** What stands where a row matched nothing. */
  missing: number;
}

/** Writes the first `count` of `rows` of a column, from `at` on. */
export function putRows({ from, to }: FillColumn, rows: Int32Array, count: number, at: number): void {
  if (from) copyRows(from, rows, 0, count, to, at);
  else to.set(rows.subarray(0, count), at);
}
