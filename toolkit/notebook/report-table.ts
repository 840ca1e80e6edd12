import type { ColumnTable } from "arquero";
import { escapeMarkup } from "../charts/svg-document-markup.ts";
import { tableColumns } from "./table-columns.ts";

/** How to write a table. */
export interface ReportTableOptions {
  rows: number;
  /** The name of its csv file, without `.csv`. */
  file: string;
  allowRaw: boolean;
}

/** The first rows of a table as HTML: numbers to the right, exact values kept for sorting and csv, identifiers masked. */
export function reportTable(table: ColumnTable, { rows, file, allowRaw }: ReportTableOptions): string {
  const columns = tableColumns(table, rows, allowRaw);
  const align = columns.map(({ kind }) => (kind === "number" ? ' class="num"' : ""));
  const head = columns.map(({ name }, i) => `<th scope="col"${align[i]}>${escapeMarkup(name)}</th>`).join("");
  const total = table.numRows();
  const shown = Math.min(rows, total);
  const body = Array.from({ length: shown }, (_, row) => {
    const cells = columns.map(({ cells, exact, kind }, i) => {
      const value = exact[row] === undefined ? "" : ` data-v="${exact[row]}"`;
      return cells[row] === ""
        ? `<td class="${kind === "number" ? "num " : ""}none">–</td>`
        : `<td${align[i]}${value}>${escapeMarkup(cells[row])}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const note = `${shown < total ? `${group(shown)} of ` : ""}${group(total)} ${total === 1 ? "row" : "rows"}`;
  const grid = `<table data-csv="${escapeMarkup(file)}"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  return `<div class="scroll" tabindex="0">${grid}</div><p class="pg-under">${note}</p>`;
}

function group(count: number): string {
  return count.toLocaleString("en-GB");
}
