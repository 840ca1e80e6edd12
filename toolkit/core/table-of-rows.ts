import { type Table, toTable } from "./table.ts";

/** A small table from rows, each a plain object, with the columns named and in that order; also of no rows. */
export function tableOfRows<C extends object>(rows: readonly C[], names: readonly (keyof C & string)[]): Table<C> {
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
  return toTable<C>(columns as { [K in keyof C]: C[K][] });
}
