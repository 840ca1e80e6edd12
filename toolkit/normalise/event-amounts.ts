import { sharedFloat64 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { columnOf } from "../core/table.ts";
import type { PreparedInput } from "./event-input.ts";
import type { MapEntry } from "./event-map.ts";
import type { RowIssues } from "./row-issues.ts";

/** A column of numbers of an input, NaN where missing; text is read once for each distinct one. */
export function eventAmounts(
  verb: string,
  input: PreparedInput,
  name: string,
  { constant, column, times = 1, sum }: MapEntry,
  issues: RowIssues,
): Float64Array<SharedArrayBuffer> {
  const rows = input.table.numRows();
  const out = sharedFloat64(rows);
  if (constant !== undefined) return out.fill(Number(constant));
  const parts = (sum ?? [column!]).map((part) => numbers(verb, input, name, part, issues));
  for (let i = 0; i < rows; i++) {
    let total = Number.NaN;
    for (const part of parts) {
      const value = part[i]!;
      if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : total + value;
    }
    out[i] = total * times;
  }
  return out;
}

function numbers(
  verb: string,
  input: PreparedInput,
  name: string,
  column: string,
  issues: RowIssues,
): ArrayLike<number> {
  const raw = columnOf(verb, input.table, column);
  if (raw instanceof WholeColumn) return Float64Array.from(raw, (value) => value ?? Number.NaN);
  if (!(raw instanceof TextColumn)) return raw;
  const values = Float64Array.from(raw.values, (text) =>
    /^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Infinity,
  );
  const out = Float64Array.from(raw.codes, (code) => (code < 0 ? Number.NaN : values[code]!));
  if (values.includes(Infinity)) {
    issues.addMarked(out, Infinity, `${name}: not a number`, "blanked");
    for (let i = 0; i < out.length; i++) if (out[i] === Infinity) out[i] = Number.NaN;
  }
  return out;
}
