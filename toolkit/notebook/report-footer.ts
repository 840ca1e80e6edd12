import { escapeMarkup } from "../charts/svg-document-markup.ts";
import { durationText } from "./duration-text.ts";
import { maskPrivate } from "./mask-private.ts";
import type { Provenance } from "./provenance.ts";

/** The provenance in words, at the end of a report. */
export function reportFooter({
  notebook,
  notebookDigest,
  parameters,
  versions,
  results,
  written,
  ms,
}: Provenance): string {
  const rows: [string, string][] = [["Notebook", `${notebook}, SHA-256 ${notebookDigest.slice(0, 16)}…`]];
  const given = Object.entries(parameters).map(([name, value]) => `${name} = ${maskPrivate(JSON.stringify(value))}`);
  if (given.length > 0) rows.push(["Parameters", given.join(", ")]);
  for (const { name, verb, rowsIn, peopleIn, excluded, digest, seed } of results) {
    const parts = [verb ?? "", `${rowsIn?.toLocaleString("en-GB")} rows`];
    if (peopleIn !== undefined) parts.push(`${peopleIn.toLocaleString("en-GB")} people`);
    for (const one of excluded ?? []) parts.push(`left out ${one.rows.toLocaleString("en-GB")}: ${one.reason}`);
    if (seed !== undefined) parts.push(`seed ${seed}`);
    // Sixteen: a shorter piece of a digest may be digits only, and then has the shape of a phone number.
    parts.push(`data ${digest?.slice(0, 16)}`);
    rows.push([name, parts.join(" · ")]);
  }
  rows.push([
    "Versions",
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ]);
  if (written)
    rows.push([
      "Written",
      `${written.replace("T", " ").replace("Z", " UTC")}${ms ? `, computed in ${durationText(ms.total)}` : ""}`,
    ]);
  const list = rows.map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`).join("");
  return `<footer class="pg-foot"><div><strong>Where this comes from</strong><dl>${list}</dl></div></footer>`;
}
