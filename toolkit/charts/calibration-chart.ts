import * as Plot from "@observablehq/plot";
import type { CalibrationColumns } from "../link/calibration.ts";
import type { DuplicateScores } from "../link/evaluate-duplicates.ts";
import type { LinkScores } from "../link/evaluate-links.ts";
import type { PairScores } from "../link/evaluate-pairs.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

const MAKERS = "evaluateLinks, evaluatePairs or evaluateDuplicates";

/**
 * Draws whether links are right as often as they say: for each step of probability the share that was right, with its
 * interval, against what was said. On the line both are equal; above it links are better than they say.
 *
 * @param scores what `evaluateLinks`, `evaluatePairs` or `evaluateDuplicates` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px; the table behind it is the calibration table
 * @throws PhonographError `option/invalid` for anything else
 * @example
 * ```ts
 * import { calibrationChart, evaluateLinks, link } from "phonograph";
 * import { table } from "arquero";
 * const events = table({ at: [1, 2, 3], kind: ["auth", "auth", "app"], user: ["ann", "bob", "ann"], human: [1, 2, 1] });
 * const chart = calibrationChart(evaluateLinks(await link(events), "human"));
 * console.assert(chart.table?.numRows() === 1);
 * ```
 */
export function calibrationChart(scores: LinkScores | PairScores | DuplicateScores, words: ChartWords = {}): Chart {
  requireResult("calibrationChart", scores, MAKERS, ["calibration", "about"]);
  const rows = scores.calibration.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as CalibrationColumns[];
  const what = scores.about.verb === "evaluateLinks" ? "rows" : "pairs";
  const all = rows.reduce((sum, { n }) => sum + n, 0);
  const told = rows
    .toSorted((a, b) => b.n - a.n)
    .slice(0, 4)
    .map(
      ({ n, predicted, observed }) =>
        `${percentWords(predicted)} said, ${percentWords(observed)} came true (${countWords(n)})`,
    );
  return plot({
    title: "Are links right as often as they say?",
    subtitle: `Share of ${countWords(all)} ${all === 1 ? `${what.slice(0, -1)} that is` : `${what} that are`} right, by the probability they were given`,
    caption:
      "Lines: Wilson 95 % intervals. Larger dots: more of them, as the numbers say. Dashed: said and true agree.",
    ...words,
    alt: `Calibration: share right by probability, ${rows.length} ${rows.length === 1 ? "step" : "steps"}. ${told.length > 0 ? `The fullest: ${listWords(told)}.` : "Nothing has a probability."}`,
    data: scores.calibration,
    ...drawing(rows, theme.width),
    narrow: drawing(rows, theme.narrowWidth),
  });
}

function drawing(rows: readonly CalibrationColumns[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const most = Math.max(1, ...rows.map(({ n }) => n));
  const axis = { domain: [0, 100], ticks: wide ? 6 : 5 };
  const radius = ({ n }: CalibrationColumns) => 3 + 7 * Math.sqrt(n / most);
  return {
    ...{ width, height: wide ? 400 : 330, marginLeft: 42, marginRight: 26, marginTop: 28, marginBottom: 44 },
    x: { ...axis, label: "Probability given (%)", labelAnchor: "center", labelOffset: 36 },
    y: { ...axis, label: "Right (%)", labelAnchor: "top", grid: true },
    marks: [
      Plot.line([0, 100], { x: (d) => d, y: (d) => d, stroke: theme.quiet, strokeDasharray: "4 4" }),
      Plot.ruleX(rows, {
        ...{ x: (d: CalibrationColumns) => 100 * d.predicted, stroke: theme.series[0], strokeWidth: 1.6 },
        ...{ y1: (d: CalibrationColumns) => 100 * d.lower, y2: (d: CalibrationColumns) => 100 * d.upper },
      }),
      Plot.dot(rows, {
        ...{ x: (d: CalibrationColumns) => 100 * d.predicted, y: (d: CalibrationColumns) => 100 * d.observed },
        ...{ r: radius, fill: theme.series[0], stroke: theme.surface, strokeWidth: 1 },
      }),
      ...[true, false].map((isLow) =>
        Plot.text(
          rows.filter(({ observed }) => observed < 0.15 === isLow),
          {
            ...{ x: (d: CalibrationColumns) => 100 * d.predicted, y: (d: CalibrationColumns) => 100 * d.observed },
            ...{
              text: ({ n }: CalibrationColumns) => countWords(n),
              textAnchor: "start",
              dx: wide ? 14 : 10,
              dy: isLow ? -9 : 12,
            },
            ...{ fill: theme.quiet, fontSize: 11, stroke: theme.surface, strokeWidth: 3 },
          },
        ),
      ),
    ],
    r: { type: "identity" },
  };
}
