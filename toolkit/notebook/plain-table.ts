import type { ColumnTable } from "arquero";
import { tableColumns } from "./table-columns.ts";

/** The first rows of a table for a terminal: aligned columns, identifiers masked. */
export function plainTable(table: ColumnTable, rows: number): string {
  const columns = tableColumns(table, rows).map(({ name, kind, cells }) => {
    const all = [name, ...cells];
    const width = Math.max(...all.map((cell) => cell.length));
    return all.map((cell) => (kind === "number" ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = (columns[0] ?? []).map((_, row) =>
    columns
      .map((column) => column[row])
      .join("  ")
      .trimEnd(),
  );
  const total = table.numRows();
  if (total > rows) lines.push(`… ${rows} of ${total.toLocaleString("en-GB")} rows`);
  return lines.join("\n");
}
