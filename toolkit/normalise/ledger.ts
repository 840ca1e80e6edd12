import type { ColumnTable } from "arquero";
import { type About, toAbout } from "../core/about.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueColumns, IssueEffect } from "../core/issues.ts";
import { maskText } from "../core/mask.ts";
import { hasColumn, type Table, textOf, toTable } from "../core/table.ts";

/** A result on the way, or a table that was made by hand in between, with a name for that. */
export type LedgerStep =
  | { readonly about: About; readonly table?: ColumnTable; readonly issues?: Table<IssueColumns> }
  | { readonly step: string; readonly table: ColumnTable };

/** One row for each thing that happened to rows, in the order of the steps; first and last of a step its rows in and out. */
export interface LedgerColumns {
  /** The verb, or the name given; numbered from the second of its kind on: `readCsv 2`. */
  step: string;
  /** The file or stream; `all` for what is not told apart. */
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

/** The whole way of the rows. */
export interface Ledger {
  readonly table: Table<LedgerColumns>;
  readonly balance: Table<BalanceColumns>;
  /** Rows of all sources; rows of the last events; rows dropped on the way: the first is the sum of the others. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly dropped: number;
  readonly about: About;
}

interface Entry extends Omit<LedgerColumns, "step" | "share"> {
  share?: number;
}

interface Account {
  step: string;
  entries: Entry[];
  opening: number;
  closing: number;
}

/**
 * Puts the accounts of several steps one below the other, from the files to the answer, and proves that no row got lost:
 * what goes into a step is what came out of the one before, and what comes out is what went in less what it says it dropped.
 *
 * Give the results in the order of the work: readers, `normalise`, `clean`, `link`, then analyses, each of which looks at
 * the last events. A table that was filtered by hand in between is a step too: `{ step: "calls only", table }`. The rows of
 * `normalise` repeat what its readers counted only where the readers are not among the steps. Sources are files, reasons are the
 * verbs'; lines are numbers; nothing personal is shown.
 *
 * Cost: the rows of the issues, and one pass over tables made by hand.
 *
 * @param steps results with `about`, or `{ step, table }`
 * @returns see {@link Ledger}
 * @throws PhonographError `option/invalid` when a step is no result, or when rows got lost between two steps, with the difference;
 * `backend/failed` when a verb's own account does not balance
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { clean, ledger, normalise } from "phonograph";
 * const raw = { table: table({ when: ["2026-03-01T12:00Z", "2026-03-01T12:00Z", "soon"], who: ["ann", "ann", "bob"] }) };
 * const events = await normalise({ raw, map: { at: "when", kind: { constant: "web" }, user: "who" } });
 * const cleaned = await clean(events.table);
 * const { rowsIn, rowsOut, dropped, balance } = ledger(events, cleaned);
 * console.assert(rowsIn === 3 && rowsOut === 1 && dropped === 2 && balance.numRows() === 2);
 * ```
 */
export function ledger(...steps: readonly LedgerStep[]): Ledger {
  const names = namesOf(steps);
  const accounts: Account[] = [];
  const readers: Account[] = [];
  let before: ColumnTable | undefined;
  let rows: number | undefined;
  for (const [i, step] of steps.entries()) {
    const name = names[i]!;
    const account = "about" in step ? ofResult(name, step, readers) : byHand(name, step.table, before, rows);
    accounts.push(account);
    if (isReader(step)) {
      readers.push(account);
      continue;
    }
    const came = rows ?? (readers.length > 0 ? sum(readers.map(({ closing }) => closing)) : undefined);
    if (came !== undefined && account.opening !== came) throw lost(name, came, account.opening);
    if (!("about" in step) || isEvents(step.table)) {
      rows = account.closing;
      before = step.table;
      readers.length = 0;
    }
  }
  const first = accounts.slice(
    0,
    Math.max(
      1,
      steps.findIndex((step) => !isReader(step)),
    ),
  );
  const rowsIn = sum(
    steps.every(isReader) ? accounts.map(({ opening }) => opening) : first.map(({ opening }) => opening),
  );
  const rowsOut = rows ?? sum(accounts.map(({ closing }) => closing));
  const table = toTable<LedgerColumns>(toColumns(accounts));
  return Object.freeze({
    table,
    balance: toTable<BalanceColumns>(toBalance(accounts)),
    rowsIn,
    rowsOut,
    dropped: rowsIn - rowsOut,
    about: toAbout({ verb: VERB, options: { steps: names }, input: table, rowsIn }),
  });
}

const VERB = "ledger";
const ALL = "all";

const isReader = (step: LedgerStep) => "about" in step && /^read[A-Z]/.test(step.about?.verb ?? "");
const isEvents = (table: ColumnTable | undefined): table is ColumnTable =>
  table !== undefined && hasColumn(table, "at") && hasColumn(table, "kind");
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function namesOf(steps: readonly LedgerStep[]): string[] {
  if (steps.length === 0) throw bad("give at least one step", "none");
  const met = new Map<string, number>();
  return steps.map((step, i) => {
    const name = (step as { about?: About } | null)?.about?.verb ?? (step as { step?: unknown } | null)?.step;
    if (typeof name !== "string" || ("step" in step && typeof step.table?.numRows !== "function")) {
      throw bad(`step ${i + 1} must be a result, or { step, table }`, step === null ? "null" : typeof step);
    }
    const shown = maskText(name);
    met.set(shown, (met.get(shown) ?? 0) + 1);
    return met.get(shown) === 1 ? shown : `${shown} ${met.get(shown)}`;
  });
}

const bad = (rule: string, found: string) =>
  new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule,
    found,
    hint: "ledger(raw, normalised, cleaned, linked), results whole, not their tables",
  });

/** The account of a verb: what it says it got, what it says it did, what is there. */
function ofResult(step: string, result: Extract<LedgerStep, { about: About }>, readers: readonly Account[]): Account {
  const { about, issues, table } = result;
  const entries = issues ? ofIssues(issues, readers) : ofExclusions(about, isEvents(table));
  const carried = issues ? sum(ofIssues(issues, []).map(droppedRows)) - sum(entries.map(droppedRows)) : 0;
  const opening = about.rowsIn - carried;
  const gone = sum(entries.map(({ effect, rows }) => (effect === "dropped" || effect === "left out" ? rows : 0)));
  const closing = opening - gone;
  if (closing < 0 || (table !== undefined && (issues || isEvents(table)) && table.numRows() !== closing)) {
    throw new PhonographError({
      code: "backend/failed",
      verb: VERB,
      rule: `the account of "${step}" must balance`,
      found: `${opening} rows in, ${gone} dropped, ${table?.numRows()} out: a difference of ${Math.abs(closing - (table?.numRows() ?? 0))}`,
      hint: "this is a defect of ours: please report it",
    });
  }
  return { step, entries, opening, closing };
}

const droppedRows = ({ effect, rows }: Entry) => (effect === "dropped" ? rows : 0);

/** The issues of a step without those that its readers, among the steps, have told already. */
function ofIssues(issues: Table<IssueColumns>, readers: readonly Account[]): Entry[] {
  const told = new Map<string, number>();
  const key = ({ source, reason, effect }: Entry) => JSON.stringify([source, reason, effect]);
  for (const entry of readers.flatMap(({ entries }) => entries)) {
    told.set(key(entry), (told.get(key(entry)) ?? 0) + entry.rows);
  }
  return (issues.objects() as Entry[]).flatMap((entry) => {
    const before = told.get(key(entry));
    const rows = entry.rows - Math.min(entry.rows, before ?? 0);
    told.set(key(entry), (before ?? 0) - (entry.rows - rows));
    return rows > 0 || before === undefined ? [{ ...entry, rows }] : [];
  });
}

function ofExclusions({ excluded, rowsIn }: About, stays: boolean): Entry[] {
  return excluded.map(({ reason, rows }) => ({
    source: ALL,
    reason: maskText(reason),
    effect: stays ? "noted" : "left out",
    rows,
    share: rows / Math.max(1, rowsIn),
    lines: "",
  }));
}

/** What is missing of the table before, source by source. */
function byHand(step: string, table: ColumnTable, before: ColumnTable | undefined, rows: number | undefined): Account {
  const closing = table.numRows();
  const opening = rows ?? closing;
  if (closing > opening) throw lost(step, opening, closing);
  const bySource = before !== undefined && hasColumn(before, "source") && hasColumn(table, "source");
  const had = bySource ? countBySource(before) : new Map([[ALL, opening]]);
  const has = bySource ? countBySource(table) : new Map([[ALL, closing]]);
  const entries = [...had].flatMap(([source, count]): Entry[] => {
    const gone = count - (has.get(source) ?? 0);
    if (gone === 0) return [];
    return [{ source, reason: "left out by hand", effect: "dropped", rows: gone, share: gone / count, lines: "" }];
  });
  return { step, entries, opening, closing };
}

function countBySource(table: ColumnTable): Map<string, number> {
  const { codes, values } = textOf(VERB, table, "source");
  const counts = new Float64Array(values.length + 1);
  for (const code of codes) counts[code + 1]!++;
  return new Map([...counts].flatMap((rows, i) => (rows > 0 ? [[values[i - 1] ?? "unknown", rows] as const] : [])));
}

function lost(step: string, before: number, after: number): PhonographError {
  const count = (rows: number) => rows.toLocaleString("en");
  return new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: `what goes into "${step}" must be what came out of the step before`,
    found: `${count(before)} rows out, ${count(after)} rows in: a difference of ${count(Math.abs(before - after))}`,
    hint: 'name what was done in between as a step: { step: "calls only", table: calls }',
  });
}

function toColumns(accounts: readonly Account[]) {
  const rows = accounts.flatMap(({ step, entries, opening, closing }) => [
    { step, source: ALL, reason: "rows in", effect: "in", rows: opening, share: 1, lines: "" },
    ...entries.map((entry) => ({ ...entry, step, share: entry.share ?? entry.rows / Math.max(1, opening) })),
    {
      step,
      source: ALL,
      reason: "rows out",
      effect: "out",
      rows: closing,
      share: closing / Math.max(1, opening),
      lines: "",
    },
  ]);
  const text = (name: "step" | "source" | "reason" | "effect" | "lines") =>
    TextColumn.from(rows.map((row) => row[name]));
  const number = (name: "rows" | "share") => Float64Array.from(rows, (row) => row[name]) as Float64Array<never>;
  return {
    step: text("step"),
    source: text("source"),
    reason: text("reason"),
    effect: text("effect"),
    rows: number("rows"),
    share: number("share"),
    lines: text("lines"),
  };
}

function toBalance(accounts: readonly Account[]) {
  const gone = ({ entries }: Account, word: string) =>
    sum(entries.map(({ effect, rows }) => (effect === word ? rows : 0)));
  const number = (of: (account: Account) => number) => Float64Array.from(accounts, of) as Float64Array<never>;
  return {
    step: TextColumn.from(accounts.map(({ step }) => step)),
    opening: number(({ opening }) => opening),
    dropped: number((account) => gone(account, "dropped")),
    leftOut: number((account) => gone(account, "left out")),
    closing: number(({ closing }) => closing),
  };
}
