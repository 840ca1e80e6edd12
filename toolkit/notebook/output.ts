import { inspect } from "node:util";
import { type ColumnTable, from } from "arquero";
import { type Chart, isChart, jupyterDisplay, type MimeBundle } from "../charts/chart.ts";
import type { About } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import { knownOptions, whole } from "../core/options.ts";
import { maskPrivate } from "./mask-private.ts";
import { plainTable } from "./plain-table.ts";

/** Something that a cell showed or printed. */
export interface Output {
  kind: "display" | "console";
  /** What it shows itself as; `text/plain` is always there. */
  bundle: MimeBundle;
  chart?: Chart;
  table?: ColumnTable;
  /** Where a result comes from, when one was shown. */
  about?: About;
  /** How many rows of a table to show. */
  rows?: number;
}

/** How to show a value. */
export interface DisplayOptions {
  /** How many rows of a table to show. Default: 12. */
  rows?: number;
}

/** Whether a value is an Arquero table, also one made by another copy of Arquero. */
export function isTable(value: unknown): value is ColumnTable {
  const table = value as Partial<ColumnTable> | null;
  return (
    typeof table === "object" &&
    table !== null &&
    ["numRows", "columnNames", "getter", "scan"].every((name) => typeof table[name as keyof ColumnTable] === "function")
  );
}

/** A value that reads best as a table: one already, or records of plain values; undefined for anything else. */
export function asTable(value: unknown): ColumnTable | undefined {
  if (isTable(value)) return value;
  const records: readonly unknown[] = Array.isArray(value) ? value : [value];
  return records.length > 0 && records.every(isRecord) ? from([...records] as object[]) : undefined;
}

function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const fields = Object.values(value);
  return (
    fields.length > 0 &&
    fields.every((field) => field === null || field instanceof Date || !["object", "function"].includes(typeof field))
  );
}

/** An explanation (`{text, table}`): its sentences, then the rows that they rest on; undefined for anything else. */
export function explained(value: unknown, rows = 12): string | undefined {
  const { text, table } = (value ?? {}) as Showable;
  if (typeof text !== "string" || !isTable(table)) return undefined;
  return table.numRows() > 0 ? `${maskPrivate(text)}\n\n${plainTable(table, rows)}` : maskPrivate(text);
}

/** Refuses a promise: nothing could be seen of it, and its failure would be nobody's. */
export function refusePromise(value: unknown): void {
  if (typeof (value as PromiseLike<unknown> | null)?.then !== "function") return;
  void (value as Promise<unknown>).then(undefined, () => {});
  throw new PhonographError({
    code: "option/invalid",
    verb: "display",
    rule: "what is shown must be a value",
    found: "a promise",
    hint: "await it first: display(await ...)",
  });
}

/** Refuses options that there are not. A place in a list is none: `tables.forEach(display)` shows each. */
export function checkDisplay(options: DisplayOptions | number): void {
  if (typeof options === "number") return;
  knownOptions("display", options, ["rows"]);
  if (options.rows !== undefined && options.rows !== Infinity) whole("display", "rows", options.rows);
}

interface Showable {
  table?: unknown;
  text?: unknown;
  about?: Partial<About>;
  outerHTML?: unknown;
  [jupyterDisplay]?: () => MimeBundle | Promise<MimeBundle>;
}

/**
 * What a value shows itself as: by its own `Symbol.for("Jupyter.display")` method, or by what it looks like: a table, one of our
 * results (`{table, about}`), an element (`outerHTML`), records of plain values (as a table), text, anything else as text.
 */
export async function toOutput(value: unknown, { rows }: DisplayOptions = {}): Promise<Output> {
  const thing = (typeof value === "object" && value !== null ? value : {}) as Showable;
  if (typeof thing[jupyterDisplay] === "function") {
    const bundle = await thing[jupyterDisplay]();
    return { kind: "display", bundle: { "text/plain": "", ...bundle }, ...(isChart(value) ? { chart: value } : {}) };
  }
  if (isTable(thing.table) && typeof thing.about?.verb === "string") {
    const about = thing.about as About;
    const bundle = { "text/plain": `${about.verb}\n${describeTable(thing.table)}` };
    return { kind: "display", bundle, table: thing.table, about, rows };
  }
  const said = explained(value, rows);
  if (said !== undefined) return { kind: "display", bundle: { "text/plain": said } };
  if (typeof thing.outerHTML === "string") {
    const type = thing.outerHTML.startsWith("<svg") ? "image/svg+xml" : "text/html";
    return { kind: "display", bundle: { [type]: thing.outerHTML, "text/plain": thing.outerHTML } };
  }
  const table = asTable(value);
  if (table) return { kind: "display", bundle: { "text/plain": describeTable(table) }, table, rows };
  const text = typeof value === "string" ? value : inspect(value, { depth: 4, breakLength: 100, maxArrayLength: 20 });
  return { kind: "display", bundle: { "text/plain": maskPrivate(text) } };
}

function describeTable(table: ColumnTable): string {
  return `${table.numRows().toLocaleString("en-GB")} rows: ${(table.columnNames() as string[]).join(", ")}`;
}
