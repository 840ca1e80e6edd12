import type { Funnel } from "../analyses/funnel-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords } from "./chart-words.ts";
import { funnelDrawing } from "./funnel-drawing.ts";
import { funnelGroupsDrawing } from "./funnel-groups-drawing.ts";
import { type FunnelGroup, funnelGroups } from "./funnel-lines.ts";
import { countedNoun, funnelWords } from "./funnel-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

const MOST_GROUPS = 12;

/**
 * Draws a funnel: for each step the share of those who entered with its interval, how many are lost on the way there, and how long
 * the way takes.
 *
 * Without groups the bars flow into each other and the loss is shaded. With groups each step after the first is a block with a line
 * for each group, so that groups stand side by side; at most 12 are drawn, and the caption counts the others. The table behind the
 * chart is the result's `table`. Cost: some 50 ms.
 *
 * @param result what `funnel` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel, funnelChart } from "phonograph";
 * const events = table({ at: [0, 6e4, 0, 9e7], kind: ["sms", "auth", "sms", "call"], person: [0, 0, 1, 1] });
 * const chart = funnelChart(await funnel(events, ["sms", "auth"], { within: "1h" }));
 * console.assert(chart.alt.includes("50 % reach auth") && chart.svg.startsWith("<svg"));
 * ```
 */
export function funnelChart(result: Funnel, words: ChartWords = {}): Chart {
  requireResult("funnelChart", result, "funnel", ["table", "steps", "about"]);
  const groups = funnelGroups(result);
  const shown = groups.slice(0, MOST_GROUPS);
  const own = funnelWords(result, groups);
  const hidden = groups.length - shown.length;
  const caption = hidden > 0 ? `${own.caption} ${hidden} more groups are in the table.` : own.caption;
  return plot({
    ...own,
    caption,
    ...words,
    alt: own.alt,
    data: result.table,
    ...drawing(result, shown, theme.width),
    narrow: drawing(result, shown, theme.narrowWidth),
  });
}

function drawing({ groupedBy, semantics }: Funnel, groups: readonly FunnelGroup[], width: number) {
  return groupedBy === undefined || groups[0]!.group === null
    ? funnelDrawing(groups[0]!.lines, width)
    : funnelGroupsDrawing(groups, width, countedNoun(semantics));
}
