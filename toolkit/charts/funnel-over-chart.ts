import * as Plot from "@observablehq/plot";
import type { Funnel } from "../analyses/funnel-result.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { suggest } from "../core/suggest.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { shortened } from "./funnel-lines.ts";
import { countedNoun } from "./funnel-words.ts";
import { groupName } from "./group-names.ts";
import { countWords, percentWords } from "./number-words.ts";
import { dayNames, fitting } from "./period-ticks.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

interface Period {
  group?: string;
  period: string;
  n: number;
  censored: number;
  converted: number;
  rate: number;
  lower: number;
  upper: number;
  final: boolean;
}

/**
 * Draws the conversion of each day, week or month of entries, with intervals, and below it how many entered.
 *
 * Periods whose windows are not all over are hollow, as they may change. With groups it draws the first of the table unless `group` names another. The table behind the chart is the result's `overTime`.
 *
 * @param result what `funnel` gave with `over`
 * @param words a title, subtitle or caption of your own, and the group to draw
 * @returns a chart, drawn for 720 and for 360 px
 * @throws PhonographError `option/invalid` without `over`, or for a group that is none
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel, funnelOverChart } from "phonograph";
 * const events = table({ at: [0, 6e4, 9e7, 18e7], kind: ["sms", "auth", "sms", "call"], person: [0, 0, 1, 1] });
 * const chart = funnelOverChart(await funnel(events, ["sms", "auth"], { within: "1h", over: "day" }));
 * console.assert(chart.alt.includes("100 %") && chart.table?.numRows() === 3);
 * ```
 */
export function funnelOverChart(result: Funnel, words: ChartWords & { group?: string } = {}): Chart {
  requireResult("funnelOverChart", result, "funnel", ["table", "steps", "semantics"]);
  const { overTime, steps, semantics } = result;
  if (!overTime) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "funnelOverChart",
      rule: "the funnel must be counted over time",
      found: "a result without overTime",
      hint: 'funnel(events, steps, { within: "7d", over: "week" })',
    });
  }
  const { group: wanted, ...own } = words;
  const all = overTime.objects({ limit: Number.POSITIVE_INFINITY }) as unknown as Period[];
  const group = wanted ?? all[0]?.group;
  const rows = all.filter((row) => row.group === group);
  if (rows.length === 0) throw noSuchGroup(wanted, all);
  const whose = group === undefined ? "" : `${groupName(group, result.groupedBy)}: `;
  const known = rows.filter(({ n }) => n > 0);
  const unit = rows[0]?.period.length === 7 ? "month" : result.about.options["over"];
  const [low, high] = [Math.min(...known.map(({ rate }) => rate)), Math.max(...known.map(({ rate }) => rate))];
  const open = rows.some(({ final, n, censored }) => !final && n + censored > 0);
  return plot({
    title: `Does the way from ${shortened(steps[0], 28)} to ${shortened(steps.at(-1)!, 28)} change?`,
    subtitle: `${whose}Share of the ${countedNoun(semantics)} entering in each ${unit} of ${semantics.zone} that convert`,
    caption: `Vertical lines: ${Number((100 * semantics.confidence).toPrecision(4))} % intervals.${open ? " Hollow: not every window is over yet." : ""}`,
    ...own,
    alt:
      known.length === 0
        ? "Conversion over time: nobody entered."
        : `${whose}Conversion of ${rows.length} ${unit}s: between ${percentWords(low)} and ${percentWords(high)}; ${countWords(known.reduce((sum, { n }) => sum + n, 0))} entries in all.`,
    data: overTime,
    ...drawing(rows, theme.width),
    narrow: drawing(rows, theme.narrowWidth),
  });
}

function noSuchGroup(wanted: string | undefined, rows: readonly Period[]): PhonographError {
  const groups = [...new Set(rows.flatMap(({ group }) => group ?? []))];
  return new PhonographError({
    code: "option/invalid",
    verb: "funnelOverChart",
    rule: `there is no group "${maskText(wanted ?? "")}"`,
    found: groups.slice(0, 6).map(maskText).join(", ") || "no groups",
    hint: suggest(wanted ?? "", groups),
  });
}

function drawing(rows: readonly Period[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const names = dayNames(rows.map(({ period }) => period));
  const lines = rows.map((row, x) => ({ ...row, x }));
  const known = lines.filter(({ n }) => n > 0);
  const top = Math.min(100, 104 * Math.max(0.01, ...known.map(({ upper, rate, n }) => (n < 10 ? rate : upper))));
  const shown = new Set(fitting([...names.values()], width - 70));
  const entrants = Math.max(1, ...rows.map(({ n }) => n));
  const height = wide ? 330 : 270;
  const below = 0.24 * top;
  const base = -1.36 * below;
  return {
    ...{ width, height, marginLeft: 46, marginRight: 22, marginTop: 26, marginBottom: 34 },
    x: {
      ...{ type: "linear", domain: [-0.6, Math.max(0.6, rows.length - 0.4)], grid: false, label: null },
      ticks: lines.filter(({ period }) => shown.has(names.get(period)!)).map(({ x }) => x),
      tickFormat: (x: number) => names.get(rows[x]?.period ?? "") ?? "",
    },
    y: {
      domain: [base, top],
      label: "Convert (%)",
      ticks: 5,
      tickFormat: (y: number) => (y < 0 ? "" : String(y)),
      grid: false,
    },
    marks: [
      Plot.ruleY([0], { stroke: theme.muted }),
      Plot.rect(lines, {
        ...{ x1: (d) => d.x - 0.36, x2: (d) => d.x + 0.36, y1: base, y2: (d) => base + (below * d.n) / entrants },
        ...{ fill: theme.muted, fillOpacity: 0.4 },
      }),
      Plot.text([`entrants, up to ${countWords(entrants)}`], {
        ...{
          frameAnchor: "left",
          y: () => base + below,
          dy: -7,
          dx: 2,
          textAnchor: "start",
          text: (d: string) => d,
          fill: theme.quiet,
        },
      }),
      Plot.line(known, {
        x: "x",
        y: (d) => 100 * d.rate,
        stroke: theme.series[0],
        strokeOpacity: 0.45,
        strokeWidth: 1.5,
      }),
      Plot.ruleX(known, {
        ...{ x: "x", y1: (d) => 100 * d.lower, y2: (d) => Math.min(top, 100 * d.upper) },
        ...{ stroke: theme.series[0], strokeWidth: 2 },
      }),
      Plot.dot(known, {
        ...{ x: "x", y: (d) => 100 * d.rate, r: 4, stroke: theme.series[0], strokeWidth: 1.6 },
        fill: (d) => (d.final ? theme.series[0] : theme.surface),
      }),
    ],
  };
}
