import { plainText } from "./markdown-to-html.ts";
import { reportTitle } from "./report-title.ts";
import type { NotebookRun } from "./run-notebook.ts";

/** What an index says about a notebook. */
export interface Summary {
  title: string;
  /** The first paragraph, without marks. */
  lead: string;
  /** The drawing to show: that of a cell tagged `cover`, else the first chart. */
  cover: string | undefined;
  ms: number;
  skipped: string | undefined;
  /** Why a cell failed. */
  error: string | undefined;
}

/** The few things that an index shows of a run. */
export function summaryOf(run: NotebookRun): Summary {
  const { title, lead } = reportTitle(run);
  const charts = run.cells
    .flatMap(({ outputs, tags }) => outputs.map(({ chart }) => ({ chart, tags })))
    .filter(({ chart }) => chart);
  const cover = charts.find(({ tags }) => tags.includes("cover")) ?? charts[0];
  const error =
    run.error && `${run.error.name}${run.error.line ? ` on line ${run.error.line}` : ""}: ${run.error.message}`;
  return {
    title,
    lead: plainText(lead.text).replace(/\s+/g, " "),
    cover: cover?.chart?.narrow ?? cover?.chart?.svg,
    ms: run.ms,
    skipped: run.skipped,
    error,
  };
}
