import * as Plot from "@observablehq/plot";
import type { Precedence } from "../analyses/precedes-result.ts";
import type { Screen } from "../analyses/screen-result.ts";
import type { Converts } from "../analyses/what-converts-result.ts";
import { knownOptions, positive, whole } from "../core/options.ts";
import { ratioWords } from "../core/ratio-words.ts";
import { toTable } from "../core/table.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { type Forest, type ForestRow, toForest } from "./forest-rows.ts";
import { listWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { ratioSpan, ratioTicks } from "./ratio-words.ts";
import { theme } from "./theme.ts";

/** How a forest plot is drawn. */
export interface ForestOptions extends ChartWords {
  /** At most so many rows; how many are left out is told. Default: 15. */
  most?: number;
  /** Where nothing is found. Default: 1. */
  none?: number;
  /** `"log"` for ratios, `"linear"` for differences. Default: `"log"`. */
  scale?: "log" | "linear";
  /** What the numbers are, where they are your own: `"Difference of rates"`. */
  measure?: string;
}

/**
 * Draws comparisons one below the other, each with its interval, about the line where nothing is found.
 *
 * Of `precedes` the ways it asked its question, of `screen` and `whatConverts` the surest rows, or rows of your own, such as the groups
 * of a funnel against one. An interval that runs out of the picture has an arrow; an estimate of 0 or infinity has only its interval.
 *
 * @param given what `precedes`, `screen` or `whatConverts` gave, or rows of label, estimate, lower and upper
 * @param options see {@link ForestOptions}
 * @returns a chart, drawn for 720 and for 360 px; the table behind it is its rows
 * @throws PhonographError `option/invalid` for what is none of these
 * @example
 * ```ts
 * import { fisher, forestChart } from "phonograph";
 * const rows = [{ label: "tea", ...fisher([[3, 1], [1, 3]]) }, { label: "coffee", ...fisher([[30, 10], [10, 30]]) }];
 * const chart = forestChart(rows, { title: "Who can taste it?", measure: "Odds ratio" });
 * console.assert(chart.alt.includes("coffee 8.7"));
 * ```
 */
export function forestChart(
  given: Precedence | Screen | Converts | readonly ForestRow[],
  options: ForestOptions = {},
): Chart {
  knownOptions("forestChart", options, ["title", "subtitle", "caption", "most", "none", "scale", "measure"]);
  const { most = 15, none = 1, scale = "log", measure, ...words } = options;
  if (scale === "log") positive("forestChart", "none", none);
  const forest = toForest(given, whole("forestChart", "most", most, 1, 60));
  const level = `${Number((100 * forest.confidence).toPrecision(4))} %`;
  const left = forest.left > 0 ? ` ${forest.left} more are in the result.` : "";
  const named = { ...forest, measure: measure ?? forest.measure };
  return plot({
    title: forest.title,
    subtitle: forest.subtitle === "" ? undefined : forest.subtitle,
    caption: `${forest.caption} Bars: ${level} intervals.${left}`.trim(),
    ...words,
    alt: altOf(named, words.title ?? forest.title),
    data: toTable({
      label: named.rows.map(({ label }) => label),
      ...Object.fromEntries(
        (["estimate", "lower", "upper"] as const).map((name) => [name, named.rows.map((row) => row[name])]),
      ),
    }),
    ...drawing(named, { none, scale }, theme.width),
    narrow: drawing(named, { none, scale }, theme.narrowWidth),
  });
}

function altOf({ rows, measure }: Forest, title: string): string {
  const told = rows
    .slice(0, 8)
    .map(
      ({ label, estimate, lower, upper }) =>
        `${label} ${ratioWords(estimate)} (${ratioWords(lower)} to ${ratioWords(upper)})`,
    );
  const more = rows.length > 8 ? ` and ${rows.length - 8} more` : "";
  return rows.length === 0
    ? `${title} Nothing could be tested.`
    : `Forest plot, ${measure.toLowerCase()} with intervals: ${listWords(told)}${more}.`;
}

/** The ends of the picture: where most intervals end, so that one endless interval does not hide the others. */
function endsOf(rows: readonly ForestRow[], none: number, log: boolean): [number, number] {
  const estimates = rows.map(({ estimate }) => estimate).filter((x) => Number.isFinite(x) && (!log || x > 0));
  const bounds = rows
    .flatMap(({ lower, upper }) => [lower, upper])
    .filter((x) => Number.isFinite(x) && (!log || x > 0));
  if (!log) {
    const [low, high] = [Math.min(none, ...bounds, ...estimates), Math.max(none, ...bounds, ...estimates)];
    const room = 0.05 * (high - low || 1);
    return [low - room, high + room];
  }
  const farthest = Math.max(2, ...estimates.map((x) => Math.max(x / none, none / x)));
  const reach = Math.min(Math.max(2, ...bounds.map((x) => Math.max(x / none, none / x))), 8 * farthest, 1000);
  const below = Math.min(0.8 * none, ...estimates, ...bounds.filter((x) => x >= none / reach));
  const above = Math.max(1.25 * none, ...estimates, ...bounds.filter((x) => x <= none * reach));
  return [Math.max(below, none / reach) / 1.15, Math.min(above, none * reach) * 1.15];
}

function drawing(
  { rows, measure }: Forest,
  { none, scale }: { none: number; scale: "log" | "linear" },
  width: number,
): Drawing {
  const wide = width > theme.narrowWidth;
  const log = scale === "log";
  const [low, high] = endsOf(rows, none, log);
  const within = (x: number) => (Number.isNaN(x) ? none : Math.min(high, Math.max(low, x)));
  const lines = rows.map((row, i) => ({ ...row, place: String(i), colour: row.quiet ? theme.muted : theme.series[0] }));
  const height = (wide ? 28 : 44) * Math.max(1, rows.length) + 74;
  const words = ({ estimate, lower, upper }: ForestRow) =>
    ratioSpan(estimate, lower, upper, wide || !log ? " to " : "–");
  const known = lines.filter(({ lower, upper }) => !(Number.isNaN(lower) || Number.isNaN(upper)));
  const arrows = known.flatMap((line) => [
    ...(line.lower < low ? [{ ...line, at: low, rotate: -90 }] : []),
    ...(line.upper > high ? [{ ...line, at: high, rotate: 90 }] : []),
  ]);
  const label = { y: "place", text: "label", fill: theme.ink } as const;
  const side = Math.min(280, 24 + 6.6 * Math.max(8, ...rows.map(({ label: own }) => own.length)));
  return {
    ...{ width, height, marginTop: 30, marginBottom: 44, marginLeft: wide ? side : 14, marginRight: wide ? 170 : 14 },
    x: {
      ...{ type: scale, domain: [low, high], label: measure, labelAnchor: "center", labelOffset: 38, grid: true },
      ...(log ? { ticks: ratioTicks(low, high), tickFormat: (r: number) => String(r) } : { ticks: 5 }),
    },
    y: { type: "band", domain: lines.map(({ place }) => place), axis: null, padding: 0 },
    marks: [
      Plot.ruleX([none], { stroke: theme.quiet, strokeDasharray: "4 3" }),
      Plot.link(known, {
        ...{ y1: "place", y2: "place", x1: (d) => within(d.lower), x2: (d) => within(d.upper), dy: wide ? 0 : 8 },
        ...{ stroke: (d) => d.colour, strokeWidth: 2 },
      }),
      Plot.dot(arrows, {
        y: "place",
        x: "at",
        symbol: "triangle",
        rotate: (d) => d.rotate,
        fill: (d) => d.colour,
        r: 3.6,
        dy: wide ? 0 : 8,
      }),
      Plot.dot(
        lines.filter(({ estimate }) => estimate >= low && estimate <= high),
        { y: "place", x: "estimate", fill: (d) => d.colour, r: 4.5, stroke: theme.surface, dy: wide ? 0 : 8 },
      ),
      ...(wide
        ? [
            Plot.text(lines, {
              ...label,
              frameAnchor: "left",
              textAnchor: "end",
              dx: -10,
              lineWidth: (side - 14) / theme.fontSize,
              textOverflow: "ellipsis",
            }),
            Plot.text(lines, {
              y: "place",
              text: words,
              frameAnchor: "right",
              textAnchor: "start",
              dx: 10,
              fill: (d) => (d.quiet ? theme.quiet : theme.ink),
            }),
          ]
        : [
            Plot.text(lines, {
              ...label,
              frameAnchor: "left",
              textAnchor: "start",
              dy: -8,
              fontWeight: 600,
              lineWidth: 15,
              stroke: theme.surface,
              strokeWidth: 4,
              textOverflow: "ellipsis",
            }),
            Plot.text(lines, {
              y: "place",
              text: words,
              frameAnchor: "right",
              textAnchor: "end",
              dy: -8,
              fill: theme.quiet,
            }),
          ]),
    ],
  };
}
