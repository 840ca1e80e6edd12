import * as Plot from "@observablehq/plot";
import { table } from "arquero";
import type { BehaviourSegments } from "../segments/segment-by-behaviour.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { countWords, dayWords, listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { theme } from "./theme.ts";

interface Cell {
  r: number;
  f: number;
  people: number;
  share: number;
  segment: string | null;
}

/**
 * Draws how recently and how often people are active: a map of five scores by five, each cell with its segment and its share
 * of the people.
 *
 * The table behind the chart has one row for each cell that somebody is in: `r`, `f`, `segment`, `people`, `share`.
 *
 * @param segments what `segmentByBehaviour` gave
 * @param words a title, subtitle or caption of your own
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { behaviourChart, segmentByBehaviour } from "phonograph";
 * const events = table({ person: [0, 1, 1], at: [0, 5, 9], kind: ["app", "app", "app"] });
 * const chart = behaviourChart(segmentByBehaviour(events));
 * console.assert(chart.table?.numRows() === 2);
 * ```
 */
export function behaviourChart(segments: BehaviourSegments, words: ChartWords = {}): Chart {
  requireResult("behaviourChart", segments, "segmentByBehaviour", ["profiles", "table", "about"]);
  const people = segments.table.numRows();
  const cells = cellsOf(segments);
  const profiles = segments.profiles.objects() as {
    segment: string;
    people: number;
    recency: number;
    frequency: number;
  }[];
  const largest = profiles.toSorted((a, b) => b.people - a.people);
  const told = largest
    .slice(0, 3)
    .map(
      ({ segment, people: n, recency, frequency }) =>
        `${segment} ${percentWords(n / people)} (median: last active ${dayWords(recency)} ago, ${countWords(frequency)} activities)`,
    );
  const full = cells.filter(({ people: n }) => n > 0);
  const column = (name: keyof Cell) => full.map((cell) => cell[name]);
  return plot({
    title: "How recently and how often are people active?",
    subtitle: `Share of ${countWords(people)} people by scores from 1 (lowest fifth) to 5 (highest)`,
    caption:
      "A score of s: at least (s - 1) fifths of the people do worse. Equal people score alike, so the fifths need not be equally large.",
    ...words,
    alt: `Map of five recency scores by five frequency scores, coloured by share of people. Largest segments: ${listWords(told)}.`,
    data: table({
      r: column("r"),
      f: column("f"),
      segment: column("segment"),
      people: column("people"),
      share: column("share"),
    }),
    ...drawing(cells, theme.width),
    narrow: drawing(cells, theme.narrowWidth),
  });
}

const SCORES = [1, 2, 3, 4, 5];

function cellsOf({ table: people }: BehaviourSegments): Cell[] {
  const cells = SCORES.flatMap((r) => SCORES.map((f): Cell => ({ r, f, people: 0, share: 0, segment: null })));
  for (const { r, f, segment } of people.objects() as { r: number; f: number; segment: string }[]) {
    const cell = cells[(r - 1) * 5 + f - 1];
    cell.people++;
    cell.segment = segment;
  }
  for (const cell of cells) cell.share = cell.people / people.numRows();
  return cells;
}

function drawing(cells: readonly Cell[], width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const most = Math.max(...cells.map(({ share }) => share));
  const strength = ({ share }: Cell) => share / most;
  const fill = (cell: Cell) => (cell.people === 0 ? "none" : theme.ramp(strength(cell)));
  const ink = (cell: Cell) => (cell.people === 0 ? theme.quiet : strength(cell) > 0.7 ? theme.surface : theme.ink);
  const full = cells.filter(({ people }) => people > 0);
  const place = { x: "f", y: "r" } as const;
  return {
    width,
    height: wide ? 400 : 330,
    marginLeft: 34,
    marginRight: 4,
    marginTop: 26,
    marginBottom: 42,
    x: {
      type: "band",
      domain: SCORES,
      label: "Frequency score (5: most active)",
      labelAnchor: "center",
      labelOffset: 36,
      padding: 0.03,
    },
    y: {
      type: "band",
      domain: SCORES.toReversed(),
      label: "Recency score (5: most recent)",
      padding: 0.03,
      labelAnchor: "top",
    },
    marks: [
      Plot.cell(cells, { ...place, fill, stroke: theme.line, rx: 3 }),
      Plot.text(full, {
        ...place,
        text: ({ share }: Cell) => percentWords(share).replace(wide ? "" : " %", wide ? "" : "%"),
        fill: ink,
        fontSize: wide ? 17 : 12.5,
        fontWeight: 600,
        dy: wide ? -8 : -10,
      }),
      Plot.text(full, {
        ...place,
        text: ({ segment }: Cell) => (wide ? segment : broken(segment ?? "")),
        fill: ink,
        fontSize: wide ? 12 : 10,
        dy: wide ? 12 : 9,
        lineHeight: 1,
      }),
    ],
  };
}

/** Two short lines where a name has two words. */
const broken = (name: string): string => name.replace(/ (?=\S+$)/, "\n");
