import { sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";

/** The same column of several inputs, of which some may lack it. */
export interface ColumnPart {
  column: Column | undefined;
  /** Rows to take, in order. */
  rows: Int32Array;
}

/** One column below the other; dictionaries are united once for each distinct text. */
export function stackColumns(verb: string, name: string, parts: readonly ColumnPart[]): Column {
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const present = parts.flatMap(({ column }) => (column ? [column] : []));
  if (present.every((column) => column instanceof TextColumn)) return stackTexts(parts, total);
  if (present.some((column) => column instanceof TextColumn)) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: `column "${name}" must be text in all inputs, or numbers in all`,
      found: "text in one, numbers in another",
      hint: `give it a type where it is read: columns: {${name}: {from: "${name}", type: "text"}}`,
    });
  }
  if (name === "offset") {
    const out = sharedInt16(total).fill(NO_OFFSET);
    copy(out, parts, (column) => (column as WholeColumn).array);
    return new WholeColumn(out, NO_OFFSET);
  }
  const out = sharedFloat64(total).fill(Number.NaN);
  copy(out, parts, (column) =>
    column instanceof WholeColumn
      ? Float64Array.from(column, (value) => value ?? Number.NaN)
      : (column as Float64Array),
  );
  return out;
}

function copy(
  out: Float64Array | Int16Array,
  parts: readonly ColumnPart[],
  arrayOf: (column: Column) => ArrayLike<number>,
): void {
  let at = 0;
  for (const { column, rows } of parts) {
    if (column) {
      const from = arrayOf(column);
      for (let i = 0; i < rows.length; i++) out[at + i] = from[rows[i]!]!;
    }
    at += rows.length;
  }
}

function stackTexts(parts: readonly ColumnPart[], total: number): TextColumn {
  const out = sharedInt32(total).fill(-1);
  const only = parts.filter(({ column }) => column !== undefined);
  if (only.length === 1) {
    const { codes, values } = only[0]!.column as TextColumn;
    let at = 0;
    for (const { column, rows } of parts) {
      if (column) for (let i = 0; i < rows.length; i++) out[at + i] = codes[rows[i]!]!;
      at += rows.length;
    }
    return new TextColumn(out, values);
  }
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  let at = 0;
  for (const { column, rows } of parts) {
    if (column instanceof TextColumn) {
      // texts that only dropped rows held are left behind
      const code = new Int32Array(column.values.length).fill(-1);
      for (let i = 0; i < rows.length; i++) {
        const old = column.codes[rows[i]!]!;
        if (old < 0) continue;
        if (code[old]! < 0) {
          const text = column.values[old]!;
          code[old] = codeOf.get(text) ?? values.push(text) - 1;
          codeOf.set(text, code[old]!);
        }
        out[at + i] = code[old]!;
      }
    }
    at += rows.length;
  }
  return new TextColumn(out, values);
}
