import * as Plot from "@observablehq/plot";
import type { Retention } from "../analyses/retention-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { spread } from "./churn-curves.ts";
import { shortened } from "./funnel-lines.ts";
import { countWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { curvesOf, type RetentionCurve } from "./retention-rows.ts";
import { altOf, axisWords, captionOf, subtitleOf, titleOf } from "./retention-words.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const PLOT_HEIGHT = 300;

/**
 * Draws retention as curves, all cohorts taken together, with bands; groups side by side, and how many people each point is of below.
 *
 * Groups of fewer than 10 people are dashed and have no band. Period 0, in which everybody is, is left out. The table behind the chart is
 * the result's `curve`.
 *
 * @param result what `retention` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { retention, retentionCurveChart } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 1, 2], at: [0, day, 0, 3 * day], kind: ["app", "app", "app", "app"] });
 * const chart = retentionCurveChart(await retention(events, { start: "app" }));
 * console.assert(chart.alt.includes("50 %") && chart.table?.numRows() === 3);
 * ```
 */
export function retentionCurveChart(result: Retention, words: ChartWords = {}): Chart {
  requireResult("retentionCurveChart", result, "retention", ["table", "curve", "semantics"]);
  const curves = curvesOf(result);
  const axis = axisWords(result);
  return plot({
    title: titleOf(result),
    subtitle: subtitleOf(result),
    caption: captionOf(result, "curve"),
    ...words,
    alt: altOf(result, curves),
    data: result.curve,
    ...drawing(curves, axis, theme.width),
    narrow: drawing(curves, axis, theme.narrowWidth),
  });
}

const ROW = 17;

function drawing(all: readonly RetentionCurve[], axis: string, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const curves = all
    .map((curve) => ({ ...curve, points: curve.points.filter(({ period }) => period > 0) }))
    .filter(({ points }) => points.length > 0);
  const single = all.length === 1;
  const points = curves.flatMap((curve) => curve.points);
  const xs = [...new Map(points.map(({ x, label }) => [x, label])).entries()].sort(([a], [b]) => a - b);
  const most = Math.max(1, ...points.map(({ upper, rate, people }) => 100 * (people < 10 ? rate : upper)));
  const name = (curve: RetentionCurve) => shortened(curve.name ?? "", wide ? 20 : 30);
  const side = single ? 0 : Math.max(...curves.map((curve) => textWidth(name(curve), theme.fontSize)), 0);
  const marginRight = wide && !single ? Math.ceil(side) + 18 : 22;
  const marginLeft = single || !wide ? 46 : Math.max(52, Math.ceil(side) + 30);
  const height = wide ? PLOT_HEIGHT : 220;
  const stacked = !wide && !single;
  const rows = curves.length * (stacked ? 2 : 1);
  const marginBottom = 64 + rows * ROW;
  const step = Math.ceil(xs.length / (wide ? 10 : 5));
  const ticks = xs.filter((_, i) => i % step === 0).map(([x]) => x);
  const [first, last] = [xs[0]?.[0] ?? 1, xs.at(-1)?.[0] ?? 1];
  const top = Math.min(100, most * 1.04);
  return {
    ...{ width, height: height + 26 + marginBottom, marginLeft, marginRight, marginTop: 26, marginBottom },
    x: {
      ...{
        domain: first === last ? [first - 1, last + 1] : [first, last],
        ticks,
        label: axis,
        labelAnchor: "center",
        labelOffset: 34,
      },
      tickFormat: (x: number) => xs.find(([at]) => at === x)?.[1] ?? "",
    },
    y: { domain: [0, top], label: "Come back (%)", ticks: 5, labelAnchor: "top" },
    marks: [
      ...[...curves]
        .sort((a, b) => Number(b.quiet) - Number(a.quiet))
        .flatMap((curve) => curveMarks(curve, curves.length)),
      ...(single ? endWords(curves) : []),
      ...(wide && !single ? names(curves, name, last, { top, height }) : []),
      ...countMarks(curves, ticks, { single, stacked, name }),
    ],
  };
}

function curveMarks({ points, colour, quiet, people }: RetentionCurve, of: number): Plot.Markish[] {
  const small = people < 10;
  const band = Plot.areaY(points, {
    ...{ x: "x", y1: (d) => 100 * d.lower, y2: (d) => 100 * d.upper },
    ...{ fill: colour, fillOpacity: Math.min(0.17, 0.6 / of) * (quiet ? 0.6 : 1) },
  });
  const line = { x: "x", y: (d: { rate: number }) => 100 * d.rate };
  return [
    ...(small ? [] : [band]),
    Plot.line(points, {
      ...line,
      stroke: colour,
      strokeWidth: quiet || small ? 1.4 : 2.2,
      strokeDasharray: small ? "5 3" : undefined,
    }),
    Plot.dot(points.length <= 31 ? points : [], { ...line, fill: colour, r: quiet ? 2 : 2.8 }),
  ];
}

/** Of a single curve its first and last point in words. */
function endWords(curves: readonly RetentionCurve[]): Plot.Markish[] {
  const points = curves.flatMap((curve) => curve.points);
  const ends = points.length > 1 ? [points[0], points.at(-1)!] : points;
  return ends.map((point, i) =>
    Plot.text([point], {
      ...{
        x: "x",
        y: (d) => 100 * d.upper,
        text: (d) => percentWords(d.rate),
        dy: -10,
        fill: theme.ink,
        fontWeight: 600,
      },
      ...{ textAnchor: i === 0 ? "start" : "end", dx: i === 0 ? 0 : 4, stroke: theme.surface, strokeWidth: 4 },
    }),
  );
}

function names(
  curves: readonly RetentionCurve[],
  name: (curve: RetentionCurve) => string,
  last: number,
  { top, height }: { top: number; height: number },
): Plot.Markish[] {
  const places = spread(
    curves.map(({ points }) => height * (1 - (100 * (points.at(-1)?.rate ?? 0)) / top)),
    15,
    0,
    height,
  );
  return curves.map((curve, i) =>
    Plot.text([{ x: last, y: top * (1 - places[i] / height) }], {
      ...{ x: "x", y: "y", text: () => name(curve), textAnchor: "start", dx: 9, fontWeight: 600 },
      fill: curve.quiet ? theme.quiet : curve.colour,
    }),
  );
}

function countMarks(
  curves: readonly RetentionCurve[],
  ticks: readonly number[],
  { single, stacked, name }: { single: boolean; stacked: boolean; name: (curve: RetentionCurve) => string },
): Plot.Markish[] {
  const left = single || stacked ? -36 : -28;
  const under = { frameAnchor: "bottom-left", text: (d: string) => d } as const;
  return [
    Plot.text(["People"], {
      ...under,
      dx: left,
      dy: 56,
      textAnchor: single || stacked ? "start" : "end",
      fill: theme.quiet,
      fontStyle: "italic",
    }),
    ...curves.flatMap((curve, i) => {
      const line = 57 + ROW * (1 + i * (stacked ? 2 : 1));
      const fill = curve.quiet ? theme.quiet : curve.colour;
      const label = Plot.text([name(curve)], {
        ...under,
        dx: left,
        dy: line,
        textAnchor: stacked ? "start" : "end",
        fill,
        fontWeight: 600,
      });
      const counts = Plot.text(
        curve.points.filter(({ x }) => ticks.includes(x)),
        {
          x: "x",
          frameAnchor: "bottom",
          text: (d) => countWords(d.people),
          dy: line + (stacked ? ROW - 3 : 0),
          fill: theme.ink,
        },
      );
      return single ? [counts] : [label, counts];
    }),
  ];
}
