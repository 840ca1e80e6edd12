import type { Churn } from "../analyses/churn-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords } from "./chart-words.ts";
import { drawnGroups } from "./churn-curves.ts";
import { churnDrawing } from "./churn-drawing.ts";
import { altOf, captionOf, subtitleOf } from "./churn-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

/**
 * Draws how many people stay active how long: a survival curve with its band for each group, the medians on the line of one half,
 * and below the axis how many people are still at risk.
 *
 * Up to seven groups get a colour; "other", "unknown" and further ones are drawn quietly behind. The table behind the chart is the
 * result's `table`. Cost: some 50 ms.
 *
 * @param result what `churn` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { churn, churnChart } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 1, 1], at: [0, 4 * day, 0, 40 * day], kind: ["app", "app", "app", "app"] });
 * const chart = churnChart(await churn(events, { inactivity: "10d" }));
 * console.assert(chart.alt.includes("2 people") && chart.svg.startsWith("<svg"));
 * ```
 */
export function churnChart(result: Churn, words: ChartWords = {}): Chart {
  requireResult("churnChart", result, "churn", ["table", "medians", "about"]);
  const groups = drawnGroups(result);
  const last = Math.max(...groups.map(({ points }) => points.at(-1)?.time ?? 0), Number.MIN_VALUE);
  const { origin } = result.about.options as { origin: string };
  const start = `Days since ${origin === "first-event" ? "the first activity" : origin}`;
  return plot({
    title: result.groupedBy
      ? `Do people stay equally long, by ${result.groupedBy}?`
      : "How long do people stay active?",
    subtitle: subtitleOf(result),
    caption: captionOf(result),
    ...words,
    alt: altOf(result, groups, last),
    data: result.table,
    ...churnDrawing(groups, last, start, theme.width),
    narrow: churnDrawing(groups, last, start, theme.narrowWidth),
  });
}
