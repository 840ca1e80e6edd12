import * as Plot from "@observablehq/plot";
import type { DuplicateScores } from "../link/evaluate-duplicates.ts";
import type { LinkScores } from "../link/evaluate-links.ts";
import type { PairScores } from "../link/evaluate-pairs.ts";
import type { CurveColumns } from "../link/threshold-curve.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

/**
 * Draws what a threshold costs: precision, recall and F1 of links with at least each probability, with 95 % intervals.
 *
 * Thresholds stand at equal distances, as the interesting ones are close to 1.
 *
 * @param scores what `evaluateLinks`, `evaluatePairs` or `evaluateDuplicates` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px; the table behind it has a row for each threshold
 * @throws PhonographError `option/invalid` for anything else
 * @example
 * ```ts
 * import { evaluateLinks, link, linkCurveChart } from "phonograph";
 * import { table } from "arquero";
 * const events = table({ at: [1, 2, 3], kind: ["auth", "auth", "app"], user: ["ann", "bob", "ann"], human: [1, 2, 1] });
 * const chart = linkCurveChart(evaluateLinks(await link(events), "human", { thresholds: [0.5, 0.9] }));
 * console.assert(chart.table?.numRows() === 2);
 * ```
 */
export function linkCurveChart(scores: LinkScores | PairScores | DuplicateScores, words: ChartWords = {}): Chart {
  requireResult("linkCurveChart", scores, "evaluateLinks, evaluatePairs or evaluateDuplicates", [
    "calibration",
    "curve",
    "about",
  ]);
  const rows = scores.curve.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as CurveColumns[];
  const isPairs = scores.about.verb === "evaluatePairs";
  const [what, cluster] = isPairs
    ? ["pairs", "number"]
    : scores.about.verb === "evaluateDuplicates"
      ? ["pairs of records", "customer"]
      : ["linked rows", "person"];
  const told = [rows[0], rows.at(-1)]
    .filter((row, i, list) => row !== undefined && list.indexOf(row) === i)
    .map(
      (row) =>
        `at ${thresholdWords(row!.threshold)} precision is ${percentWords(row!.precision)} and recall ${percentWords(row!.recall)}`,
    );
  const best = rows.reduce<CurveColumns | undefined>((top, row) => (top && !(row.f1 > top.f1) ? top : row), undefined);
  return plot({
    title: "What does a higher threshold cost?",
    subtitle: `Precision and recall of ${what} with at least each probability; ${countWords(rows[0]?.true ?? 0)} to be found`,
    caption: `Bands: 95 % intervals by ${cluster}. ${isPairs ? "Pairs that were left ambiguous count as linked from their probability down. " : ""}Precision: the share of links that is right; recall: the share found of all.`,
    ...words,
    alt: `Lines of precision, recall and F1 over ${rows.length} thresholds: ${told.join(", ")}. ${best && best.f1 >= 0 ? `F1 is best at ${thresholdWords(best.threshold)} (${percentWords(best.f1)}).` : ""}`,
    data: scores.curve,
    ...drawing(rows, theme.width),
    narrow: drawing(rows, theme.narrowWidth),
  });
}

const MEASURES = ["precision", "recall", "f1"] as const;
const NAMES = { precision: "Precision", recall: "Recall", f1: "F1" } as const;
const thresholdWords = (threshold: number) => String(Number(threshold.toPrecision(4)));

function drawing(rows: readonly CurveColumns[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const points = MEASURES.flatMap((measure) =>
    rows
      .filter((row) => !Number.isNaN(row[measure]))
      .map((row) => ({
        ...{ name: NAMES[measure], threshold: thresholdWords(row.threshold), value: 100 * row[measure] },
        ...{ lower: 100 * row[`${measure}_lower`], upper: 100 * row[`${measure}_upper`] },
      })),
  );
  const least = Math.min(99, ...points.map(({ lower }) => lower));
  const every = Math.ceil(rows.length / (wide ? 16 : 7));
  const thresholds = rows.map(({ threshold }) => thresholdWords(threshold));
  return {
    ...{ width, height: wide ? 360 : 300, marginLeft: 46, marginRight: 16, marginTop: 26, marginBottom: 44 },
    color: {
      legend: true,
      domain: MEASURES.map((measure) => NAMES[measure]),
      range: [theme.series[0], theme.series[1], theme.muted],
    },
    x: {
      ...{
        type: "point",
        domain: thresholds,
        padding: 0.3,
        label: "Least probability of a link",
        labelAnchor: "center",
      },
      ...{ labelOffset: 36, ticks: thresholds.filter((_, i) => (rows.length - 1 - i) % every === 0), tickSize: 0 },
    },
    y: {
      domain: [Math.max(0, 5 * Math.floor(least / 5)), 100],
      label: "Share (%)",
      labelAnchor: "top",
      ticks: 6,
      grid: true,
    },
    marks: [...(rows.length > 1 ? lines(points) : bars(points))],
  };
}

interface Point {
  name: string;
  threshold: string;
  value: number;
  lower: number;
  upper: number;
}

const lines = (points: readonly Point[]) => [
  Plot.areaY(points, { x: "threshold", y1: "lower", y2: "upper", fill: "name", z: "name", fillOpacity: 0.15 }),
  Plot.line(points, { x: "threshold", y: "value", stroke: "name", z: "name", strokeWidth: 2 }),
  Plot.dot(points, { x: "threshold", y: "value", fill: "name", r: 2.4, stroke: "none" }),
];

/** One threshold alone has no line, nor a band: its three shares stand side by side. */
const bars = (points: readonly Point[]) =>
  points.flatMap((point, i) => {
    const dx = 24 * (i - (points.length - 1) / 2);
    return [
      Plot.ruleX([point], { x: "threshold", y1: "lower", y2: "upper", stroke: "name", strokeWidth: 1.6, dx }),
      Plot.dot([point], { x: "threshold", y: "value", fill: "name", r: 4, stroke: "none", dx }),
    ];
  });
