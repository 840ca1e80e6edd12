import { sharedInt32 } from "../../../workers/shared.ts";
import { type Column, TextColumn } from "../../core/columns.ts";
import type { Events } from "../../core/events.ts";
import { gatherColumn } from "../../core/gather.ts";
import { IssueLedger } from "../../core/issues.ts";
import { columnOf, toTable } from "../../core/table.ts";
import { reconcile } from "../reconcile.ts";
import { RowIssues } from "../row-issues.ts";
import { BLANKS, type Outcome } from "./apply-rules.ts";
import type { FindingColumns, RuleColumns } from "./cleaned-columns.ts";
import { rulesOf } from "./earlier-doubts.ts";
import type { EventView } from "./event-view.ts";
import type { Finding } from "./found.ts";
import type { Parts } from "./merge-parts.ts";
import { RULE_NAMES } from "./rule-settings.ts";
import { CLEANING_RULES } from "./rules.ts";

/** The rows that stay, and the account of all rules. */
export function toCleaned(
  events: Events,
  view: EventView,
  outcomes: readonly Outcome[],
  earlier: TextColumn | undefined,
) {
  const issues = toIssues(view, outcomes);
  const doubt = toDoubts(view, outcomes, "noted", earlier, view.alive);
  const kept = keptRows(view);
  const table = toEvents(events, view, kept, doubt, outcomes);
  const changed = new Uint8Array(view.rows);
  for (const { spec, found } of outcomes) if (spec.effect === "blanked" && found.marks) or(changed, found.marks);
  reconcile(view.verb, view.rows, table.numRows(), issues);
  return {
    table,
    issues,
    changed: () => toChanged(events, view, outcomes),
    rules: toTable<RuleColumns>(columnsOf(ruleRows(view, outcomes), RULE_COLUMNS)),
    findings: toTable<FindingColumns>(
      columnsOf(
        outcomes.flatMap(({ found }) => sorted(found.findings)),
        FINDING_COLUMNS,
      ),
    ),
    dropped: issues.dropped,
    blanked: sum(changed),
    doubted: doubt === undefined ? 0 : doubt.codes.reduce((count, code) => count + (code < 0 ? 0 : 1), 0),
  };
}

const RULE_COLUMNS = ["rule", "state", "effect", "rows", "share", "findings", "finds"] as const;
const FINDING_COLUMNS = ["rule", "what", "from", "to", "rows", "expected", "evidence"] as const;

function columnsOf<R extends object, N extends keyof R & string>(rows: readonly R[], names: readonly N[]) {
  const isText = (name: N) => !["rows", "share", "findings", "from", "to", "expected"].includes(name);
  return Object.fromEntries(
    names.map((name) => [
      name,
      isText(name)
        ? TextColumn.from(rows.map((row) => row[name]))
        : Float64Array.from(rows, (row) => row[name] as number),
    ]),
  ) as unknown as { [K in keyof R]: unknown[] };
}

function ruleRows({ rows }: EventView, outcomes: readonly Outcome[]): RuleColumns[] {
  return outcomes.map(({ name, spec, state, found }) => {
    const hit = found.marks ? sum(found.marks) : 0;
    const findings = found.findings?.length ?? 0;
    const { finds } = CLEANING_RULES[name];
    return { rule: name, state, effect: spec.effect, rows: hit, share: rows > 0 ? hit / rows : 0, findings, finds };
  });
}

const sorted = (findings: readonly Finding[] = []) =>
  [...findings].sort(
    (a, b) => a.from - b.from || a.to - b.to || compare(a.what, b.what) || compare(a.evidence, b.evidence),
  );
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function toIssues(view: EventView, outcomes: readonly Outcome[]): IssueLedger {
  const ledger = new IssueLedger();
  const source = view.has("source") ? view.text("source") : new TextColumn(sharedInt32(view.rows), ["table"]);
  const row = view.has("row") ? view.numbers("row") : ownNumbers(view);
  const counts = new Float64Array(source.values.length + 1);
  for (const code of source.codes) counts[code + 1]!++;
  for (const [code, name] of source.values.entries()) ledger.expect(name, counts[code + 1]!);
  if (counts[0]! > 0) ledger.expect("unknown", counts[0]!);
  const issues = new RowIssues(ledger, source, row);
  for (const { name, spec, found } of outcomes) {
    if (found.marks) issues.addMarked(found.marks, 1, reasonOf(name), spec.effect);
    const { whole } = found as Parts;
    if (whole && spec.effect === "dropped")
      issues.addMarked(whole, 1, `${name}: the first part, now the whole`, "noted");
  }
  return ledger;
}

/** `"repeated: a row that equals another in all columns but source and row"`. */
const reasonOf = (name: Outcome["name"]) => `${name}: ${CLEANING_RULES[name].reason}`;

function ownNumbers({ rows, order }: EventView): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => (order === undefined ? i : order[i]!) + 1);
}

/** For each row of those chosen, in delivery order, the rules that noted (or changed) it, now or earlier; nothing when none did. */
function toDoubts(
  view: EventView,
  outcomes: readonly Outcome[],
  did: "noted" | "changed",
  earlier: TextColumn | undefined,
  chosen: Uint8Array | undefined,
): TextColumn | undefined {
  const bits = new Uint16Array(view.rows);
  for (const { name, spec, found } of outcomes) {
    const { marks } = found;
    if ((spec.effect === "noted") !== (did === "noted") || marks === undefined) continue;
    const bit = 1 << RULE_NAMES.indexOf(name);
    for (let i = 0; i < bits.length; i++) if (marks[i] === 1) bits[i]! |= bit;
  }
  if (earlier !== undefined) {
    const known = earlier.values.map((doubt) =>
      rulesOf(doubt).reduce((set, name) => set | (1 << RULE_NAMES.indexOf(name)), 0),
    );
    for (let i = 0; i < bits.length; i++) if (earlier.codes[i]! >= 0) bits[i]! |= known[earlier.codes[i]!]!;
  }
  const values: string[] = [];
  const place = new Int32Array(2 ** RULE_NAMES.length).fill(-1);
  const codes = sharedInt32(view.rows);
  for (let i = 0; i < codes.length; i++) {
    const set = chosen === undefined || chosen[i] === 1 ? bits[i]! : 0;
    if (set > 0 && place[set]! < 0) {
      place[set] = values.push(RULE_NAMES.filter((_, bit) => (set >> bit) & 1).join("+")) - 1;
    }
    codes[i] = set === 0 ? -1 : place[set]!;
  }
  return values.length === 0 ? undefined : new TextColumn(codes, values);
}

/** Rows of the table given that stay, ascending; undefined when all do. */
function keptRows({ alive, order, rows }: EventView): Int32Array | undefined {
  if (!alive.includes(0)) return undefined;
  const stays = new Uint8Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (alive[i] === 0) continue;
    stays[order === undefined ? i : order[i]!] = 1;
    count++;
  }
  const kept = new Int32Array(count);
  for (let row = 0, next = 0; row < rows; row++) if (stays[row] === 1) kept[next++] = row;
  return kept;
}

function toEvents(
  events: Events,
  view: EventView,
  kept: Int32Array | undefined,
  doubt: TextColumn | undefined,
  outcomes: readonly Outcome[],
): Events {
  const touched = new Set(
    outcomes.flatMap(({ name, spec, found }) => [
      ...(spec.effect === "blanked" && found.marks?.includes(1) ? [BLANKS[name]!] : []),
      ...(spec.effect === "dropped" ? Object.keys((found as Parts).merged ?? {}) : []),
    ]),
  );
  const plain = !events.isFiltered() && !events.isOrdered();
  const given = view.names.filter((name) => name !== "doubt");
  if (kept === undefined && doubt === undefined && touched.size === 0 && plain && given.length === view.names.length) {
    return events;
  }
  const columns: Record<string, Column> = {};
  for (const name of given) {
    const mine = name === "at" ? view.blankedAt() : view.column(name);
    columns[name] = touched.has(name) ? inTableOrder(view, mine) : columnOf(view.verb, events, name);
  }
  if (doubt !== undefined) columns["doubt"] = inTableOrder(view, doubt);
  if (kept !== undefined) for (const name of Object.keys(columns)) columns[name] = gatherColumn(columns[name]!, kept);
  return toTable(columns) as unknown as Events;
}

/** The rows that some rule dropped or blanked, as they are in the table given, with its name. */
function toChanged(events: Events, view: EventView, outcomes: readonly Outcome[]): Events {
  const doubt = toDoubts(view, outcomes, "changed", undefined, undefined);
  const hit = doubt === undefined ? new TextColumn(sharedInt32(view.rows).fill(-1), []) : inTableOrder(view, doubt);
  const { codes } = hit as TextColumn;
  const rows = Int32Array.from(Array.from(codes.keys()).filter((row) => codes[row]! >= 0));
  const columns: Record<string, Column> = {};
  for (const name of view.names) columns[name] = gatherColumn(columnOf(view.verb, events, name), rows);
  columns["doubt"] = gatherColumn(hit, rows);
  return toTable(columns) as unknown as Events;
}

function inTableOrder({ order }: EventView, column: Column): Column {
  if (order === undefined) return column;
  const back = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) back[order[i]!] = i;
  return gatherColumn(column, back);
}

function or(into: Uint8Array, marks: Uint8Array): void {
  for (let i = 0; i < marks.length; i++) into[i]! |= marks[i]!;
}

const sum = (marks: Uint8Array) => {
  let total = 0;
  for (let i = 0; i < marks.length; i++) total += marks[i]!;
  return total;
};
