import { sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import type { IssueEffect, IssueLedger } from "../core/issues.ts";
import { fillLines, type LineNumbers } from "./line-numbers.ts";
import { sharedCounts } from "./narrow-columns.ts";

/** The `source` and `row` columns of several files below each other. */
export class RowPlaces {
  readonly source: TextColumn;
  readonly row: Int32Array<SharedArrayBuffer> | Float64Array<SharedArrayBuffer>;

  constructor(names: readonly string[], files: readonly LineNumbers[]) {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    this.row = sharedCounts(rows, Math.max(0, ...files.map((file) => file.firstLine + file.rows + file.skips.length)));
    const codes = sharedInt32(rows);
    let at = 0;
    for (const [f, file] of files.entries()) {
      fillLines(this.row, at, file);
      if (f > 0) codes.fill(f, at, at + file.rows);
      at += file.rows;
    }
    this.source = new TextColumn(codes, names);
  }

  /** Counts rows, given by their places, under their files and lines. */
  enter(ledger: IssueLedger, places: ArrayLike<number>, reason: string, effect: IssueEffect): void {
    const { codes, values } = this.source;
    const byFile = values.map((): number[] => []);
    for (let i = 0; i < places.length; i++) byFile[codes[places[i]!]!]!.push(this.row[places[i]!]!);
    for (const [f, lines] of byFile.entries()) ledger.add(values[f]!, reason, effect, lines.length, lines);
  }
}
