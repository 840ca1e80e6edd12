import * as Plot from "@observablehq/plot";
import type { Retention } from "../analyses/retention-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { cellsOf, curvesOf, type RetentionCell, STRONGEST } from "./retention-rows.ts";
import { altOf, axisWords, captionOf, partialWords, subtitleOf, titleOf } from "./retention-words.ts";
import { theme } from "./theme.ts";

const MOST_COHORTS = 26;

/**
 * Draws retention as a triangle: a line for each cohort with its size, a cell for each period with the share who came back, coloured
 * by it; what is not over yet is a dot. Cohorts of which the data hold a part only (`partial`) have a dashed frame and no fill. The last line takes all
 * cohorts together.
 *
 * At most 26 cohorts are drawn, the latest, and as many periods as fit, 15 or on a phone 6; caption and axis count the others. With groups it draws the first, largest one
 * unless `group` names another: `retentionCurveChart` compares them. The table behind the chart is the result's `table`.
 *
 * @param result what `retention` gave
 * @param words a title, subtitle or caption of your own, and the group to draw
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { retention, retentionChart } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 1, 2], at: [0, day, 0, 3 * day], kind: ["app", "app", "app", "app"] });
 * const chart = retentionChart(await retention(events, { start: "app" }));
 * console.assert(chart.alt.includes("50 %") && chart.svg.startsWith("<svg"));
 * ```
 */
export function retentionChart(result: Retention, words: ChartWords & { group?: string } = {}): Chart {
  requireResult("retentionChart", result, "retention", ["table", "curve", "semantics"]);
  const { group: wanted, ...own } = words;
  const all = cellsOf(result);
  const group = wanted ?? all[0]?.group;
  const cells = all.filter((cell) => cell.group === group);
  const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
  const hidden = Math.max(0, cohorts.length - MOST_COHORTS);
  const curves = curvesOf(result).filter(({ points }) => points[0]?.group === group);
  const title = titleOf(result).replace(/, by .*$/, "?");
  const shown = cohorts.slice(hidden);
  const drawn = { cells, cohorts: shown, pooled: curves[0]?.points ?? [], axis: axisWords(result) };
  const partial = shown.filter((cohort) => cells.some((cell) => cell.cohort === cohort && cell.partial));
  const caption = [
    captionOf(result, "triangle"),
    partialWords(partial),
    hidden > 0 ? `${hidden} earlier ${hidden === 1 ? "cohort is" : "cohorts are"} in the table.` : "",
  ];
  return plot({
    title: group === undefined ? title : `${title.slice(0, -1)}: ${group}?`,
    subtitle: subtitleOf(result),
    caption: caption.filter((part) => part !== "").join(" "),
    ...own,
    alt: altOf(result, curves),
    data: result.table,
    ...drawing(drawn, theme.width),
    narrow: drawing(drawn, theme.narrowWidth),
  });
}

interface Drawn {
  cells: readonly RetentionCell[];
  cohorts: readonly string[];
  pooled: readonly Omit<RetentionCell, "cohort" | "partial">[];
  axis: string;
}

const ALL = "all";

function drawing({ cells, cohorts, pooled, axis }: Drawn, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const most = wide ? 15 : 6;
  const labels = [...new Set(cells.map(({ label }) => label))];
  const shown = labels.length <= most ? labels : chosen(labels, most);
  const drawn = cells.filter(({ cohort, label }) => cohorts.includes(cohort) && shown.includes(label));
  const rows = drawn.filter(({ rate }) => !Number.isNaN(rate));
  const open = drawn.filter(({ rate }) => Number.isNaN(rate));
  const together = pooled
    .filter(({ label }) => shown.includes(label))
    .map((point) => ({ ...point, cohort: ALL, partial: false }));
  const all = [...rows, ...together];
  const top = Math.max(0.01, ...all.filter(({ period }) => period > 0).map(({ rate }) => rate));
  const strength = ({ rate, period }: RetentionCell) => (period === 0 ? 0 : rate / top);
  const fill = (cell: RetentionCell) => (cell.period === 0 ? "none" : theme.ramp(STRONGEST * strength(cell)));
  const frame = (cell: RetentionCell) => (cell.cohort === ALL ? theme.ink : "none");
  const [whole, parts] = [all.filter(({ partial }) => !partial), all.filter(({ partial }) => partial)];
  const left = labels.length - shown.length;
  const text = (cell: RetentionCell) => (cell.period === 0 ? countWords(cell.people) : shortPercent(cell.rate));
  const place = { x: "label", y: "cohort" } as const;
  const line = wide ? 24 : 23;
  const below = left > 0 ? 66 : 50;
  const height = (cohorts.length + 1) * line + 8 + below;
  return {
    ...{ width, height, marginLeft: wide ? 88 : 76, marginRight: 4, marginTop: 4, marginBottom: below },
    x: {
      ...{ type: "band", domain: shown, padding: 0.03 },
      label: `${axis}; in 0 the people, then per cent${left > 0 ? `\n${shown.length} of ${labels.length} periods drawn, the others are in the table` : ""}`,
      ...{ labelAnchor: "center", labelOffset: left > 0 ? 56 : 40, labelArrow: "none" },
    },
    y: { type: "band", domain: [...cohorts, ALL], padding: 0.05, label: null },
    marks: [
      Plot.cell(whole, { ...place, fill, stroke: frame, rx: 2, inset: 0.5 }),
      Plot.cell(parts, { ...place, fill: "none", stroke: theme.quiet, strokeDasharray: "3 2", rx: 2, inset: 1 }),
      Plot.text(open, { ...place, text: () => "·", fill: theme.muted, fontSize: 14 }),
      Plot.text(all, {
        ...{ ...place, text, fill: theme.ink, fontSize: 12 },
        fontWeight: 500,
        fontVariant: "tabular-nums",
      }),
    ],
  };
}

/** Per cent without its sign: `"34"`, `"3.4"`. */
function shortPercent(rate: number): string {
  const percent = 100 * rate;
  return percent > 0 && percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0);
}

/** Periods to show where there is no room for all: the first ones, then spread out. */
function chosen(labels: readonly string[], most: number): string[] {
  const close = Math.ceil(most / 2);
  const rest = most - close;
  const last = labels.length - 1;
  const places = new Set([
    ...Array.from({ length: close }, (_, i) => i),
    ...Array.from({ length: rest }, (_, i) => Math.round(close + ((i + 1) * (last - close)) / rest)),
  ]);
  return [...places].map((i) => labels[i]);
}
