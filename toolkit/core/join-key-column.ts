import { copyRows } from "../../workers/kernels/gather.ts";
import type { Keys } from "../../workers/kernels/hash-table.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "./columns.ts";

/** A key column as the kernels compare it. */
export type KeyColumn = CodedKey | NumberKey | { kind: "other" };

/** Codes into a dictionary, -1 where missing. */
export interface CodedKey {
  kind: "text" | "boolean";
  codes: Int32Array<SharedArrayBuffer>;
  values: readonly string[];
}

/** Numbers, dates among them as milliseconds; NaN and `missing` match nothing. */
export interface NumberKey {
  kind: "number";
  keys: Keys;
  missing: number;
  /** Whether a date among them is invalid: with several keys Arquero lets those match each other. */
  invalidDates: boolean;
}

/** Any column of an Arquero table: an array, or something with `length` and `at`. */
export type AnyColumn = ArrayLike<unknown> | { readonly length: number; at(row: number): unknown };

const known = new WeakMap<object, KeyColumn>();

/** A column as a key, in the order of `rows`; in shared memory when `share` asks for it. */
export function toKeyColumn(source: AnyColumn, rows: Int32Array | undefined, share: boolean): KeyColumn {
  const whole = direct(source, share && rows === undefined) ?? known.get(source) ?? remember(source);
  if (rows === undefined || whole.kind === "other") return whole;
  if (whole.kind === "number") return { ...whole, keys: pick(whole.keys, rows) };
  return { ...whole, codes: pick(whole.codes, rows) };
}

function pick<A extends Keys>(from: A, rows: Int32Array): A & { buffer: SharedArrayBuffer } {
  const to = from instanceof Int32Array ? sharedInt32(rows.length) : sharedFloat64(rows.length);
  copyRows(from, rows, 0, rows.length, to, 0);
  return to as unknown as A & { buffer: SharedArrayBuffer };
}

function direct(source: AnyColumn, share: boolean): KeyColumn | undefined {
  if (source instanceof TextColumn) return { kind: "text", codes: source.codes, values: source.values };
  const array = source instanceof WholeColumn ? source.array : source;
  if (!(array instanceof Int32Array || array instanceof Float64Array)) return undefined;
  if (share && !(array.buffer instanceof SharedArrayBuffer)) return undefined;
  return numbers(array, source instanceof WholeColumn ? source.missing : Number.NaN);
}

const numbers = (keys: Keys, missing = Number.NaN, invalidDates = false): NumberKey => ({
  kind: "number",
  keys,
  missing,
  invalidDates,
});

function remember(source: AnyColumn): KeyColumn {
  const column = encode(source);
  known.set(source, column);
  return column;
}

function encode(source: AnyColumn): KeyColumn {
  if (source instanceof WholeColumn) return numbers(widened(source.array), source.missing);
  if (ArrayBuffer.isView(source)) {
    const big = source instanceof BigInt64Array || source instanceof BigUint64Array || source instanceof DataView;
    return big ? { kind: "other" } : numbers(widened(source as unknown as ArrayLike<number>));
  }
  const at = reader(source);
  const kind = kindOf(source.length, at);
  if (kind === "text") return text(source.length, at);
  if (kind === "boolean") return flags(source.length, at);
  return kind === "number" ? mixedNumbers(source.length, at) : { kind: "other" };
}

const NARROW = [Int32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray];

function widened(source: ArrayLike<number>): Keys {
  const whole = NARROW.some((kind) => source instanceof kind);
  const to = whole ? sharedInt32(source.length) : sharedFloat64(source.length);
  to.set(source);
  return to;
}

/** How a column is read row by row. */
export function reader(source: AnyColumn): (row: number) => unknown {
  if (Array.isArray(source) || ArrayBuffer.isView(source) || !("at" in source)) {
    const array = source as ArrayLike<unknown>;
    return (row) => array[row];
  }
  return (row) => source.at(row);
}

/** The one kind of value that a column holds beside missing ones. */
function kindOf(length: number, at: (row: number) => unknown): KeyColumn["kind"] {
  let kind: KeyColumn["kind"] | undefined;
  for (let row = 0; row < length; row++) {
    const value = at(row);
    if (value === null || value === undefined) continue;
    const type = typeof value;
    const mine =
      type === "string"
        ? "text"
        : type === "number" || value instanceof Date
          ? "number"
          : type === "boolean"
            ? "boolean"
            : "other";
    if (mine === "other" || (kind !== undefined && kind !== mine)) return "other";
    kind = mine;
  }
  return kind ?? "number";
}

function text(length: number, at: (row: number) => unknown): CodedKey {
  const codes = sharedInt32(length);
  const values: string[] = [];
  const codeOf = new Map<unknown, number>();
  for (let row = 0; row < length; row++) {
    const value = at(row);
    let code = codeOf.get(value);
    if (code === undefined) {
      code = typeof value === "string" ? values.push(value) - 1 : -1;
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return { kind: "text", codes, values };
}

const FLAGS = Object.freeze(["false", "true"]);

function flags(length: number, at: (row: number) => unknown): CodedKey {
  const codes = sharedInt32(length);
  for (let row = 0; row < length; row++) {
    const value = at(row);
    codes[row] = value === true ? 1 : value === false ? 0 : -1;
  }
  return { kind: "boolean", codes, values: FLAGS };
}

function mixedNumbers(length: number, at: (row: number) => unknown): NumberKey {
  const keys = sharedFloat64(length);
  let invalidDates = false;
  for (let row = 0; row < length; row++) {
    const value = at(row);
    keys[row] = value === null || value === undefined ? Number.NaN : Number(value);
    if (value instanceof Date && Number.isNaN(keys[row])) invalidDates = true;
  }
  return numbers(keys, Number.NaN, invalidDates);
}
