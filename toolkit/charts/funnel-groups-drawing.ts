import * as Plot from "@observablehq/plot";
import { formatDuration } from "../core/duration.ts";
import type { Drawing } from "./chart-words.ts";
import { type FunnelGroup, type FunnelLine, shortened } from "./funnel-lines.ts";
import { countWords, percentWords } from "./number-words.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

interface Row extends FunnelLine {
  y: number;
  name: string;
  colour: string;
  entered: number;
}

const BLOCK_GAP = 22;
const HEADING = 24;

/** Groups compared: a block for each step after the first, in it a line for each group, so that like stands by like. */
export function funnelGroupsDrawing(groups: readonly FunnelGroup[], width: number, noun = "people"): Drawing {
  const wide = width > theme.narrowWidth;
  const line = wide ? 26 : 24;
  const block = HEADING + groups.length * line + BLOCK_GAP;
  const steps = groups[0]!.lines.slice(1);
  const name = ({ group }: FunnelGroup) => shortened(group ?? "", wide ? 24 : 14);
  const rows: Row[] = steps.flatMap((_, k) =>
    groups.map((one, i) => ({
      ...one.lines[k + 1]!,
      y: k * block + HEADING + (i + 0.5) * line,
      name: name(one),
      colour: one.colour,
      entered: one.entered,
    })),
  );
  const widest = (texts: string[], size: number = theme.fontSize) =>
    Math.ceil(Math.max(...texts.map((text) => textWidth(text, size))));
  const known = rows.filter(({ rate }) => !Number.isNaN(rate));
  const most =
    100 * Math.max(0.01, ...known.map(({ rate_upper, rate, entered }) => (entered < 10 ? rate : rate_upper)));
  const counts = (d: Row) => (wide ? `${countWords(d.n)} of ${countWords(d.entered)}` : countWords(d.n));
  const time = (d: Row) => (d.n > 0 ? formatDuration(d.elapsed_median) : "–");
  const columns = [
    { text: (d: Row) => percentWords(d.rate), weight: 650, fill: theme.ink, heading: "" },
    { text: counts, weight: 400, fill: theme.quiet, heading: noun },
    ...(wide ? [{ text: time, weight: 400, fill: theme.quiet, heading: "median time" }] : []),
  ];
  let right = 0;
  const placed = columns.map((column) => {
    right += 14 + widest([...rows.map(column.text), column.heading], theme.fontSize + (column.weight > 600 ? 0.5 : 0));
    return { ...column, end: right };
  });
  const marginLeft = widest(groups.map(name)) + 16;
  const bottom = steps.length * block - BLOCK_GAP + 4;
  return {
    ...{ width, marginLeft, marginRight: right + 4, marginTop: 4, marginBottom: 40, height: bottom + 44 },
    x: {
      domain: [0, Math.min(100, most)],
      label: "Share of those who entered (%)",
      ...{ labelAnchor: "center", labelOffset: 34, ticks: wide ? 6 : 4, grid: true },
    },
    y: { type: "linear", domain: [bottom, 0], axis: null, grid: false },
    marks: [
      Plot.text(
        steps.map((step, k) => ({ ...step, y: k * block + 10 })),
        {
          ...{
            frameAnchor: "left",
            y: "y",
            textAnchor: "start",
            dx: -marginLeft + 2,
            fontWeight: 650,
            fill: theme.ink,
          },
          text: ({ step, label, optional }) =>
            `${step}  ${shortened(label, (wide ? 48 : 26) - (optional ? 11 : 0))}${optional ? " (optional)" : ""}`,
        },
      ),
      ...placed.map(({ heading, end }) =>
        Plot.text(steps.map((_, k) => k * block + 10).slice(0, 1), {
          ...{ frameAnchor: "right", y: (y) => y, text: () => heading, textAnchor: "end", dx: end, fill: theme.quiet },
        }),
      ),
      Plot.rect(known, {
        ...{ x1: 0, x2: (d) => 100 * d.rate, y1: (d) => d.y - line * 0.32, y2: (d) => d.y + line * 0.32 },
        ...{ fill: "colour", fillOpacity: 0.32, rx2: 2 },
      }),
      Plot.ruleY(known, {
        ...{ x1: (d) => 100 * d.rate_lower, x2: (d) => Math.min(most, 100 * d.rate_upper), y: "y" },
        ...{ stroke: "colour", strokeWidth: 2 },
      }),
      Plot.dot(known, {
        x: (d) => 100 * d.rate,
        y: "y",
        r: 3,
        fill: "colour",
        stroke: theme.surface,
        strokeWidth: 0.8,
      }),
      Plot.text(rows, {
        ...{ frameAnchor: "left", y: "y", text: "name", textAnchor: "end", dx: -8, fill: theme.ink },
      }),
      ...placed.map(({ text, weight, fill, end }) =>
        Plot.text(rows, {
          ...{ frameAnchor: "right", y: "y", text, textAnchor: "end", dx: end, fill, fontWeight: weight },
        }),
      ),
    ],
  };
}
