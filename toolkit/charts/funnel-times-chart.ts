import * as Plot from "@observablehq/plot";
import type { Funnel } from "../analyses/funnel-result.ts";
import { formatDuration } from "../core/duration.ts";
import { keyword, knownOptions } from "../core/options.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { durationAxis } from "./duration-axis.ts";
import { type FunnelGroup, funnelGroups, shortened } from "./funnel-lines.ts";
import { countedNoun } from "./funnel-words.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

const MOST_GROUPS = 7;

/** How the times of a funnel are drawn. */
export interface FunnelTimesOptions extends ChartWords {
  /** `"curve"`: the share that has converted by each time after the entry; `"histogram"`: how many conversions took how long. Default: `"curve"`. */
  show?: "curve" | "histogram";
}

interface Point {
  group: string;
  x: number;
  share: number;
  lower: number;
  upper: number;
}

interface Bin {
  group: string;
  from: number;
  to: number;
  n: number;
  share: number;
}

/**
 * Draws how long conversions take: as a curve that climbs to the conversion rate, with its band and a line for each group, or as a
 * histogram with the median marked, one below the other for groups.
 *
 * The curve is Kaplan-Meier's, so entrants who are not followed to the end of the window (`censor: "km"`) count as long as they are.
 * At most 7 groups are drawn. The table behind the chart is the result's `curve` or `histogram`.
 *
 * @param result what `funnel` gave
 * @param options see {@link FunnelTimesOptions}
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel, funnelTimesChart } from "phonograph";
 * const events = table({ at: [0, 6e4, 0, 9e7], kind: ["sms", "auth", "sms", "call"], person: [0, 0, 1, 1] });
 * const chart = funnelTimesChart(await funnel(events, ["sms", "auth"], { within: "1h" }));
 * console.assert(chart.alt.includes("50 %") && chart.svg.startsWith("<svg"));
 * ```
 */
export function funnelTimesChart(result: Funnel, options: FunnelTimesOptions = {}): Chart {
  requireResult("funnelTimesChart", result, "funnel", ["table", "steps", "semantics"]);
  knownOptions("funnelTimesChart", options, ["title", "subtitle", "caption", "show"]);
  const { show = "curve", ...words } = options;
  const isCurve = keyword("funnelTimesChart", "show", show, ["curve", "histogram"]) === "curve";
  const groups = funnelGroups(result).slice(0, MOST_GROUPS);
  const draw = (width: number) =>
    isCurve ? curveDrawing(result, groups, width) : histogramDrawing(result, groups, width);
  return plot({
    ...wordsOf(result, groups, isCurve),
    ...words,
    data: isCurve ? result.curve : result.histogram,
    ...draw(theme.width),
    narrow: draw(theme.narrowWidth),
  });
}

function wordsOf(
  { steps, semantics, converted, entered, groupedBy }: Funnel,
  groups: readonly FunnelGroup[],
  isCurve: boolean,
) {
  const [first, last] = [shortened(steps[0], 28), shortened(steps.at(-1)!, 28)];
  const noun = countedNoun(semantics);
  const told = groups.slice(0, 6).map(({ group, lines }) => {
    const { rate, elapsed_median, n } = lines.findLast(({ optional }) => !optional)!;
    const half = n > 0 ? `, half of them within ${formatDuration(elapsed_median)}` : "";
    return `${group === null ? "" : `${group}: `}${percentWords(rate)} convert${half}`;
  });
  return {
    title: groupedBy
      ? `How soon do they get from ${first} to ${last}, by ${groupedBy}?`
      : `How soon do they get from ${first} to ${last}?`,
    subtitle: isCurve
      ? `Share of ${countWords(entered)} ${noun} that has converted by so long after the entry`
      : `${countWords(converted)} conversions by the time from the first step to the last`,
    caption: isCurve
      ? `Bands: ${Number((100 * semantics.confidence).toPrecision(4))} % intervals. The window ends after ${formatDuration(semantics.within)}.`
      : "Line: the median.",
    alt: `${isCurve ? "Curve" : "Histogram"} of the time to convert: ${listWords(told)}.`,
  };
}

function curveDrawing({ curve, groupedBy, semantics }: Funnel, groups: readonly FunnelGroup[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const rows = curve.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as (Omit<Point, "x"> & { time: number })[];
  const most = Math.min(semantics.within, 1.08 * Math.max(1000, ...rows.map(({ time }) => time)));
  const axis = durationAxis(most, wide ? 8 : 5);
  const lines = groups.map((one) => {
    const own = rows.filter(({ group }) => groupedBy === undefined || group === one.label);
    const points = own.map(({ time, share, lower, upper }) => ({ x: time / axis.length, share, lower, upper }));
    const end = points.at(-1);
    return { one, points: end ? [...points, { ...end, x: most / axis.length }] : points };
  });
  const top = Math.max(
    0.01,
    ...lines.flatMap(({ points }) => points.map(({ upper, share }) => (upper < 1 || share > 0.5 ? upper : share))),
  );
  const many = lines.length > 1;
  return {
    ...{
      width,
      height: wide ? 320 : 260,
      marginLeft: 46,
      marginRight: many && wide ? 130 : 24,
      marginTop: many && !wide ? 26 + 16 * lines.length : 26,
      marginBottom: 44,
    },
    x: {
      domain: [0, most / axis.length],
      ticks: axis.ticks,
      tickFormat: (x: number) => String(x),
      label: `Time since the entry (${axis.unit})`,
      labelAnchor: "center",
      labelOffset: 36,
    },
    y: { domain: [0, Math.min(100, 104 * top)], label: "Converted (%)", ticks: 5 },
    marks: [
      ...lines.flatMap(({ one, points }) => [
        Plot.areaY(points, {
          x: "x",
          y1: (d) => 100 * d.lower,
          y2: (d) => 100 * d.upper,
          curve: "step-after",
          fill: one.colour,
          fillOpacity: Math.min(0.16, 0.4 / lines.length),
        }),
        Plot.line(points, {
          x: "x",
          y: (d) => 100 * d.share,
          curve: "step-after",
          stroke: one.colour,
          strokeWidth: one.quiet ? 1.4 : 2,
        }),
      ]),
      ...(many ? namesOf(lines, wide, Math.min(100, 104 * top)) : []),
    ],
  };
}

type DrawnLine = { one: FunnelGroup; points: { x: number; share: number }[] };

/** Beside the ends of the lines where there is room, moved apart; above the picture on a phone. */
function namesOf(lines: readonly DrawnLine[], wide: boolean, top: number): Plot.Markish[] {
  if (!wide) {
    return lines.map(({ one }, i) =>
      Plot.text([one.group ?? ""], {
        ...{ frameAnchor: "top-left", dy: -16 * (lines.length - i) - 4, textAnchor: "start", fontWeight: 600 },
        ...{ text: (d: string) => shortened(d, 40), fill: one.quiet ? theme.quiet : one.colour },
      }),
    );
  }
  const perLine = (top * 15) / 250;
  let last = Number.POSITIVE_INFINITY;
  const placed = lines
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => b.points.at(-1)!.share - a.points.at(-1)!.share)
    .map((line) => {
      last = Math.min(100 * line.points.at(-1)!.share, last - perLine);
      return { ...line, y: last };
    });
  return placed.map(({ one, y }) =>
    Plot.text([one.group ?? ""], {
      ...{ frameAnchor: "right", y: () => Math.max(y, perLine / 3), dx: 8, textAnchor: "start", fontWeight: 600 },
      ...{ text: (d: string) => shortened(d, 18), fill: one.quiet ? theme.quiet : one.colour },
    }),
  );
}

function histogramDrawing({ histogram, groupedBy }: Funnel, groups: readonly FunnelGroup[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const all = histogram.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as Bin[];
  const axis = durationAxis(Math.max(1000, ...all.map(({ to }) => to)), wide ? 8 : 5);
  const rows = groups.map((one) => {
    const bins = all.filter(({ group }) => groupedBy === undefined || group === one.label);
    const most = Math.max(1, ...bins.map(({ n }) => n));
    return { one, bins, most, median: one.lines.findLast(({ optional }) => !optional)!.elapsed_median / axis.length };
  });
  const tall = rows.length > 1 ? 74 : 210;
  const named = rows.length > 1 ? 18 : 0;
  const base = (i: number) => (i + 1) * (tall + named);
  return {
    ...{ width, height: base(rows.length - 1) + 70, marginLeft: 20, marginRight: 20, marginTop: 16, marginBottom: 44 },
    x: {
      domain: [0, Math.max(1000, ...all.map(({ to }) => to)) / axis.length],
      ticks: axis.ticks,
      tickFormat: (x: number) => String(x),
      label: `Time from the first step to the last (${axis.unit})`,
      labelAnchor: "center",
      labelOffset: 36,
    },
    y: { type: "linear", domain: [base(rows.length - 1), 0], axis: null },
    marks: rows.flatMap(({ one, bins, most, median }, i) => [
      Plot.rect(bins, {
        ...{
          x1: (d: Bin) => d.from / axis.length,
          x2: (d: Bin) => d.to / axis.length,
          y1: () => base(i),
          y2: (d: Bin) => base(i) - ((tall - 12) * d.n) / most,
        },
        ...{ fill: one.colour, fillOpacity: 0.8, insetLeft: 0.5, insetRight: 0.5 },
      }),
      Plot.ruleY([base(i)], { stroke: theme.muted }),
      ...(Number.isNaN(median)
        ? []
        : [
            Plot.link([median], {
              x1: (d) => d,
              x2: (d) => d,
              y1: base(i),
              y2: base(i) - tall + 8,
              stroke: theme.ink,
              strokeWidth: 1.5,
            }),
            Plot.text([median], {
              x: (d) => d,
              y: base(i) - tall + 4,
              dx: 6,
              textAnchor: "start",
              text: () => `${wide || named === 0 ? "half within " : ""}${formatDuration(median * axis.length)}`,
              fill: theme.ink,
              stroke: theme.surface,
              strokeWidth: 4,
            }),
          ]),
      ...(named > 0
        ? [
            Plot.text([one.group ?? ""], {
              frameAnchor: "right",
              y: () => base(i) - tall + 4,
              textAnchor: "end",
              dx: -2,
              fontWeight: 600,
              text: (d: string) => shortened(d, 24),
              fill: one.quiet ? theme.quiet : one.colour,
            }),
          ]
        : []),
    ]),
  };
}
