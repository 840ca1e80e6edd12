import { jupyterDisplay, type MimeBundle } from "../charts/chart.ts";
import { escapeMarkup } from "../charts/svg-document-markup.ts";

/** One number that people will quote. */
export interface Figure {
  /** What it counts. */
  label: string;
  /** The number; a `number` is grouped, text stands as it is (`"42.3 %"`). */
  value: number | string;
  /** Its interval, its n, its unit. */
  note?: string;
}

/** A row of tiles; shows itself. */
export interface Figures {
  readonly figures: readonly Figure[];
  [jupyterDisplay](): MimeBundle;
}

/**
 * The few numbers of a report as a row of tiles.
 *
 * @param list two to five figures; give rates with their interval in `note`
 * @example
 * ```ts
 * import { figures } from "phonograph";
 * figures([{ label: "People", value: 48210 }, { label: "Bought", value: "4.2 %", note: "95 % interval 4.0 to 4.4" }]);
 * ```
 */
export function figures(list: readonly Figure[]): Figures {
  const shown = list.map((figure) => ({ ...figure, value: say(figure.value) }));
  const tiles = shown.map(({ label, value, note }) => {
    const below = note ? `<dd class="pg-note">${escapeMarkup(note)}</dd>` : "";
    return `<div><dt>${escapeMarkup(label)}</dt><dd class="pg-value">${escapeMarkup(value)}</dd>${below}</div>`;
  });
  return Object.freeze({
    figures: Object.freeze([...list]),
    [jupyterDisplay]: () => ({
      "text/html": `<dl class="pg-figures">${tiles.join("")}</dl>`,
      "text/plain": shown.map(({ label, value, note }) => `${label}: ${value}${note ? ` (${note})` : ""}`).join("\n"),
    }),
  });
}

function say(value: number | string): string {
  if (typeof value === "string") return value;
  if (Number.isNaN(value)) return "–";
  return value.toLocaleString("en-GB", Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 });
}
