import * as Plot from "@observablehq/plot";
import type { PathFlow } from "../analyses/paths-result.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { shortened } from "./funnel-lines.ts";
import { percentWords } from "./number-words.ts";
import { pathsOfGroup } from "./paths-group.ts";
import { layoutPaths, type PlacedNode } from "./paths-layout.ts";
import { altOf, captionOf, subtitleOf, titleOf } from "./paths-words.ts";
import { plot } from "./plot.ts";
import { requireResult } from "./require-result.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/**
 * Draws paths as a flow (Sankey): a column for each step, a bar for each event as high as its share of all paths, bands between them.
 *
 * An event has the same colour in every column; "other", "exit" and "entry" are grey. At most six columns are drawn, three on a phone, those next to the
 * anchor; a line below says how many. Of a grouped result it draws the first, largest group unless `group` names another. The table behind the chart is the result's `table`, the edges.
 *
 * @param given what `paths` gave
 * @param words a title, subtitle or caption of your own, and the group to draw
 * @returns a chart, drawn for 720 and for 360 px
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { paths, pathsChart } from "phonograph";
 * const events = table({ person: [0, 0, 1, 2], at: [0, 6e4, 0, 36e6], kind: ["auth", "app", "auth", "call"] });
 * const chart = pathsChart(await paths(events, { start: "auth", steps: 1 }));
 * console.assert(chart.alt.includes("app 50 %") && chart.svg.startsWith("<svg"));
 * ```
 */
export function pathsChart(given: PathFlow, words: ChartWords & { group?: string } = {}): Chart {
  requireResult("pathsChart", given, "paths", ["table", "nodes", "sequences"]);
  const { group: wanted, ...own } = words;
  const result = pathsOfGroup("pathsChart", given, wanted);
  const [first, last] = reachOf(result, 6);
  const [nearFirst, nearLast] = reachOf(result, 3);
  return plot({
    title: titleOf(result),
    subtitle: subtitleOf(result),
    caption: captionOf(result),
    ...own,
    alt: altOf(result),
    data: given.table,
    ...drawing(result, first, last, theme.width),
    narrow: drawing(result, nearFirst, nearLast, theme.narrowWidth),
  });
}

/** The levels next to the anchor for which there is room. */
function reachOf({ semantics }: PathFlow, columns: number): [first: number, last: number] {
  const { anchored, steps } = semantics;
  const side = Math.min(steps, anchored === "through" ? Math.floor((columns - 1) / 2) : columns - 1);
  return [anchored === "start" ? 0 : -side, anchored === "end" ? 0 : side];
}

const BAR = 9;
const LINE = 14;

function drawing(result: PathFlow, first: number, last: number, width: number): Drawing {
  const wide = width > theme.narrowWidth;
  const inner = wide ? 380 : 330;
  const { nodes, links, levels, height } = layoutPaths(result, first, last, 0.035);
  const [left, right] = [2, 2];
  const [least, most] = reachOf(result, Infinity);
  const steps = most - least;
  const note =
    last - first < steps ? `${last - first} of ${steps} steps drawn, the others are in the table` : undefined;
  // Labels stand to the right of their bars, so the last column needs room as the others have it.
  const column = (width - left - right - BAR) / levels.length;
  const x = (level: number) => left + (level - first) * column;
  const px = (paths: number) => (inner * paths) / height;
  const room = column - BAR - 8;
  const fits = (node: PlacedNode) => px(node.bottom - node.top) >= LINE - 3;
  const name = (node: PlacedNode) => cut(node.node, room);
  const bands = links.flatMap((link) => [
    { ...link, x: x(link.level) + BAR, y1: px(link.fromTop), y2: px(link.fromBottom) },
    { ...link, x: x(link.level + 1), y1: px(link.toTop), y2: px(link.toBottom) },
  ]);
  const area = (still: boolean, fillOpacity: number) =>
    Plot.areaY(
      bands.filter((band) => band.still === still),
      { x: "x", y1: "y1", y2: "y2", z: "id", fill: "colour", fillOpacity, curve: "bump-x" },
    );
  const halo = { stroke: theme.surface, strokeWidth: 3.5, strokeOpacity: 0.85 };
  const label = {
    x: (d: PlacedNode) => x(d.level) + BAR,
    dx: 4,
    textAnchor: "start" as const,
    fill: theme.ink,
    ...halo,
  };
  const middle = (d: PlacedNode) => px((d.top + d.bottom) / 2);
  const tall = nodes.filter((node) => px(node.bottom - node.top) >= 2 * LINE - 2);
  const short = nodes.filter((node) => fits(node) && !tall.includes(node));
  return {
    ...{ width, height: inner + 40 + (note ? 18 : 0), margin: 0, marginTop: 26, marginBottom: note ? 32 : 14 },
    x: { type: "linear", domain: [0, width], range: [0, width], axis: null },
    y: { type: "linear", domain: [0, inner], range: [26, 26 + inner], axis: null },
    marks: [
      area(true, 0.07),
      area(false, 0.3),
      Plot.rect(nodes, {
        x1: (d) => x(d.level),
        x2: (d) => x(d.level) + BAR,
        y1: (d) => px(d.top),
        y2: (d) => px(d.bottom),
        fill: "colour",
        rx: 1.5,
      }),
      Plot.text(levels, { x, y: 0, dy: -14, text: stepWords, textAnchor: "start", fill: theme.quiet }),
      Plot.text(note ? [note] : [], {
        x: left,
        y: inner,
        dy: 22,
        text: String,
        textAnchor: "start",
        fill: theme.quiet,
      }),
      Plot.text(tall, { ...label, y: middle, dy: -7, text: name, fontWeight: 600 }),
      Plot.text(tall, {
        ...label,
        y: middle,
        dy: 7,
        text: ({ share }: PlacedNode) => percentWords(share),
        fill: theme.ink,
      }),
      Plot.text(short, { ...label, y: middle, text: (d) => beside(d, room), fontWeight: 500 }),
    ],
  };
}

const stepWords = (level: number) =>
  (level === 0 ? "start" : level < 0 ? `${-level} before` : `step ${level}`).replace("start", "here");

/** Text cut to a width in px. */
function cut(text: string, width: number): string {
  let most = text.length;
  while (most > 3 && textWidth(shortened(text, most), theme.fontSize) * 1.05 > width) most--;
  return shortened(text, most);
}

/** Name and share on one line, the name cut so that both fit. */
function beside({ node, share }: PlacedNode, width: number): string {
  const percent = ` ${percentWords(share)}`;
  return `${cut(node, width - textWidth(percent, theme.fontSize))}${percent}`;
}
