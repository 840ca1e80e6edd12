import * as Plot from "@observablehq/plot";
import type { Drawing } from "./chart-words.ts";
import { atRiskAt, axisFloor, type DrawnGroup, dayTicks, spread } from "./churn-curves.ts";
import { countWords, dayWords, percentWords } from "./number-words.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const ROW = 17;

/** Curves with bands, medians and names, and below the axis how many are at risk. */
export function churnDrawing(groups: readonly DrawnGroup[], last: number, start: string, width: number): Drawing {
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
  const floor = axisFloor(groups);
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
    y: {
      domain: [floor, 100],
      label: `Still active (%)${floor > 0 ? `, axis from ${floor}` : ""}`,
      ticks: 5,
      labelAnchor: "top",
    },
    marks: [
      Plot.ruleY(floor > 0 ? [] : [50], { stroke: theme.muted, strokeDasharray: "2 4", strokeOpacity: 0.7 }),
      ...[...back, ...front].flatMap((group) => curveMarks(group, Math.min(0.15, 0.6 / groups.length))),
      ...medianMarks(front, single, last),
      ...(wide && !single ? endLabels(groups, { last, floor, height: plotHeight }) : []),
      ...riskMarks(groups, ticks, { wide, single, stacked }),
    ],
  };
}

function curveMarks({ points, colour, quiet, small }: DrawnGroup, opacity: number): Plot.Markish[] {
  const steps = [{ time: 0, at_risk: 0, survival: 1, lower: 1, upper: 1 }, ...points];
  const percent = { curve: "step-after", x: "time" } as const;
  const band = Plot.areaY(steps, {
    ...percent,
    y1: (d) => 100 * d.lower,
    y2: (d) => 100 * d.upper,
    fill: colour,
    fillOpacity: quiet ? 0.6 * opacity : opacity,
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
  if (!single) return [dots];
  if (known.length === 0) return groups.map(({ points }) => endWords(points.at(-1), last));
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

function endWords(end: DrawnGroup["points"][number] | undefined, last: number): Plot.Markish {
  return Plot.text(end ? [end] : [], {
    x: last,
    y: (d) => 100 * d.upper,
    text: (d) => `${percentWords(d.survival)} are active after ${dayWords(d.time)}`,
    textAnchor: "end",
    dy: -10,
    fill: theme.ink,
    stroke: theme.surface,
    strokeWidth: 4,
  });
}

interface Frame {
  last: number;
  floor: number;
  height: number;
}

function endLabels(groups: readonly DrawnGroup[], { last, floor, height }: Frame): Plot.Markish[] {
  const wanted = groups.map(({ points }) => (height * (100 - 100 * (points.at(-1)?.survival ?? 1))) / (100 - floor));
  const places = spread(wanted, 15, 0, height);
  return groups.map(({ name, colour, quiet }, i) =>
    Plot.text([{ x: last, y: 100 - ((100 - floor) * places[i]) / height }], {
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
