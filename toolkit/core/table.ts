import { table as arqueroTable, type ColumnTable } from "arquero";
import { type SharedArray, sharedFloat64, sharedLike } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "./columns.ts";
import { PhonographError } from "./errors.ts";
import { gatherColumn } from "./gather.ts";
import { maskText } from "./mask.ts";
import { listed, suggest } from "./suggest.ts";

declare const COLUMNS: unique symbol;

type Reshaping =
  | "assign"
  | "count"
  | "cross"
  | "derive"
  | "fold"
  | "impute"
  | "join"
  | "join_full"
  | "join_left"
  | "join_right"
  | "lookup"
  | "pivot"
  | "reduce"
  | "rename"
  | "rollup"
  | "select"
  | "spread"
  | "unroll";

/** Arquero's verbs that change the columns: what they give is any table, although Arquero types it as the same. */
type Reshaped = { [V in Reshaping]: (...args: Parameters<ColumnTable[V]>) => ColumnTable };

/**
 * An Arquero table of which TypeScript knows the columns. It is an ordinary `ColumnTable`: every Arquero verb works on
 * it, and any `ColumnTable` can be given where a `Table` is asked for. A verb that changes the columns gives a
 * `ColumnTable` of which nothing is known.
 */
export type Table<C extends object = Record<string, unknown>> = Reshaped & ColumnTable & { readonly [COLUMNS]?: C };

/** The column names of a table, as far as its type tells them. */
export type ColumnName<T> = T extends Table<infer C> ? keyof C & string : string;

/** An Arquero table over the given columns, not copied. */
export function toTable<C extends object>(columns: { readonly [K in keyof C]: Column | readonly unknown[] }): Table<C> {
  return arqueroTable(columns as Parameters<typeof arqueroTable>[0]) as Table<C>;
}

const encoded = new WeakMap<object, Column>();

/**
 * One column of any Arquero table as a shared column, in the row order that the table shows (filters and order
 * applied). A column that already lies in shared memory is not copied when the table is neither filtered nor ordered;
 * a foreign one is copied once and remembered.
 */
export function columnOf(verb: string, table: ColumnTable, name: string): Column {
  requireTable(verb, table);
  // Arquero looks names up in a plain object, which also has a "constructor".
  const source = hasColumn(table, name) ? table.column(name) : undefined;
  if (!source) throw missingColumn(verb, table, name);
  let column = encoded.get(source) ?? asShared(source);
  if (!column) {
    column = encode(verb, name, source);
    encoded.set(source, column);
  }
  return table.isFiltered() || table.isOrdered() ? gatherColumn(column, table.indices()) : column;
}

/** A column of numbers as Float64, NaN where missing; text is refused. */
export function numbersOf(verb: string, table: ColumnTable, name: string): Float64Array<SharedArrayBuffer> {
  const column = columnOf(verb, table, name);
  if (column instanceof Float64Array) return column;
  if (column instanceof TextColumn && column.values.length > 0) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `column "${name}" must hold numbers`,
      found: `text with ${column.values.length} distinct values`,
      hint: name === "at" ? "times are milliseconds since 1970: normalise reads them from text" : undefined,
    });
  }
  const wide = sharedFloat64(column.length);
  if (column instanceof TextColumn) wide.fill(Number.NaN);
  else if (column instanceof WholeColumn) {
    for (let i = 0; i < wide.length; i++) wide[i] = column.at(i) ?? Number.NaN;
  } else wide.set(column);
  return wide;
}

/** A column of text; numbers are written out as text. */
export function textOf(verb: string, table: ColumnTable, name: string): TextColumn {
  const column = columnOf(verb, table, name);
  if (column instanceof TextColumn) return column;
  return TextColumn.from(Array.from(column, (value) => (value === null || Number.isNaN(value) ? null : value)));
}

/** Refuses what is no Arquero table: most often a result, whose table was meant. */
export function requireTable(verb: string, given: unknown): void {
  const table = given as Partial<ColumnTable & { table: unknown }> | null | undefined;
  if (typeof table?.column === "function" && typeof table.columnNames === "function") return;
  const isPromise = typeof (given as { then?: unknown } | null | undefined)?.then === "function";
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the data must be an Arquero table",
    found: table === null ? "null" : isPromise ? "a promise" : table?.table ? "a result that holds one" : typeof given,
    hint: isPromise ? "await it first" : table?.table ? "its .table" : undefined,
  });
}

/** Whether the table has a column of that name. */
export function hasColumn(table: ColumnTable, name: string): boolean {
  return table.columnNames().includes(name);
}

/** The error for a column that is not there, with the names that are. */
export function missingColumn(verb: string, table: ColumnTable, name: string): PhonographError {
  const names = table.columnNames() as string[];
  return new PhonographError({
    code: "data/column-missing",
    verb,
    rule: `the table has no column "${maskText(name)}"`,
    found: names.length ? listed(names) : "a table without columns",
    hint: suggest(name, names),
  });
}

function asShared(source: unknown): Column | undefined {
  if (source instanceof TextColumn || source instanceof WholeColumn) return source;
  if (ArrayBuffer.isView(source) && source.buffer instanceof SharedArrayBuffer && !(source instanceof BigInt64Array)) {
    return source as SharedArray;
  }
  return undefined;
}

function encode(
  verb: string,
  name: string,
  source: ArrayLike<unknown> | { length: number; at(row: number): unknown },
): Column {
  if (ArrayBuffer.isView(source) && !isBig(source)) {
    const typed = source as unknown as SharedArray;
    const copy = sharedLike(typed, typed.length);
    copy.set(typed);
    return copy;
  }
  const at = (row: number): unknown => ("at" in source ? source.at(row) : source[row]);
  const kinds = new Set<string>();
  let last = "";
  for (let row = 0; row < source.length; row++) {
    const kind = kindOf(at(row));
    if (kind !== last) kinds.add(kind);
    last = kind;
  }
  kinds.delete("missing");
  if (kinds.size > 1) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `column "${name}" must hold one type of value`,
      found: [...kinds].join(" and "),
      hint: "derive the column as text or as numbers first",
    });
  }
  const [kind] = kinds;
  if (kind === "text") {
    return TextColumn.from(Array.isArray(source) ? source : Array.from({ length: source.length }, (_, row) => at(row)));
  }
  if (kind && kind !== "number" && kind !== "date" && kind !== "boolean") {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `column "${name}" must hold numbers, text, dates or booleans`,
      found: kind,
    });
  }
  const numbers = sharedFloat64(source.length);
  for (let row = 0; row < numbers.length; row++) {
    const value = at(row);
    numbers[row] = value === null || value === undefined ? Number.NaN : Number(value);
  }
  return numbers;
}

const isBig = (view: ArrayBufferView) => view instanceof BigInt64Array || view instanceof BigUint64Array;

function kindOf(value: unknown): string {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return "missing";
  if (typeof value === "string") return "text";
  if (typeof value === "bigint") return "number";
  if (value instanceof Date) return "date";
  return typeof value;
}
