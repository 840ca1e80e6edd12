import { withIds } from "../charts/chart-ids.ts";
import { escapeMarkup } from "../charts/svg-document-markup.ts";
import { durationText } from "./duration-text.ts";
import { leakScan } from "./leak-scan.ts";
import { maskPrivate } from "./mask-private.ts";
import { page } from "./page.ts";
import type { Summary } from "./summary.ts";

/** One report in the index. */
export interface IndexEntry extends Summary {
  /** The notebook, without folders and `.ts`; also the name of the report. */
  name: string;
  /** Whether the report is there: a notebook that cannot be parsed, or whose page was refused, has none. */
  written: boolean;
}

const style = [
  ".pg-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:2.6rem 2.2rem;padding:0;margin:1.4rem 0 3rem;max-width:none;list-style:none}.pg-cards li{margin:0}",
  "main,.pg-head,.pg-foot{max-width:calc(1080px + 3rem)!important;transform:none!important}",
  ".pg-cards a{color:inherit;text-decoration:none;display:block}.pg-cards a:hover h2{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.15em}",
  ".pg-cover{border:1px solid var(--pg-line);border-radius:10px;padding:14px;margin:0 0 .9rem;height:300px;display:grid;place-items:center;overflow:hidden}.pg-cards a:hover .pg-cover{border-color:var(--pg-muted)}.pg-cover svg{max-height:270px}.pg-cover span{color:var(--pg-quiet);font-size:.9rem;text-align:center;padding:0 1rem}",
  ".pg-cards h2{font-size:1.3rem;margin:0 0 .4rem;padding:0;border:0}.pg-cards p{font-size:.95rem;line-height:1.5;margin:0 0 .4rem}.pg-cards .pg-time{color:var(--pg-quiet);font-size:.82rem}.pg-failed{white-space:pre-line;color:var(--pg-alarm)}",
].join("");

/**
 * A page that leads to the reports beside it: a picture, the question, the first paragraph, the time it took.
 *
 * @param entries one for each notebook, in the order to show
 * @param facts a line below the title: what world, what date
 */
export function indexPage(entries: readonly IndexEntry[], facts: string): string {
  const cards = entries.map((entry, i) => card(entry, `cover-${i + 1}`));
  const title = "What phone records tell";
  const html = page({
    title,
    description: "Reports by Phonograph",
    style,
    body: `<header class="pg-head"><p class="pg-kicker"><b>Phonograph</b><span>${escapeMarkup(facts)}</span><button id="pg-mode" hidden>Dark</button></p>
<h1>${title}</h1></header>
<main><ul class="pg-cards">
${cards.join("\n")}
</ul></main>`,
  });
  leakScan(html);
  return html;
}

function card({ name, written, title, lead, cover, ms, skipped, error }: IndexEntry, id: string): string {
  const reason = skipped ? `Skipped: ${maskPrivate(skipped)}` : error ? "A cell failed" : "No chart";
  const picture = cover && !skipped ? hidden(withIds(cover, id)) : `<span>${escapeMarkup(reason)}</span>`;
  const trouble = error ? `<p class="pg-failed">${escapeMarkup(maskPrivate(error))}</p>` : "";
  const time = skipped ? "skipped" : error ? "failed" : durationText(ms);
  const inner = `<div class="pg-cover">${picture}</div><h2>${escapeMarkup(title)}</h2><p>${escapeMarkup(lead)}</p>${trouble}<p class="pg-time">${time}</p>`;
  return written ? `<li><a href="${encodeURIComponent(name)}.html">${inner}</a></li>` : `<li>${inner}</li>`;
}

// The title beside it says what the picture shows.
function hidden(svg: string): string {
  return svg.replace(/ role="img" aria-label="[^"]*"/, ' aria-hidden="true"');
}
