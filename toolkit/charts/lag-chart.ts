import * as Plot from "@observablehq/plot";
import type { Precedence } from "../analyses/precedes-result.ts";
import { formatDuration } from "../core/duration.ts";
import { ratioWords } from "../core/ratio-words.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, listWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { ratioTicks } from "./ratio-words.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

interface Bin {
  from: number;
  to: number;
  seen: number;
  ratio: number;
  lower: number;
  upper: number;
}

/**
 * Draws how often the response comes at each lag before and after the trigger, as a ratio to the same person's other days: a step at 0 is
 * a trigger, a hump on both sides a session that holds both.
 *
 * Bins stand side by side, the nearest to the trigger in the middle; before it is the placebo. The whole windows with their intervals stand
 * above. The table behind the chart is the lag profile.
 *
 * @param result what `precedes` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { lagChart, precedes } from "phonograph";
 * const [minute, day] = [60_000, 864e5];
 * const rows = Array.from({ length: 40 }, (_, person) => [
 *   { person, at: 0, kind: "app", name: "open" },
 *   { person, at: (5 + (person % 5)) * day, kind: "call", name: null },
 *   { person, at: (5 + (person % 5)) * day + 9 * minute, kind: "app", name: "chat" },
 *   { person, at: (5 + ((person + 2) % 5)) * day + 20 * minute, kind: "app", name: "chat" },
 *   { person, at: 14 * day, kind: "app", name: "open" },
 * ]).flat();
 * const pick = (key) => rows.map((row) => row[key]);
 * const events = table({ person: pick("person"), at: pick("at"), kind: pick("kind"), name: pick("name") });
 * const chart = lagChart(await precedes(events, { trigger: "call", response: "app.chat" }, { within: "60m" }));
 * console.assert(chart.alt.includes("times as often after"));
 * ```
 */
export function lagChart(result: Precedence, words: ChartWords = {}): Chart {
  requireResult("lagChart", result, "precedes", ["table", "placebo", "verdict", "null"]);
  const { trigger, response, within, n, placebo, ratio, verdict, about, warnings } = result;
  const { confidence } = about.options as { confidence: number };
  const window = formatDuration(within);
  const level = `${Number((100 * confidence).toPrecision(4))} %`;
  const other = result.null.kind.startsWith("whole days")
    ? "other days at the same hour"
    : "other weeks at the same hour of the week";
  const doubts =
    warnings.length === 0 ? "" : ` Doubts: ${listWords(warnings.map(({ code }) => code.replaceAll("-", " ")))}.`;
  return plot({
    title: `Does ${trigger} come before ${response}?`,
    subtitle: `How many times as often as on the same person's ${other}; ${countWords(n.compared)} ${trigger} of ${countWords(n.people)} ${n.people === 1 ? "person" : "people"}`,
    caption: `${VERDICTS[verdict](trigger, response)} Bars: ${level} intervals. Before the trigger is the placebo: 1 where nothing drives both.${doubts}`,
    ...words,
    alt: `Ratios by lag, before and after ${trigger}: ${response} comes ${ratioWords(ratio.estimate)} times as often after it within ${window} (${ratioWords(ratio.lower)} to ${ratioWords(ratio.upper)}) and ${ratioWords(placebo.estimate)} times before it (${ratioWords(placebo.lower)} to ${ratioWords(placebo.upper)}). ${VERDICTS[verdict](trigger, response)}`,
    data: result.table,
    ...drawing(result, theme.width),
    narrow: drawing(result, theme.narrowWidth),
  });
}

const VERDICTS: Record<Precedence["verdict"], (a: string, b: string) => string> = {
  precedes: (a, b) => `${a} precedes ${b} more often than chance.`,
  "occur together": (a, b) => `${a} and ${b} occur together, as with a driver that both share.`,
  "comes before": (a, b) => `${b} comes before ${a}, not after it.`,
  "less often": (a, b) => `${b} comes less often after ${a}.`,
  "no evidence": () => "No evidence either way.",
};

function drawing({ table, ratio, placebo, response }: Precedence, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const bins = (table.objects() as Bin[]).map((bin, i) => ({ ...bin, place: i + 0.5, after: bin.to > 0 }));
  const half = bins.length / 2;
  const drawn = bins.filter(({ ratio: r }) => Number.isFinite(r) && r > 0);
  const all = [ratio, placebo, ...bins.map(({ ratio: estimate, lower, upper }) => ({ estimate, lower, upper }))];
  const known = all.flatMap(({ estimate, lower, upper }) => [
    estimate,
    ...(estimate > 0 && upper / lower < 400 ? [lower, upper] : []),
  ]);
  const shown = known.filter((value) => Number.isFinite(value) && value > 0);
  const low = Math.max(0.01, Math.min(0.5, ...shown) / 1.1);
  const high = Math.min(1000, Math.max(2, ...shown) * 1.25);
  const within = (value: number) => Math.min(high, Math.max(low, value));
  const edges = bins.flatMap(({ from, to }, i) => (i === bins.length - 1 ? [from, to] : [from]));
  const ticks = edges.map((_, i) => i).filter((i) => wide || i % 5 === 0 || Math.abs(i - half) === 2);
  const sides = [
    { x1: 0, x2: half, ...placebo, name: "before", colour: theme.muted },
    { x1: half, x2: 2 * half, ...ratio, name: "after", colour: theme.series[0] },
  ].filter(({ estimate, lower, upper }) => estimate > 0 && Number.isFinite(estimate + lower + upper));
  const colour = (after: boolean) => (after ? theme.series[0] : theme.muted);
  return {
    ...{
      width,
      height: wide ? 340 : 320,
      marginTop: 44,
      marginBottom: 46,
      marginLeft: 44,
      marginRight: wide ? 20 : 12,
    },
    x: {
      ...{
        domain: [0, 2 * half],
        ticks,
        label: `Time from the trigger to ${wide ? response : "the response"}`,
        labelAnchor: "center",
        labelOffset: 38,
      },
      tickFormat: (i: number) =>
        edges[i] === 0 ? "0" : `${edges[i] < 0 ? "−" : ""}${formatDuration(Math.abs(edges[i])).replace(" ", " ")}`,
    },
    y: {
      ...{ type: "log", domain: [low, high], label: "Times as often", labelAnchor: "top", grid: true },
      ...{ ticks: ratioTicks(low, high), tickFormat: (r: number) => String(r) },
    },
    marks: [
      Plot.rect(sides, {
        x1: "x1",
        x2: "x2",
        y1: (d) => within(d.lower),
        y2: (d) => within(d.upper),
        fill: (d) => d.colour,
        fillOpacity: 0.14,
      }),
      Plot.ruleY([1], { stroke: theme.quiet, strokeDasharray: "4 3" }),
      Plot.ruleX([half], { stroke: theme.ink, strokeWidth: 1 }),
      Plot.link(drawn, {
        ...{ x1: "place", x2: "place", y1: (d) => within(d.lower), y2: (d) => within(d.upper) },
        ...{ stroke: (d) => colour(d.after), strokeWidth: 2 },
      }),
      Plot.dot(drawn, {
        x: "place",
        y: (d) => within(d.ratio),
        fill: (d) => colour(d.after),
        r: 4.5,
        stroke: theme.surface,
      }),
      Plot.text(
        bins.filter(({ ratio: r }) => !(Number.isFinite(r) && r > 0)),
        {
          x: "place",
          frameAnchor: "bottom",
          dy: -8,
          fill: theme.quiet,
          text: ({ ratio: r }) => (r === 0 ? (wide ? "none seen" : "0") : Number.isNaN(r) ? "–" : "∞"),
        },
      ),
      Plot.text(sides, {
        ...{
          x: (d) => (d.x1 + d.x2) / 2,
          frameAnchor: "top",
          dy: -26,
          fontWeight: 600,
          fill: (d) => (d.name === "after" ? d.colour : theme.quiet),
        },
        text: (d) =>
          wide
            ? `${d.name} the trigger: ${ratioWords(d.estimate)} (${ratioWords(d.lower)} to ${ratioWords(d.upper)})`
            : `${d.name}: ${ratioWords(d.estimate)}`,
      }),
    ],
  };
}
