import type { Chart } from "../charts/chart.ts";
import { withIds } from "../charts/chart-ids.ts";
import { escapeMarkup } from "../charts/svg-document-markup.ts";
import type { About } from "../core/about.ts";
import type { Output } from "./output.ts";
import { reportTable } from "./report-table.ts";

/** Where an output stands: makes ids and file names that no other output has. */
export interface OutputPlace {
  id: string;
  allowRaw: boolean;
}

/** One output of a cell as HTML: the richest form that a page without scripts can show. */
export function reportOutput(output: Output, place: OutputPlace): string {
  const { bundle, chart, table, about, rows = 12 } = output;
  if (output.kind === "console") return `<pre class="pg-console">${escapeMarkup(text(bundle["text/plain"]))}</pre>`;
  if (chart) return figure(chart, place);
  if (table)
    return `${reportTable(table, { rows, file: place.id, allowRaw: place.allowRaw })}${about ? aboutLine(about) : ""}`;
  if (bundle["text/html"] !== undefined) return `<div class="pg-html">${text(bundle["text/html"])}</div>`;
  if (bundle["image/svg+xml"] !== undefined)
    return `<div class="pg-html">${withIds(text(bundle["image/svg+xml"]), place.id)}</div>`;
  for (const type of ["image/png", "image/jpeg"]) {
    if (bundle[type] !== undefined)
      return `<img alt="${escapeMarkup(text(bundle["text/plain"]))}" src="data:${type};base64,${text(bundle[type])}">`;
  }
  return `<pre class="pg-text">${escapeMarkup(text(bundle["text/plain"]))}</pre>`;
}

function figure(chart: Chart, { id, allowRaw }: OutputPlace): string {
  const { title, subtitle, caption, svg, narrow, table } = chart;
  const below = subtitle ? `<p>${escapeMarkup(subtitle)}</p>` : "";
  const drawing = narrow
    ? `<div class="wide">${withIds(svg, id)}</div><div class="narrow">${withIds(narrow, `${id}n`)}</div>`
    : `<div class="scroll">${withIds(svg, id)}</div>`;
  const source = caption ? `<p class="pg-caption">${escapeMarkup(caption)}</p>` : "";
  const data = table
    ? `<details class="pg-data"><summary>Data behind the chart</summary>${reportTable(table, { rows: 500, file: id, allowRaw })}</details>`
    : "";
  return `<figure><figcaption><h3>${escapeMarkup(title)}</h3>${below}</figcaption>${drawing}${source}${data}</figure>`;
}

function aboutLine({ verb, rowsIn, peopleIn, excluded }: About): string {
  const parts = [verb];
  if (typeof rowsIn === "number") parts.push(`${rowsIn.toLocaleString("en-GB")} rows in`);
  if (typeof peopleIn === "number") parts.push(`${peopleIn.toLocaleString("en-GB")} people`);
  for (const { reason, rows } of excluded ?? []) parts.push(`left out ${rows.toLocaleString("en-GB")}: ${reason}`);
  return `<p class="pg-under">${parts.map(escapeMarkup).join(" · ")}</p>`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : String(value ?? "");
}
