import type { TextColumn } from "../../toolkit/core/columns.ts";
import type { NumberColumns } from "../../toolkit/numbers/number-table.ts";
import { type NumberOptions, parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import type { Values } from "../../toolkit/numbers/raw-values.ts";

/** The columns of the answer by name, as these tests look at them. */
export type Facts = {
  readonly [C in keyof NumberColumns]-?: NumberColumns[C] extends number ? Uint8Array : TextColumn;
};

export async function factsOf(values: Values, options?: NumberOptions): Promise<Facts> {
  const { table } = await parseNumbers(values, options);
  return Object.fromEntries(table.columnNames().map((name) => [name, table.column(name)])) as unknown as Facts;
}
