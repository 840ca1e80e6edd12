import type { TextColumn } from "../core/columns.ts";
import type { IssueEffect, IssueLedger } from "../core/issues.ts";

/** Rows that an issue is about, one bit each, until it is known which of them stay. */
interface Held {
  reason: string;
  effect: IssueEffect;
  bits: Uint8Array;
}

/**
 * Enters rows of one input into the ledger, told apart by source. A row counts once: where rows are dropped later, what is
 * `held` until then counts only those that stay.
 */
export class RowIssues {
  readonly #ledger: IssueLedger;
  readonly #source: TextColumn;
  readonly #row: ArrayLike<number>;
  #held: Held[] | undefined;

  constructor(ledger: IssueLedger, source: TextColumn, row: ArrayLike<number>, held = false) {
    this.#ledger = ledger;
    this.#source = source;
    this.#row = row;
    this.#held = held ? [] : undefined;
  }

  /** Counts the rows whose mark is `mark`. */
  addMarked(marks: ArrayLike<number>, mark: number, reason: string, effect: IssueEffect): void {
    if (this.#held === undefined || effect === "dropped") this.#enter(marks, mark, reason, effect);
    else this.#hold(this.#held, marks, mark, reason, effect);
  }

  /** Enters what was held, for the rows that stay. */
  settle(stays: Uint8Array): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    const marks = new Uint8Array(stays.length);
    for (const { reason, effect, bits } of held) {
      for (let i = 0; i < marks.length; i++) marks[i] = (bits[i >> 3]! >> (i & 7)) & stays[i]!;
      this.#enter(marks, 1, reason, effect);
    }
  }

  /** Counts rows of one source of which it is not known which they are. */
  addCount(source: number, reason: string, effect: IssueEffect, rows: number): void {
    if (rows > 0) this.#ledger.add(this.#source.values[source] ?? "unknown", reason, effect, rows);
  }

  #hold(held: Held[], marks: ArrayLike<number>, mark: number, reason: string, effect: IssueEffect): void {
    const bits = new Uint8Array((marks.length + 7) >> 3);
    let any = 0;
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] !== mark) continue;
      bits[i >> 3]! |= 1 << (i & 7);
      any = 1;
    }
    if (any === 1) held.push({ reason, effect, bits });
  }

  #enter(marks: ArrayLike<number>, mark: number, reason: string, effect: IssueEffect): void {
    const { codes, values } = this.#source;
    const totals = new Float64Array(values.length + 1);
    const lines: number[][] = [];
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] !== mark) continue;
      const place = codes[i]! + 1;
      totals[place]!++;
      if (totals[place]! > 5) continue;
      lines[place] ??= [];
      lines[place].push(this.#row[i]!);
    }
    for (const [place, rows] of totals.entries()) {
      if (rows > 0) this.#ledger.add(values[place - 1] ?? "unknown", reason, effect, rows, lines[place]);
    }
  }
}
