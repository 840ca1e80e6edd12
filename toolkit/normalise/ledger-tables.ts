import { TextColumn } from "../core/columns.ts";
import type { IssueEffect } from "../core/issues.ts";
import { maskText } from "../core/mask.ts";
import { type Table, toTable } from "../core/table.ts";

/** One row for each thing that happened to rows, in the order of the steps; first and last of a step its rows in and out. */
export interface LedgerColumns {
  /** The verb, or the name given; numbered from the second of its kind on: `readCsv 2`. */
  step: string;
  /**
   * The file or stream; `all` for what is not told apart. A number in a name is masked; names that are alike then are
   * numbered from the second on.
   */
  source: string;
  reason: string;
  /** `in`, `out`; `dropped` rows leave the table, `left out` ones only this answer; `blanked` and `noted` rows stay. */
  effect: "in" | "out" | "left out" | IssueEffect;
  rows: number;
  /** Of the rows of the source that came in, 0 to 1. */
  share: number;
  /** Line or row numbers of up to five examples. */
  lines: string;
}

/** One row for each step. `opening` = `dropped` + `leftOut` + `closing`. */
export interface BalanceColumns {
  step: string;
  opening: number;
  dropped: number;
  leftOut: number;
  closing: number;
}

export interface Entry extends Omit<LedgerColumns, "step" | "share"> {
  share?: number;
}

/** What one step says of its rows. */
export interface Account {
  step: string;
  entries: readonly Entry[];
  opening: number;
  closing: number;
}

/** Stands for the source where sources are not told apart. */
export const ALL = "all";

/** The rows of an account with this effect. */
export const rowsOf = ({ entries }: Pick<Account, "entries">, wanted: LedgerColumns["effect"]) =>
  entries.reduce((total, { effect, rows }) => total + (effect === wanted ? rows : 0), 0);

/** One row for each reason of each step, between what came in and what went out; shares are of the rows in. */
export function toLedgerTable(accounts: readonly Account[]): Table<LedgerColumns> {
  const edge = { source: ALL, lines: "" };
  const rows = accounts.flatMap(({ step, entries, opening, closing }): LedgerColumns[] => {
    const whole = Math.max(1, opening);
    return [
      { ...edge, step, reason: "rows in", effect: "in", rows: opening, share: 1 },
      ...entries.map((entry) => ({ ...entry, step, share: entry.share ?? entry.rows / whole })),
      { ...edge, step, reason: "rows out", effect: "out", rows: closing, share: closing / whole },
    ];
  });
  const shown = shownAs(rows.map(({ source }) => source));
  const text = (name: "step" | "reason" | "effect" | "lines") => TextColumn.from(rows.map((row) => row[name]));
  const number = (name: "rows" | "share") => Float64Array.from(rows, (row) => row[name]) as Float64Array<never>;
  return toTable<LedgerColumns>({
    step: text("step"),
    source: TextColumn.from(rows.map(({ source }) => shown.get(source)!)),
    reason: text("reason"),
    effect: text("effect"),
    rows: number("rows"),
    share: number("share"),
    lines: text("lines"),
  });
}

/** One row a step: rows in, dropped, left out, and rows out. */
export function toBalanceTable(accounts: readonly Account[]): Table<BalanceColumns> {
  const number = (of: (account: Account) => number) => Float64Array.from(accounts, of) as Float64Array<never>;
  return toTable<BalanceColumns>({
    step: TextColumn.from(accounts.map(({ step }) => step)),
    opening: number(({ opening }) => opening),
    dropped: number((account) => rowsOf(account, "dropped")),
    leftOut: number((account) => rowsOf(account, "left out")),
    closing: number(({ closing }) => closing),
  });
}

/** The names of sources as they may be shown, each another. */
function shownAs(sources: readonly string[]): ReadonlyMap<string, string> {
  const met = new Map<string, number>();
  return new Map(
    [...new Set(sources)].map((source) => {
      const shown = maskSource(source);
      const times = (met.get(shown) ?? 0) + 1;
      met.set(shown, times);
      return [source, times === 1 ? shown : `${shown} ${times}`] as const;
    }),
  );
}

const DATE = /(?<!\d)((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)/;

/** The name of a file or stream with everything that could be a phone number masked; a date such as `2026-03-01` is none. */
export const maskSource = (name: string): string =>
  name
    .split(DATE)
    .map((part, i) => (i % 2 === 1 ? part : maskText(part)))
    .join("");
