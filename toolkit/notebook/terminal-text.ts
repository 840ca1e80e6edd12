import { plainTable } from "./plain-table.ts";
import type { NotebookRun } from "./run-notebook.ts";

/** What the cells showed and printed, as text for a terminal. */
export function terminalText({ cells }: NotebookRun): string {
  const parts = cells.flatMap(({ title, outputs }) => {
    const shown = outputs.map(({ table, bundle, about, rows = 12 }) => {
      if (!table) return String(bundle["text/plain"] ?? "");
      return `${about ? `${about.verb}\n` : ""}${plainTable(table, rows)}`;
    });
    return shown.length > 0 ? [`${title ? `# ${title}\n` : ""}${shown.join("\n")}\n`] : [];
  });
  return parts.join("\n");
}
