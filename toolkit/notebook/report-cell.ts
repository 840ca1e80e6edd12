import { escapeMarkup } from "../charts/svg-document-markup.ts";
import type { CellError } from "./cell-error.ts";
import { durationText } from "./duration-text.ts";
import { highlight } from "./highlight.ts";
import { reportOutput } from "./report-output.ts";
import type { RanCell } from "./run-notebook.ts";
import type { NotebookSource } from "./split-cells.ts";

/** How to write a cell. */
export interface ReportCellOptions {
  timings: boolean;
  allowRaw: boolean;
  /** The id of a heading; enters it in the list of contents. */
  heading: (title: string) => string;
}

/**
 * A code cell as a section: its title, its outputs, its error, its code folded away. A cell with nothing to show is a folded line of
 * code, under its title.
 */
export function reportCell(
  cell: RanCell,
  shown: NotebookSource,
  { timings, allowRaw, heading }: ReportCellOptions,
): string {
  const { title, outputs, state, ms, error, index, line, tags } = cell;
  const body = tags.includes("hide-output")
    ? []
    : outputs.map((output, i) => reportOutput(output, { id: `cell-${index + 1}-${i + 1}`, allowRaw }));
  if (error) body.push(failure(error));
  const aside = body.length === 0;
  const { from, to } = shown.cells[index];
  const lines = cell.text.split("\n").length;
  const facts = [
    aside && title ? `${title} · code` : "Code",
    lines === 1 ? `line ${line}` : `lines ${line}–${line + lines - 1}`,
  ];
  if (timings && ms !== undefined) facts.push(durationText(ms));
  if (state === "not reached") facts.push("not reached");
  const fold = `<details class="pg-code"${error ? " open" : ""}><summary>${escapeMarkup(facts.join(" · "))}</summary><pre>${highlight(shown.source, shown.script, from, to)}</pre></details>`;
  const code = tags.includes("hide-code") ? "" : fold;
  if (aside) return code && `<section class="pg-aside">${code}</section>`;
  const head = title ? `<h2 class="pg-cell" id="${heading(title)}">${escapeMarkup(title)}</h2>\n` : "";
  return `<section>\n${head}${body.join("\n")}\n${code}\n</section>`;
}

function failure({ name, message, line, column, trace }: CellError): string {
  const place = line === undefined ? "" : ` on line ${line}, column ${column}`;
  const calls = trace.length > 1 ? `<pre>${escapeMarkup(trace.join("\n"))}</pre>` : "";
  return `<div class="pg-error" role="alert"><p><strong>${escapeMarkup(name)}${place}</strong></p><pre>${escapeMarkup(message)}</pre>${calls}</div>`;
}
