import { plainText } from "./markdown-to-html.ts";
import type { NotebookRun } from "./run-notebook.ts";

/** A notebook's question and first paragraph. */
export interface ReportTitle {
  title: string;
  lead: {
    /** The first paragraph below the title, as Markdown; empty without. */
    text: string;
    /** The index of the cell that both come from; -1 without. */
    cell: number;
    /** What is left of that cell below the lead. */
    rest: string;
  };
}

/** The first `# heading` of the first Markdown cell and the paragraph below it; without one, the name of the file. */
export function reportTitle({ cells, name }: Pick<NotebookRun, "cells" | "name">): ReportTitle {
  const cell = cells.find(({ kind, text }) => kind === "markdown" && /^# /m.test(text));
  const parts = /^# (.*)\n?\s*((?:(?![#>`|-]|\d+\.)[^\n]*\S[^\n]*(?:\n|$))*)([\s\S]*)$/m.exec(cell?.text ?? "");
  if (!cell || !parts) {
    const words = name.replace(/\.ts$/, "").replace(/[-_]+/g, " ");
    return { title: words.charAt(0).toUpperCase() + words.slice(1), lead: { text: "", cell: -1, rest: "" } };
  }
  const [, title, text, rest] = parts;
  return { title: plainText(title), lead: { text: text.trim(), cell: cell.index, rest } };
}
