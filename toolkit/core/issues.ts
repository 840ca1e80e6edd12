import { TextColumn } from "./columns.ts";
import { maskText } from "./mask.ts";
import { type Table, toTable } from "./table.ts";

/** What an issue did: the row is not in the table; it is, without that value; or it is there whole, with a doubt. */
export type IssueEffect = "dropped" | "blanked" | "noted";

/** One row for each source and reason. */
export interface IssueColumns {
  /** The file or stream, as in the data's own `source` column. */
  source: string;
  reason: string;
  effect: IssueEffect;
  rows: number;
  /** Rows of this reason over all rows of this source, 0 to 1. */
  share: number;
  /** Line or row numbers of up to five examples, `"3, 17, 204"`. */
  lines: string;
}

const EXAMPLES = 5;

interface Entry {
  source: string;
  reason: string;
  effect: IssueEffect;
  rows: number;
  lines: number[];
}

/** Counts by source and reason what was dropped, blanked or doubted, with a few line numbers of each. */
export class IssueLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #totals = new Map<string, number>();

  /** How many rows a source had to begin with: the base of its shares. */
  expect(source: string, rows: number): void {
    this.#totals.set(source, (this.#totals.get(source) ?? 0) + rows);
  }

  add(source: string, reason: string, effect: IssueEffect, rows: number, lines: Iterable<number> = []): void {
    if (!(rows > 0) && effect !== "noted") return;
    // a reason may name a column, and a file read without its header has numbers for names
    const shown = maskText(reason);
    const key = JSON.stringify([source, shown, effect]);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { source, reason: shown, effect, rows: 0, lines: [] };
      this.#entries.set(key, entry);
    }
    entry.rows += rows;
    if (entry.lines.length < EXAMPLES) {
      for (const line of lines) if (entry.lines.push(line) === EXAMPLES) break;
    }
  }

  /** The rows that are not in the table. */
  get dropped(): number {
    return this.exclusions().reduce((sum, { rows }) => sum + rows, 0);
  }

  /** The dropped rows by reason, over all sources. */
  exclusions(): { reason: string; rows: number }[] {
    const byReason = new Map<string, number>();
    for (const { reason, effect, rows } of this.#entries.values()) {
      if (effect === "dropped") byReason.set(reason, (byReason.get(reason) ?? 0) + rows);
    }
    return Array.from(byReason, ([reason, rows]) => ({ reason, rows }));
  }

  /** The ledger as a table, most rows first within each source. */
  toTable(): Table<IssueColumns> {
    const order = [...this.#totals.keys()];
    const rank = (source: string) => (order.includes(source) ? order.indexOf(source) : order.length);
    const entries = [...this.#entries.values()].sort(
      (a, b) => rank(a.source) - rank(b.source) || b.rows - a.rows || (a.reason < b.reason ? -1 : 1),
    );
    const shares = entries.map(({ source, rows }) => rows / Math.max(rows, this.#totals.get(source) ?? 0));
    return toTable<IssueColumns>({
      source: TextColumn.from(entries.map((e) => e.source)),
      reason: TextColumn.from(entries.map((e) => e.reason)),
      effect: TextColumn.from(entries.map((e) => e.effect)),
      rows: Float64Array.from(entries, (e) => e.rows) as Float64Array<never>,
      share: Float64Array.from(shares) as Float64Array<never>,
      lines: TextColumn.from(entries.map((e) => e.lines.join(", "))),
    });
  }
}
