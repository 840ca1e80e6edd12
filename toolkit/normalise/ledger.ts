import type { ColumnTable } from "arquero";
import { type About, toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueColumns } from "../core/issues.ts";
import { maskText } from "../core/mask.ts";
import { hasColumn, type Table, textOf } from "../core/table.ts";
import {
  type Account,
  ALL,
  type BalanceColumns,
  type Entry,
  type LedgerColumns,
  maskSource,
  rowsOf,
  toBalanceTable,
  toLedgerTable,
} from "./ledger-tables.ts";

/** A result on the way, or a table that was made by hand in between, with a name for that. */
export type LedgerStep =
  | { readonly about: About; readonly table?: ColumnTable; readonly issues?: Table<IssueColumns> }
  | { readonly step: string; readonly table: ColumnTable };

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

/**
 * Puts the accounts of several steps one below the other, from the files to the answer, and proves that no row got lost:
 * what goes into a step is what came out of the one before, and what comes out is what went in less what it says it dropped.
 *
 * Give the results in the order of the work: readers, `normalise`, `clean`, `link`, then analyses, each of which looks at
 * the last events. A table that was filtered by hand in between is a step too: `{ step: "calls only", table }`; it follows the
 * last events, or before there are any the last reader, and may only leave rows out, of each source. The rows of
 * `normalise` repeat what its readers counted only where the readers are not among the steps. Sources are files, reasons are the
 * verbs'; lines are numbers; a number in a name is masked: nothing personal is shown.
 *
 * Cost: the rows of the issues, and one pass over tables made by hand.
 *
 * @param steps results with `about`, or `{ step, table }`
 * @returns see {@link Ledger}
 * @throws PhonographError `option/invalid` when a step is no result, when rows got lost between two steps, with the difference, or
 * when a step by hand has more rows of a source than there were; `backend/failed` when a verb's own account does not balance
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
  const raws: Account[] = [];
  let before: ColumnTable | undefined;
  let rows: number | undefined;
  let rowsIn = 0;
  for (const [i, step] of steps.entries()) {
    const name = names[i]!;
    const came = rows ?? (raws.length > 0 ? sumOf(raws) : undefined);
    const isByHand = !("about" in step);
    if (isReader(step) && rows !== undefined) {
      throw bad(`${name} must stand before the events that were made of it`, `step ${i + 1}, after events`);
    }
    const account = isByHand
      ? byHand(name, step.table, rows ?? raws.at(-1)?.closing, before)
      : ofResult(name, step, raws);
    accounts.push(account);
    requireBalance(account);
    if (isReader(step)) {
      if (rows === undefined) rowsIn += account.opening;
      raws.push(account);
    } else if (isByHand && rows === undefined && raws.length > 0) {
      raws.push({ ...raws.pop()!, closing: account.closing });
    } else {
      if (came === undefined) rowsIn = account.opening;
      else if (account.opening !== came) throw lost(name, came, account.opening);
      if (isByHand || isEvents(step.table)) {
        rows = account.closing;
        before = step.table;
        raws.length = 0;
      } else if (came === undefined) rows = account.opening;
    }
  }
  const rowsOut = rows ?? sumOf(raws);
  const table = toLedgerTable(accounts);
  return Object.freeze({
    table,
    balance: toBalanceTable(accounts),
    rowsIn,
    rowsOut,
    dropped: rowsIn - rowsOut,
    about: toAbout({ verb: VERB, options: { steps: names }, input: table, rowsIn }),
  });
}

const VERB = "ledger";

const isReader = (step: LedgerStep) => "about" in step && /^read[A-Z]/.test(step.about?.verb ?? "");
const isEvents = (table: ColumnTable | undefined): table is ColumnTable =>
  table !== undefined && hasColumn(table, "at") && hasColumn(table, "kind");
const sumOf = (raws: readonly Account[]) => raws.reduce((total, { closing }) => total + closing, 0);

function namesOf(steps: readonly LedgerStep[]): string[] {
  if (steps.length === 0) throw bad("give at least one step", "none");
  const met = new Map<string, number>();
  return steps.map((step, i) => {
    const name = (step as { about?: About } | null)?.about?.verb ?? (step as { step?: unknown } | null)?.step;
    if (typeof name !== "string" || ("step" in step && typeof step.table?.numRows !== "function")) {
      throw bad(`step ${i + 1} must be a result, or { step, table }`, step === null ? "null" : typeof step);
    }
    if ("about" in step && !isAccount(step)) {
      throw bad(`step ${i + 1} must be a result with its whole about, issues and table`, "a part of one");
    }
    const shown = maskText(name);
    met.set(shown, (met.get(shown) ?? 0) + 1);
    return met.get(shown) === 1 ? shown : `${shown} ${met.get(shown)}`;
  });
}

/** Whether all that the books are made of is there. */
function isAccount({ about, table, issues }: Extract<LedgerStep, { about: About }>): boolean {
  const { rowsIn, excluded } = about;
  return (
    Number.isInteger(rowsIn) &&
    Array.isArray(excluded) &&
    (table === undefined || (typeof table?.numRows === "function" && typeof table.columnNames === "function")) &&
    (issues === undefined || typeof issues?.objects === "function")
  );
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
function ofResult(step: string, result: Extract<LedgerStep, { about: About }>, raws: readonly Account[]): Account {
  const { about, issues, table } = result;
  // an answer may show the issues of the events it looked at: these are not its own
  const changes = isReader(result) || isEvents(table);
  const own = changes ? issues : undefined;
  const entries = own ? ofIssues(own, raws) : ofExclusions(about, changes);
  const carried = own ? rowsOf({ entries: ofIssues(own, []) }, "dropped") - rowsOf({ entries }, "dropped") : 0;
  const opening = about.rowsIn - carried;
  const closing = changes && table ? table.numRows() : opening - goneOf({ entries });
  return { step, entries, opening, closing };
}

const goneOf = (account: Pick<Account, "entries">) => rowsOf(account, "dropped") + rowsOf(account, "left out");

function requireBalance(account: Account): void {
  const { step, opening, closing } = account;
  const gone = goneOf(account);
  if (closing >= 0 && opening === gone + closing) return;
  throw new PhonographError({
    code: "backend/failed",
    verb: VERB,
    rule: `the account of "${step}" must balance`,
    found: `${opening} rows in, ${gone} dropped or left out, ${closing} out: a difference of ${Math.abs(opening - gone - closing)}`,
    hint: "this is a defect of ours: please report it",
  });
}

/** The issues of a step without those that its readers, among the steps, have told already. */
function ofIssues(issues: Table<IssueColumns>, raws: readonly Account[]): Entry[] {
  const told = new Map<string, number>();
  const key = ({ source, reason, effect }: Entry) => JSON.stringify([source, reason, effect]);
  for (const entry of raws.flatMap(({ entries }) => entries)) {
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
function byHand(step: string, table: ColumnTable, opening = table.numRows(), before?: ColumnTable): Account {
  const closing = table.numRows();
  const bySource = before !== undefined && hasColumn(before, "source") && hasColumn(table, "source");
  const had = bySource ? countBySource(before) : new Map([[ALL, opening]]);
  const has = bySource ? countBySource(table) : new Map([[ALL, closing]]);
  for (const [source, count] of has) if (count > (had.get(source) ?? 0)) throw grown(step, source, had, has);
  const entries = [...had].flatMap(([source, count]): Entry[] => {
    const gone = count - (has.get(source) ?? 0);
    if (gone === 0) return [];
    return [{ source, reason: "left out by hand", effect: "dropped", rows: gone, share: gone / count, lines: "" }];
  });
  return { step, entries, opening, closing };
}

function grown(step: string, source: string, had: ReadonlyMap<string, number>, has: ReadonlyMap<string, number>) {
  const count = (of: ReadonlyMap<string, number>) => (of.get(source) ?? 0).toLocaleString("en");
  return new PhonographError({
    code: "option/invalid",
    verb: VERB,
    rule: `"${step}" may only leave out rows of the step before`,
    found: `source "${maskSource(source)}" had ${count(had)} rows, has ${count(has)}`,
    hint: 'filter the events of the step before, and leave their column "source" as it is',
  });
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
