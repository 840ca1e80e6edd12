import { inspect } from "node:util";
import type { ColumnTable } from "arquero";
import { type Chart, isChart, jupyterDisplay, type MimeBundle } from "../charts/chart.ts";
import type { About } from "../core/about.ts";
import { maskNumbers } from "./numbers-in-text.ts";

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

interface Showable {
  table?: unknown;
  about?: Partial<About>;
  outerHTML?: unknown;
  [jupyterDisplay]?: () => MimeBundle | Promise<MimeBundle>;
}

/**
 * What a value shows itself as: by its own `Symbol.for("Jupyter.display")` method, or by what it looks like: a table, one of our
 * results (`{table, about}`), an element (`outerHTML`), text, anything else as text.
 */
export async function toOutput(value: unknown, { rows }: DisplayOptions = {}): Promise<Output> {
  const thing = (typeof value === "object" && value !== null ? value : {}) as Showable;
  if (isTable(value)) return { kind: "display", bundle: { "text/plain": describeTable(value) }, table: value, rows };
  if (typeof thing[jupyterDisplay] === "function") {
    const bundle = await thing[jupyterDisplay]();
    return { kind: "display", bundle: { "text/plain": "", ...bundle }, ...(isChart(value) ? { chart: value } : {}) };
  }
  if (isTable(thing.table) && typeof thing.about?.verb === "string") {
    const about = thing.about as About;
    const bundle = { "text/plain": `${about.verb}\n${describeTable(thing.table)}` };
    return { kind: "display", bundle, table: thing.table, about, rows };
  }
  if (typeof thing.outerHTML === "string") {
    const type = thing.outerHTML.startsWith("<svg") ? "image/svg+xml" : "text/html";
    return { kind: "display", bundle: { [type]: thing.outerHTML, "text/plain": thing.outerHTML } };
  }
  const text = typeof value === "string" ? value : inspect(value, { depth: 4, breakLength: 100, maxArrayLength: 20 });
  return { kind: "display", bundle: { "text/plain": maskNumbers(text) } };
}

function describeTable(table: ColumnTable): string {
  return `${table.numRows().toLocaleString("en-GB")} rows: ${(table.columnNames() as string[]).join(", ")}`;
}
