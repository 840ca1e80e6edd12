import { escapeMarkup } from "../charts/svg-document-markup.ts";
import { knownOptions } from "../core/options.ts";
import { durationText } from "./duration-text.ts";
import { leakScan } from "./leak-scan.ts";
import { markdownToHtml } from "./markdown-to-html.ts";
import { page } from "./page.ts";
import { type Provenance, provenanceJson, provenanceOf } from "./provenance.ts";
import { reportCell } from "./report-cell.ts";
import { reportFooter } from "./report-footer.ts";
import { reportTitle } from "./report-title.ts";
import type { NotebookRun } from "./run-notebook.ts";
import { splitCells } from "./split-cells.ts";
import { toolVersions } from "./versions.ts";

/** How to write a report. */
export interface ReportOptions {
  /** Write times and the date. Default: true; without them two runs give the same bytes. */
  timings?: boolean;
  /** Write phone numbers and other identifiers as they are, and do not scan for them. Default: false. */
  allowRaw?: boolean;
}

/**
 * A run as one HTML file: the outputs with the code folded below them, a list of contents, the provenance; nothing is loaded from
 * anywhere, and everything can be read with scripts off.
 *
 * @param run what `runNotebook` gave
 * @param options times and masking
 * @returns the page
 * @throws PhonographError `privacy/refused` when the page holds something with the shape of a phone number
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { report, runNotebook } from "phonograph";
 * const file = join(mkdtempSync(join(tmpdir(), "phonograph-")), "hello.ts");
 * writeFileSync(file, "// %% [markdown]\n// # Is anybody there?\n// %%\n1 + 1;\n");
 * const html = report(await runNotebook(file), { timings: false });
 * console.assert(html.includes("<h1") && !html.includes("http://"));
 * ```
 */
export function report(run: NotebookRun, options: ReportOptions = {}): string {
  knownOptions("report", options, ["timings", "allowRaw"]);
  const { timings = true, allowRaw = false } = options;
  const { title, lead } = reportTitle(run);
  const ids = new Set<string>();
  const contents: { id: string; title: string; inner: boolean }[] = [];
  const toId = (text: string): string => {
    const base =
      text
        .toLowerCase()
        .normalize("NFKD")
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "") || "section";
    let id = base;
    for (let n = 2; ids.has(id); n++) id = `${base}-${n}`;
    ids.add(id);
    return id;
  };
  const hasChapters = run.cells.some(({ kind, text }) => kind === "markdown" && /^## /m.test(text));
  const enter = (text: string, inner: boolean): string => {
    const id = toId(text);
    contents.push({ id, title: text, inner: inner && hasChapters });
    return id;
  };
  const shown = withParameters(run);
  const sections = run.cells.map((cell) => {
    if (cell.kind === "code")
      return reportCell(cell, shown, { timings, allowRaw, heading: (text) => enter(text, true) });
    const text = lead.cell === cell.index ? lead.rest : cell.text;
    const body = markdownToHtml(text, (title, level) => (level <= 2 ? enter(title, false) : toId(title)));
    return body && `<section>\n${body}\n</section>`;
  });
  const provenance = provenanceOf(run, toolVersions(), timings);
  const toc =
    contents.length > 1
      ? `<nav class="pg-toc" aria-label="Contents"><details><summary>Contents</summary><ol>${contents.map((one) => `<li${one.inner ? ' class="in"' : ""}><a href="#${one.id}">${escapeMarkup(one.title)}</a></li>`).join("")}</ol></details></nav>`
      : "";
  const skipped = run.skipped
    ? `<div class="pg-skipped"><p><strong>Skipped.</strong> ${escapeMarkup(run.skipped)}</p></div>`
    : "";
  const html = page({
    title,
    description: lead.text,
    body: `<header class="pg-head"><p class="pg-kicker"><b>Phonograph</b>${kicker(provenance)}<button id="pg-mode" hidden>Dark</button></p>
<h1 id="${toId(title)}">${escapeMarkup(title)}</h1>
<div class="pg-lead">${markdownToHtml(lead.text)}</div>${skipped}</header>
${toc}
<main>
${sections.filter(Boolean).join("\n")}
</main>
${reportFooter(provenance)}
<script type="application/json" id="provenance">${provenanceJson(provenance, allowRaw)}</script>`,
  });
  if (!allowRaw) leakScan(html);
  return html;
}

/** The notebook with the parameters put in, taken apart again: what the page shows as its code. */
function withParameters({ notebook, replacements, name }: NotebookRun): typeof notebook {
  if (replacements.length === 0) return notebook;
  let source = notebook.source;
  for (const { from, to, text } of [...replacements].sort((a, b) => b.from - a.from))
    source = source.slice(0, from) + text + source.slice(to);
  return splitCells(source, name);
}

function kicker({ written, ms }: Provenance): string {
  const date = written
    ? new Date(written).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
    : "";
  return [date, ms ? `computed in ${durationText(ms.total)}` : ""]
    .filter(Boolean)
    .map((part) => `<span>${part}</span>`)
    .join("");
}
