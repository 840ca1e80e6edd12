import type { TextColumn } from "../core/columns.ts";
import type { IssueEffect, IssueLedger } from "../core/issues.ts";

/** Enters rows of one input into the ledger, told apart by source. */
export class RowIssues {
  readonly #ledger: IssueLedger;
  readonly #source: TextColumn;
  readonly #row: Float64Array;

  constructor(ledger: IssueLedger, source: TextColumn, row: Float64Array) {
    this.#ledger = ledger;
    this.#source = source;
    this.#row = row;
  }

  /** Counts the rows whose mark is `mark`. */
  addMarked(marks: ArrayLike<number>, mark: number, reason: string, effect: IssueEffect): void {
    const { codes, values } = this.#source;
    const counts = new Map<number, number[]>();
    const totals = new Map<number, number>();
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] !== mark) continue;
      const code = codes[i]!;
      totals.set(code, (totals.get(code) ?? 0) + 1);
      const lines = counts.get(code) ?? [];
      if (lines.length < 5) lines.push(this.#row[i]!);
      counts.set(code, lines);
    }
    for (const [code, rows] of totals)
      this.#ledger.add(values[code] ?? "unknown", reason, effect, rows, counts.get(code));
  }

  /** Counts rows of one source of which it is not known which they are. */
  addCount(source: number, reason: string, effect: IssueEffect, rows: number): void {
    if (rows > 0) this.#ledger.add(this.#source.values[source] ?? "unknown", reason, effect, rows);
  }
}
