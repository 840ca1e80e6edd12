import * as Plot from "@observablehq/plot";
import { table } from "arquero";
import { OTHER, type SegmentColumns, type Segments, type SizeColumns, UNKNOWN } from "../core/groups.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { groupName } from "./group-names.ts";
import { countWords, listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const MOST = 24;

interface Size extends SizeColumns {
  name: string;
}

/**
 * Draws how many people each segment holds: bars of shares with Wilson's 95 % intervals, in the order of `sizes`.
 *
 * Countries are written out. "other" and "unknown" are muted; beyond 24 segments the smaller ones are left out and counted
 * in the caption. The table behind the chart is `sizes`.
 *
 * @param segments what a `segmentBy...` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { segmentByRegion, segmentChart } from "phonograph";
 * const events = table({ person: [0, 1, 2], phone_country: ["PT", "ES", "PT"] });
 * const chart = segmentChart(segmentByRegion(events));
 * console.assert(chart.alt.includes("Portugal 2"));
 * ```
 */
export function segmentChart(segments: Segments<SegmentColumns>, words: ChartWords = {}): Chart {
  requireResult("segmentChart", segments, "segmentByRegion, segmentByCarrier or segmentByBehaviour", [
    "sizes",
    "title",
    "about",
  ]);
  const { sizes, title, about } = segments;
  const rows = (sizes.objects() as Omit<Size, "name">[]).map((row) => ({
    ...row,
    name: groupName(row.segment, title),
  }));
  const isNamed = rows.some(({ name, segment }) => name !== segment);
  const largest = rows.toSorted((a, b) => b.people - a.people).slice(0, MOST);
  const shown = rows.filter((row) => largest.includes(row));
  const people = rows.reduce((sum, row) => sum + row.people, 0);
  const hidden = rows.length - shown.length;
  const small = shown.filter((row) => row.small);
  const note = [
    "Lines: Wilson 95 % intervals.",
    hidden > 0 ? `${hidden} smaller segments are not shown.` : "",
    small.length > 0 && small.length < 8 ? `Fewer than 10 people: ${listWords(small.map(({ name }) => name))}.` : "",
  ];
  return plot({
    title: QUESTIONS[about.verb] ?? `How many people are in each segment?`,
    subtitle: `Share of ${countWords(people)} people, and their number, by ${title}`,
    caption: note.filter((part) => part !== "").join(" "),
    ...words,
    alt: `Bars of ${shown.length} segments by ${title}: ${listWords(
      shown.slice(0, 8).map(({ name, people: n, share }) => `${name} ${countWords(n)} people (${percentWords(share)})`),
    )}${shown.length > 8 ? "; the others are smaller" : ""}.`,
    data: isNamed ? sizes.assign(table({ name: rows.map(({ name }) => name) })) : sizes,
    ...drawing(shown, theme.width),
    narrow: drawing(shown, theme.narrowWidth),
  });
}

const QUESTIONS: Readonly<Record<string, string>> = {
  segmentByRegion: "Where are people's numbers at home?",
  segmentByCarrier: "Who was given people's number blocks?",
  segmentByBehaviour: "How active are people?",
};

function drawing(rows: readonly Size[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const most = Math.max(...rows.map(({ upper, share }) => (Number.isNaN(upper) ? share : upper))) * 100;
  const muted = ({ segment }: Size) => segment === OTHER || segment === UNKNOWN;
  const widest = (words: (row: Size) => string) =>
    Math.ceil(Math.max(...rows.map((row) => textWidth(words(row), theme.fontSize))));
  const share = ({ share }: Size) => percentWords(share);
  const people = ({ people }: Size) => countWords(people);
  const shareEnd = 12 + widest(share);
  const peopleEnd = shareEnd + 16 + widest(people);
  const column = (text: (row: Size) => string, dx: number, fill: string) =>
    Plot.text(rows, { frameAnchor: "right", y: (d: Size) => short(d.name, wide), text, textAnchor: "end", dx, fill });
  return {
    width,
    marginRight: (wide ? peopleEnd : shareEnd) + 2,
    marginBottom: 40,
    x: { domain: [0, most], label: "Share of people (%)", labelAnchor: "center", labelOffset: 34, ticks: wide ? 6 : 4 },
    y: { domain: rows.map(({ name }) => short(name, wide)), label: null, padding: 0.3 },
    marks: [
      Plot.barX(rows, {
        x: (d: Size) => 100 * d.share,
        y: (d: Size) => short(d.name, wide),
        fill: (d: Size) => (muted(d) ? theme.muted : theme.series[0]),
        fillOpacity: 0.85,
        rx2: 2,
      }),
      Plot.ruleY(rows, {
        x1: (d: Size) => 100 * d.lower,
        x2: (d: Size) => 100 * d.upper,
        y: (d: Size) => short(d.name, wide),
        stroke: theme.ink,
        strokeWidth: 1.4,
      }),
      column(share, shareEnd, theme.ink),
      ...(wide ? [column(people, peopleEnd, theme.quiet)] : []),
    ],
  };
}

const short = (name: string, wide: boolean): string => {
  const most = wide ? 30 : 18;
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
};
