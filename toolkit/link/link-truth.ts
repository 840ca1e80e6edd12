import type { ColumnTable } from "arquero";
import { type Column, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { columnOf, toTable } from "../core/table.ts";

/** The true person of each row of a linked table: the name of a column, a column or a list; missing where unknown. */
export type Truth = string | Column | ArrayLike<number | string | null>;

/** The true persons as codes, -1 where unknown. */
export function truthCodes(verb: string, { table }: { table: ColumnTable }, truth: Truth): Int32Array {
  if (typeof truth !== "string" && !(typeof truth === "object" && truth !== null && "length" in truth)) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "truth must be the name of a column, or a column",
      found: truth === null ? "null" : typeof truth,
    });
  }
  const column = typeof truth === "string" ? columnOf(verb, table, truth) : given(verb, truth);
  if (column.length !== table.numRows()) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: "truth must have one value for each row of the table",
      found: `${column.length.toLocaleString("en")} values for ${table.numRows().toLocaleString("en")} rows`,
    });
  }
  return column instanceof TextColumn ? ranked(column.codes, column.values) : codesOf(column);
}

/** A column as it was given: one of ours, or any list. */
export function given(verb: string, list: Column | ArrayLike<unknown>): Column {
  return columnOf(verb, toTable({ list: list as readonly unknown[] }), "list");
}

function codesOf(column: Exclude<Column, TextColumn>): Int32Array {
  const values: number[] = [];
  const known = new Map<number, number>();
  const array = column instanceof WholeColumn ? column.array : column;
  const none =
    column instanceof WholeColumn ? (value: number) => value === column.missing : (value: number) => !(value >= 0);
  const codes = new Int32Array(array.length).fill(-1);
  for (let row = 0; row < array.length; row++) {
    const value = array[row];
    if (none(value)) continue;
    let code = known.get(value);
    if (code === undefined) {
      code = values.push(value) - 1;
      known.set(value, code);
    }
    codes[row] = code;
  }
  return ranked(codes, values);
}

/** Codes in the order of their values: ties are broken by code, and must not hang on the order of rows. */
function ranked<V extends string | number>(codes: Int32Array, values: readonly V[]): Int32Array {
  const order = [...values.keys()].sort((a, b) => (values[a] < values[b] ? -1 : 1));
  const rank = new Int32Array(values.length);
  for (const [place, code] of order.entries()) rank[code] = place;
  const ordered = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) ordered[row] = codes[row] < 0 ? -1 : rank[codes[row]];
  return ordered;
}
