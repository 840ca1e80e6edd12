import * as Plot from "@observablehq/plot";
import { formatDuration } from "../core/duration.ts";
import type { Drawing } from "./chart-words.ts";
import { type FunnelLine, shortened } from "./funnel-lines.ts";
import { lossWords } from "./funnel-words.ts";
import { countWords, percentWords } from "./number-words.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/** A step with its place in the drawing, in px from the top; `flow` is how wide the stream is there. */
interface Placed extends Omit<FunnelLine, "before"> {
  flow: number;
  top: number;
  bottom: number;
  percent: number;
  before: number;
}

const BIG = 16;
const QUARTERS = [0, 25, 50, 75, 100];

/** One funnel: bars that flow into each other, what falls off shaded, and between the bars how long the way took. */
export function funnelDrawing(lines: readonly FunnelLine[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const [bar, gap] = wide ? [34, 38] : [26, 54];
  const first = wide ? 0 : 20;
  const steps: Placed[] = lines.map((line, i) => ({
    ...line,
    top: first + i * (bar + gap),
    bottom: first + i * (bar + gap) + bar,
    percent: 100 * (line.rate || 0),
    before: 100 * (line.before || 0),
    flow: 100 * ((line.optional ? line.before : line.rate) || 0),
  }));
  const most = wide ? 26 : 38;
  const label = ({ step, label, optional }: Pick<FunnelLine, "step" | "label" | "optional">) =>
    `${step}  ${shortened(label, optional ? most - 11 : most)}${optional ? " (optional)" : ""}`;
  const widest = (text: (line: FunnelLine) => string, size: number) =>
    Math.ceil(Math.max(...lines.map((line) => textWidth(text(line), size))));
  const marginLeft = wide ? widest(label, theme.fontSize) + 20 : 10;
  const column = Math.max(widest((line) => percentWords(line.rate), BIG) * 1.06, widest(peopleOf, theme.fontSize));
  const marginRight = Math.ceil(column) + 18;
  const bottom = steps.at(-1)!.bottom + 8;
  const percentWide = (width - marginLeft - marginRight) / 100;
  return {
    ...{ width, marginLeft, marginRight, marginTop: 10, marginBottom: 40, height: bottom + 50 },
    x: {
      domain: [0, 100],
      label: "Share of those who entered (%)",
      ...{ labelAnchor: "center", labelOffset: 34, ticks: QUARTERS },
    },
    y: { type: "linear", domain: [bottom, 0], axis: null },
    marks: [
      Plot.ruleX(QUARTERS, { stroke: theme.line }),
      flow(steps),
      losses(steps),
      Plot.rect(steps, {
        ...{ x1: 0, x2: "percent", y1: "top", y2: "bottom" },
        ...{ fill: theme.series[0], rx2: 3 },
        ...(steps.some(({ optional }) => optional) ? { fillOpacity: (d: Placed) => (d.optional ? 0.55 : 1) } : {}),
      }),
      ...intervals(steps),
      Plot.text(steps, {
        ...(wide
          ? { frameAnchor: "left" as const, y: middle, textAnchor: "end" as const, dx: -12 }
          : { x: 0, y: (d: Placed) => d.top - 11, textAnchor: "start" as const, dx: 1 }),
        ...{ text: label, fontWeight: 600, fill: theme.ink },
        ...(wide ? {} : halo),
      }),
      ...right(steps, marginRight),
      ...waits(steps, wide),
      ...lossLabels(steps, percentWide),
    ],
  };
}

const halo = { stroke: theme.surface, strokeWidth: 4, strokeOpacity: 0.85 };
const middle = ({ top, bottom }: Placed) => (top + bottom) / 2;
const peopleOf = ({ n }: Pick<FunnelLine, "n">) => countWords(n);

/** From the end of each bar to the end of the next; the bars are drawn over it. */
function flow(steps: readonly Placed[]): Plot.Markish {
  const outline = steps.flatMap(({ top, bottom, flow }) => [
    { y: top, percent: flow },
    { y: bottom, percent: flow },
  ]);
  return Plot.areaX(outline, {
    ...{ y: "y", x1: 0, x2: "percent", curve: "bump-y" },
    ...{ fill: theme.series[0], fillOpacity: 0.17 },
  });
}

/** What falls off on the way to each step: between the flow and where it would have gone. */
function losses(steps: readonly Placed[]): Plot.Markish {
  const edges = steps.slice(1).flatMap(({ step, top, bottom, percent, before, optional }, i) => {
    if (optional) return [];
    const last = steps.findLastIndex((one, k) => k <= i && !one.optional);
    const skipped = steps.slice(last + 1, i + 1).flatMap((one) => [one.top, one.bottom]);
    return [
      ...[steps[last]!.bottom, ...skipped].map((y) => ({ step, y, percent: before, before })),
      ...[top, bottom].map((y) => ({ step, y, percent, before })),
    ];
  });
  return Plot.areaX(edges, {
    ...{ y: "y", x1: "percent", x2: "before", z: "step", curve: "bump-y" },
    ...{ fill: theme.series[1], fillOpacity: 0.15 },
  });
}

/** On a lining, as the line crosses the end of the bar. */
function intervals(steps: readonly Placed[]): Plot.Markish[] {
  const sure = steps.filter(({ rate_lower, n }) => !Number.isNaN(rate_lower) && n > 0);
  const line = (how: Plot.RuleYOptions) =>
    Plot.ruleY(sure, { x1: (d) => 100 * d.rate_lower, x2: (d) => 100 * d.rate_upper, y: middle, ...how });
  return [
    line({ stroke: theme.surface, strokeWidth: 4.5, strokeOpacity: 0.7 }),
    line({ stroke: theme.ink, strokeWidth: 1.6, marker: "tick" }),
  ];
}

function right(steps: readonly Placed[], marginRight: number): Plot.Markish[] {
  const column = { frameAnchor: "right", textAnchor: "end", dx: marginRight - 4 } as const;
  return [
    Plot.text(steps, {
      ...column,
      ...{ y: middle, dy: -7, text: (d: Placed) => percentWords(d.rate) },
      ...{ fontSize: BIG, fontWeight: 650, fill: theme.ink },
    }),
    Plot.text(steps, { ...column, y: middle, dy: 9, text: peopleOf, fill: theme.quiet }),
  ];
}

function waits(steps: readonly Placed[], wide: boolean): Plot.Markish[] {
  const known = steps.slice(1).map((step, i) => {
    const before = steps.findLast((one, k) => k <= i && !one.optional)!;
    return { ...step, from: steps[i]!.bottom, of: before === steps[i] ? undefined : before.step };
  });
  return [
    Plot.text(
      known.filter(({ n }) => n > 0),
      {
        ...{ x: 0, dx: 8, textAnchor: "start", fill: theme.ink },
        y: (d) => (wide ? (d.from + d.top) / 2 : d.from + 15),
        text: (d) => {
          const soon = d.wait_median > 0 ? `half within ${formatDuration(d.wait_median)}` : "half at once";
          if (d.optional) return `${percentWords(d.step_rate)} take it, ${soon}`;
          // After an optional step it must be said of whom, as these are not those of the bar above.
          return `${percentWords(d.step_rate)} ${d.of === undefined ? "" : `of step ${d.of} `}go on, ${soon}`;
        },
      },
    ),
  ];
}

/** Beside the bar where there is room, else at the end within it, else not at all: the table has it. */
function lossLabels(steps: readonly Placed[], percentWide: number): Plot.Markish[] {
  const told = steps
    .slice(1)
    .filter(({ lost, optional, step_rate }) => lost > 0 || (Number.isNaN(lost) && !optional && step_rate < 1));
  const room = (step: Placed) => textWidth(lossWords(step), theme.fontSize) + 16;
  const end = (step: Placed) => percentWide * Math.max(step.percent, 100 * (step.rate_upper || 0));
  const beside = told.filter((step) => end(step) + room(step) <= 100 * percentWide);
  const within = told.filter((step) => !beside.includes(step) && percentWide * 100 * step.rate_lower > room(step));
  const shared = { y: middle, text: lossWords } as const;
  return [
    Plot.text(beside, {
      ...shared,
      ...{ x: (d) => end(d) / percentWide, dx: 8, textAnchor: "start", fill: theme.ink },
    }),
    Plot.text(within, {
      ...shared,
      ...{ x: (d) => 100 * d.rate_lower, dx: -8, textAnchor: "end", fill: theme.surface },
    }),
  ];
}
