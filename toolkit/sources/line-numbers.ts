import { LINE_REASONS, type LineCheck } from "../../workers/text/line-reasons.ts";
import type { IssueLedger } from "../core/issues.ts";

/** Where the rows of one text file stand in it. */
export interface LineNumbers {
  rows: number;
  /** Number of the first line after the header. */
  firstLine: number;
  /** Lines, counted from 0 at `firstLine`, on which no row begins; ascending. */
  skips: Int32Array;
}

/** Writes the line number of each row. */
export function fillLines(
  target: Int32Array | Float64Array,
  at: number,
  { rows, firstLine, skips }: LineNumbers,
): void {
  let line = 0;
  let next = 0;
  for (let row = 0; row < rows; row++) {
    while (next < skips.length && skips[next] === line) {
      next++;
      line++;
    }
    target[at + row] = firstLine + line++;
  }
}

/** Enters what the check of a text file set aside; gives the number of rows that it looked at. */
export function enterCheck(ledger: IssueLedger, source: string, firstLine: number, check: LineCheck): number {
  const lines = LINE_REASONS.map((): number[] => []);
  const counts = new Float64Array(LINE_REASONS.length);
  for (let i = 0; i < check.skips.length; i++) {
    const reason = check.reasons[i]!;
    counts[reason]!++;
    if (lines[reason]!.length < 5) lines[reason]!.push(firstLine + check.skips[i]!);
  }
  let rowsIn = check.records;
  for (let reason = 1; reason < LINE_REASONS.length; reason++) {
    ledger.add(source, LINE_REASONS[reason]!, "dropped", counts[reason]!, lines[reason]);
    rowsIn += counts[reason]!;
  }
  if (check.foreign.length > 0) {
    const where = Array.from(check.foreign.subarray(0, 5), (line) => firstLine + line);
    ledger.add(source, "not UTF-8, read as Windows-1252", "noted", check.foreign.length, where);
  }
  return rowsIn;
}
