import * as Plot from "@observablehq/plot";
import type { Churn } from "../analyses/churn-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { atRiskAt, curveAt, type DrawnGroup, dayTicks, drawnGroups, spread } from "./churn-curves.ts";
import { groupName } from "./group-names.ts";
import { countWords, dayWords, listWords, percentWords, pWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { textWidth } from "./svg-document-text.ts";
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
    ...drawing(groups, last, start, theme.width),
    narrow: drawing(groups, last, start, theme.narrowWidth),
  });
}

const ROW = 17;

function drawing(groups: readonly DrawnGroup[], last: number, start: string, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const single = groups.length === 1;
  const side = Math.max(...groups.map(({ name }) => textWidth(label(name, wide), theme.fontSize)));
  const stacked = !wide && side > 56;
  const marginLeft = single || stacked ? 46 : Math.max(52, Math.ceil(side) + 34);
  const marginRight = wide && !single ? Math.ceil(side) + 18 : 18;
  const plotHeight = wide ? 300 : 220;
  const marginTop = 26;
  const lines = groups.length * (stacked && !single ? 2 : 1);
  const marginBottom = 42 + 22 + lines * ROW;
  const ticks = dayTicks(last, wide ? 9 : 5);
  const back = groups.filter(({ quiet }) => quiet);
  const front = groups.filter(({ quiet }) => !quiet);
  return {
    width,
    height: plotHeight + marginTop + marginBottom,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    x: {
      domain: [0, last],
      label: start,
      ticks,
      labelAnchor: "center",
      labelOffset: 34,
      tickFormat: (d: number) => `${d}`,
    },
    y: { domain: [0, 100], label: "Still active (%)", ticks: 5, labelAnchor: "top" },
    marks: [
      Plot.ruleY([50], { stroke: theme.muted, strokeDasharray: "2 4", strokeOpacity: 0.7 }),
      ...[...back, ...front].flatMap((group) => curveMarks(group)),
      ...medianMarks(front, single, last),
      ...(wide && !single ? endLabels(groups, last, plotHeight) : []),
      ...riskMarks(groups, ticks, { wide, single, stacked }),
    ],
  };
}

function curveMarks({ points, colour, quiet, small }: DrawnGroup): Plot.Markish[] {
  const steps = [{ time: 0, atRisk: 0, survival: 1, lower: 1, upper: 1 }, ...points];
  const percent = { curve: "step-after", x: "time" } as const;
  const band = Plot.areaY(steps, {
    ...percent,
    y1: (d) => 100 * d.lower,
    y2: (d) => 100 * d.upper,
    fill: colour,
    fillOpacity: quiet ? 0.08 : 0.15,
  });
  return [
    ...(small ? [] : [band]),
    Plot.line(steps, {
      ...percent,
      y: (d) => 100 * d.survival,
      stroke: colour,
      strokeWidth: quiet || small ? 1.4 : 2.2,
      strokeDasharray: small ? "5 3" : undefined,
    }),
  ];
}

function medianMarks(groups: readonly DrawnGroup[], single: boolean, last: number): Plot.Markish[] {
  const known = groups.filter(({ median, small }) => !Number.isNaN(median) && (single || !small));
  const dots = Plot.dot(known, { x: "median", y: 50, fill: "colour", stroke: theme.surface, strokeWidth: 1.5, r: 4.5 });
  if (!single || known.length === 0) return [dots];
  const late = known[0].median > 0.6 * last;
  return [
    Plot.ruleX(known, { x: "median", y1: 0, y2: 50, stroke: theme.muted, strokeDasharray: "2 4" }),
    dots,
    Plot.text(known, {
      x: "median",
      y: 50,
      text: ({ median }: DrawnGroup) => `half are gone after ${dayWords(median)}`,
      textAnchor: late ? "end" : "start",
      dx: late ? -9 : 9,
      dy: late ? 12 : -11,
      fill: theme.ink,
      stroke: theme.surface,
      strokeWidth: 4,
    }),
  ];
}

function endLabels(groups: readonly DrawnGroup[], last: number, height: number): Plot.Markish[] {
  const wanted = groups.map(({ points }) => height * (1 - (points.at(-1)?.survival ?? 1)));
  const places = spread(wanted, 15, 0, height);
  return groups.map(({ name, colour, quiet }, i) =>
    Plot.text([{ x: last, y: 100 * (1 - places[i] / height) }], {
      x: "x",
      y: "y",
      text: () => label(name, true),
      textAnchor: "start",
      dx: 8,
      fill: quiet ? theme.quiet : colour,
      fontWeight: 600,
    }),
  );
}

/** The table of people at risk, below the axis. */
function riskMarks(
  groups: readonly DrawnGroup[],
  ticks: readonly number[],
  { wide, single, stacked }: { wide: boolean; single: boolean; stacked: boolean },
) {
  const top = 58;
  const heading = Plot.text(["People still followed"], {
    frameAnchor: "bottom-left",
    text: (d: string) => d,
    dy: top,
    dx: single || stacked ? -36 : -30,
    textAnchor: "start",
    fill: theme.quiet,
    fontStyle: "italic",
  });
  return [
    heading,
    ...groups.flatMap(({ name: group, points, colour, quiet }, i) => {
      const line = top + ROW * (1 + i * (stacked ? 2 : 1)) + 1;
      const fill = quiet ? theme.quiet : colour;
      const name = Plot.text([label(group, wide)], {
        frameAnchor: "bottom-left",
        text: (d: string) => d,
        textAnchor: stacked ? "start" : "end",
        dx: stacked ? -36 : -28,
        dy: line,
        fill,
        fontWeight: 600,
      });
      const numbers = Plot.text(
        ticks.filter((time) => time <= (points.at(-1)?.time ?? 0)),
        {
          x: (time: number) => time,
          frameAnchor: "bottom",
          text: (time: number) => countWords(atRiskAt(points, time)),
          dy: line + (stacked ? ROW - 3 : 0),
          fill: theme.ink,
        },
      );
      return single ? [numbers] : [name, numbers];
    }),
  ];
}

const label = (group: string, wide: boolean): string => {
  const most = wide ? 20 : 34;
  return group.length > most ? `${group.slice(0, most - 1)}…` : group;
};

function subtitleOf({ people, about, medians }: Churn): string {
  const { confidence } = about.options as { confidence: number };
  const groups = medians.numRows() > 1 ? ` in ${medians.numRows()} groups` : "";
  return `Share of ${countWords(people)} people${groups} not yet silent for ${silenceOf(about.options)}; band: ${100 * confidence} %, pointwise`;
}

const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  s: "seconds",
  m: "minutes",
  h: "hours",
  d: "days",
  w: "weeks",
};

function silenceOf(options: Churn["about"]["options"]): string {
  const [, length, unit] = /^(.*?)([a-z]+)$/.exec(String(options["inactivity"])) ?? [];
  return `${length} ${length === "1" ? UNITS[unit].replace(/s$/, "") : UNITS[unit]}`;
}

function captionOf({ test, groupedBy, notFollowed, medians, about }: Churn): string {
  const { confidenceType } = about.options as { confidenceType: string };
  const silence = silenceOf(about.options);
  const parts = [
    `Kaplan-Meier with a ${confidenceType} band. A person is gone at the last activity before ${silence} of silence; whether the last ${silence} of the data are one cannot be told yet.`,
  ];
  if (test) {
    const verdict = test.p < 0.05 ? "The curves differ" : "No difference can be told";
    parts.unshift(
      `${verdict}: log-rank χ² = ${test.chiSquare.toPrecision(3)} with ${test.df} df, ${pWords(test.logP)}.`,
    );
  } else if (groupedBy) parts.unshift("No test: fewer than two known groups.");
  if (notFollowed.length > 0) {
    parts.push(
      `Not followed: ${listWords(notFollowed.map(({ reason, people }) => `${countWords(people)} (${reason})`))}.`,
    );
  }
  const small = (medians.objects() as { group: string; small: boolean }[]).filter((row) => row.small && groupedBy);
  if (small.length > 0)
    parts.push(
      `Dashed, without a band: fewer than 10 people (${listWords(small.map(({ group }) => groupName(group, groupedBy)))}).`,
    );
  return parts.join(" ");
}

function altOf(result: Churn, groups: readonly DrawnGroup[], last: number): string {
  const middle = dayTicks(last, 4)[2] ?? last;
  const told = groups.slice(0, 7).map(({ name, points, median, people }) => {
    const share = percentWords(curveAt(points, middle)?.survival ?? 1);
    const half = Number.isNaN(median) ? "fewer than half are ever gone" : `half are gone after ${dayWords(median)}`;
    const of = groups.length > 1 ? `${name} (${countWords(people)} people)` : `all ${countWords(people)} people`;
    return `of ${of} ${share} are active after ${dayWords(middle)}, ${half}`;
  });
  const test = result.test ? ` Log-rank test: ${pWords(result.test.logP)}.` : "";
  return `Survival curves from 0 to ${dayWords(last)}, share still active in per cent: ${told.join("; ")}.${test}`;
}
