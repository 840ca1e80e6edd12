import * as Plot from "@observablehq/plot";
import type { Funnel } from "../analyses/funnel-result.ts";
import { PhonographError } from "../core/errors.ts";
import { whole } from "../core/options.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { shortened } from "./funnel-lines.ts";
import { groupName } from "./group-names.ts";
import { listWords, percentWords, pWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/** How the groups of a funnel are compared. */
export interface FunnelComparisonOptions extends ChartWords {
  /** The step that is compared, from 2 on. Default: the last. */
  step?: number;
}

interface Row {
  group: string;
  against: string;
  step: number;
  label: string;
  rate: number;
  other_rate: number;
  difference: number;
  lower: number;
  upper: number;
  q: number;
  small: boolean;
}

/**
 * Draws the groups of a funnel beside each other: how many points more, or fewer, of those who entered reach a step than of the
 * others, with Newcombe's interval about the line where there is no difference.
 *
 * A group is coloured where it is told apart from chance: q below 1 less the confidence, and at least 30 entrants on either side. The
 * table behind the chart is the result's `comparisons`.
 *
 * @param result what `funnel` gave with `by`
 * @param options see {@link FunnelComparisonOptions}
 * @returns a chart, drawn for 720 and for 360 px
 * @throws PhonographError `option/invalid` where there are not two known groups
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel, funnelComparisonChart } from "phonograph";
 * const events = table({
 *   at: [0, 6e4, 0, 9e7],
 *   kind: ["sms", "auth", "sms", "call"],
 *   person: [0, 0, 1, 1],
 *   plan: ["gold", "gold", "basic", "basic"],
 * });
 * const chart = funnelComparisonChart(await funnel(events, ["sms", "auth"], { within: "1h", by: "plan" }));
 * console.assert(chart.alt.includes("-100 points"));
 * ```
 */
export function funnelComparisonChart(result: Funnel, options: FunnelComparisonOptions = {}): Chart {
  requireResult("funnelComparisonChart", result, "funnel", ["table", "steps", "semantics"]);
  const { comparisons, steps, semantics, groupedBy } = result;
  const { step = steps.length, ...words } = options;
  whole("funnelComparisonChart", "step", step, 2, steps.length);
  if (!comparisons || comparisons.numRows() === 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "funnelComparisonChart",
      rule: "there must be two known groups to compare",
      found: groupedBy === undefined ? "a funnel without groups" : `the groups of ${groupedBy}`,
      hint: 'funnel(events, steps, { within: "7d", by: "plan" })',
    });
  }
  const all = comparisons.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as Row[];
  const rows = all.filter((row) => row.step === step).map((row) => ({ ...row, name: groupName(row.group, groupedBy) }));
  const against = rows[0].against === "rest" ? "the rest" : groupName(rows[0].against, groupedBy);
  const sure = ({ q, small }: Row) => q < 1 - semantics.confidence && !small;
  const told = rows
    .slice(0, 6)
    .map((row) => `${row.name} ${pointWords(row.difference)} points (${spanWords(row)}; ${qWords(row.q)})`);
  const few = rows.some(({ small }) => small)
    ? " Hollow: fewer than 30 entrants on a side, too few for a verdict."
    : "";
  return plot({
    title: `Who reaches ${shortened(rows[0].label, 32)} more often, by ${groupedBy}?`,
    subtitle: `Difference of the shares of those who entered, in percentage points, against ${against}`,
    caption: `Bars: Newcombe ${Number((100 * semantics.confidence).toPrecision(4))} % intervals. ${all.length > 1 ? `q: Benjamini and Hochberg over ${all.length} comparisons.` : "q: p of the one comparison."}${few}`,
    ...words,
    alt: `Differences of conversion against ${against}: ${listWords(told)}.`,
    data: comparisons,
    ...drawing(rows, sure, theme.width),
    narrow: drawing(rows, sure, theme.narrowWidth),
  });
}

const pointWords = (difference: number) => {
  const points = 100 * difference;
  return `${points > 0 ? "+" : ""}${Number(points.toFixed(Math.abs(points) < 10 ? 1 : 0))}`;
};
const spanWords = ({ lower, upper }: Row) => `${pointWords(lower)} to ${pointWords(upper)}`;
const qWords = (q: number) => (Number.isNaN(q) ? "no test" : pWords(Math.log(q)).replace("p", "q"));

function drawing(rows: readonly (Row & { name: string })[], sure: (row: Row) => boolean, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const reach = 1.06 * 100 * Math.max(0.005, ...rows.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)]));
  const tall = wide ? 34 : 50;
  const lines = rows.map((row, i) => ({
    ...row,
    y: i * tall + (wide ? tall / 2 : 34),
    colour: sure(row) ? theme.series[0] : theme.muted,
  }));
  const label = ({ name }: { name: string }) => shortened(name, wide ? 28 : 24);
  const side = wide ? Math.ceil(Math.max(...rows.map((row) => textWidth(label(row), theme.fontSize)))) + 22 : 12;
  const bottom = rows.length * tall + 4;
  const rates = (d: Row) => `${percentWords(d.rate)} against ${percentWords(d.other_rate)}`;
  return {
    ...{ width, height: bottom + 56, marginLeft: side, marginRight: wide ? 190 : 12, marginTop: 8, marginBottom: 44 },
    x: {
      domain: [-reach, reach],
      label: "Difference (percentage points)",
      labelAnchor: "center",
      labelOffset: 36,
      ticks: wide ? 7 : 5,
      grid: true,
    },
    y: { type: "linear", domain: [bottom, 0], axis: null, grid: false },
    marks: [
      Plot.ruleX([0], { stroke: theme.quiet, strokeDasharray: "4 3" }),
      Plot.ruleY(lines, {
        y: "y",
        x1: (d) => 100 * d.lower,
        x2: (d) => 100 * d.upper,
        stroke: "colour",
        strokeWidth: 2.2,
      }),
      Plot.dot(lines, {
        ...{ x: (d) => 100 * d.difference, y: "y", r: 4.6, stroke: "colour", strokeWidth: 1.6 },
        fill: (d) => (d.small ? theme.surface : d.colour),
      }),
      Plot.text(lines, {
        ...(wide ? { dx: -10, textAnchor: "end" as const } : { dy: -18, textAnchor: "start" as const }),
        ...{
          frameAnchor: "left",
          y: "y",
          text: label,
          fontWeight: 600,
          fill: theme.ink,
          stroke: theme.surface,
          strokeWidth: 4,
        },
      }),
      Plot.text(lines, {
        ...(wide ? { dx: 12, textAnchor: "start" as const } : { dy: -18, textAnchor: "end" as const }),
        ...{ frameAnchor: "right", y: "y", fill: theme.quiet, stroke: theme.surface, strokeWidth: 4 },
        text: (d: Row) => (wide ? `${rates(d)} · ${qWords(d.q)}` : qWords(d.q)),
      }),
    ],
  };
}
