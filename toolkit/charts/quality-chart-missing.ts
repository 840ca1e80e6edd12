import * as Plot from "@observablehq/plot";
import type { NullColumns, Quality } from "../analyses/quality-result.ts";
import { seriesName } from "../normalise/cleaning/series-names.ts";
import type { Chart } from "./chart.ts";
import type { ChartWords, Drawing } from "./chart-words.ts";
import { listWords, percentWords } from "./number-words.ts";
import { plot } from "./plot.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const MOST_SOURCES = 8;
const MOST_COLUMNS = 32;
/** The share from which on letters stand on a dark cell. */
const DARK = 0.55;

interface Cell extends NullColumns {
  name: string;
}

/** How often each column is missing in each source: a strip of cells, what is nearly always missing is what the source lacks. */
export function missingChart(found: Quality, words: ChartWords): Chart {
  const merged = bySeries(found.nulls.objects({ limit: Infinity }) as NullColumns[]);
  const sources = [...new Set(merged.map(({ name }) => name))].slice(0, MOST_SOURCES);
  const columns = [...new Set(merged.map(({ column }) => column))].slice(0, MOST_COLUMNS);
  const cells = merged.filter(({ name, column }) => sources.includes(name) && columns.includes(column));
  const half = cells.filter(({ share }) => share > 0.02 && share < 0.98);
  const worst = half.toSorted((a, b) => b.share - a.share).slice(0, 4);
  const told = worst.map(({ column, name, share }) => `${column} in ${name} ${percentWords(share)}`);
  const all = new Set(merged.map(({ name }) => name)).size;
  const hidden = all > sources.length ? `${all - sources.length} more sources are in the table. ` : "";
  return plot({
    title: "What is missing where?",
    subtitle: "Share of each source's rows without a value, by column (%)",
    caption: `${hidden}White: nothing is missing. Grey with a dash: missing in every row, mostly a column that the source does not have. Files whose names differ in digits only are one source.`,
    ...words,
    alt: `A grid of ${columns.length} columns by ${sources.length} sources, darker where more is missing. ${told.length > 0 ? `Missing in part, most of all: ${listWords(told)}.` : "Columns are there as a whole or not at all."}`,
    data: found.nulls,
    ...drawing(cells, columns, sources, theme.width),
    narrow: drawing(cells, columns, sources, theme.narrowWidth),
  });
}

/** Months of one log are one source. */
function bySeries(rows: readonly NullColumns[]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const name = seriesName(row.source);
    const cell = cells.get(`${row.column} ${name}`) ?? { ...row, name, rows: 0, missing: 0, share: 0 };
    cell.rows += row.rows;
    cell.missing += row.missing;
    cell.share = cell.missing / cell.rows;
    cells.set(`${row.column} ${name}`, cell);
  }
  return [...cells.values()];
}

function drawing(
  cells: readonly Cell[],
  columns: readonly string[],
  sources: readonly string[],
  width: number,
): Drawing {
  const wide = width > theme.narrowWidth;
  const longest = Math.max(...sources.map((source) => textWidth(source, theme.fontSize)));
  const left = Math.ceil(Math.max(...columns.map((column) => textWidth(column, theme.fontSize)))) + 14;
  const tilted = longest > (width - left) / sources.length - 8;
  const shown = (share: number) =>
    share === 1
      ? "–"
      : share === 0
        ? ""
        : share < 0.005
          ? "<1"
          : share > 0.995 && share < 1
            ? ">99"
            : `${Math.round(100 * share)}`;
  const words = (cells: readonly Cell[], fill: string) =>
    Plot.text(cells, { x: "name", y: "column", text: (d: Cell) => shown(d.share), fill });
  return {
    width,
    height: (tilted ? 24 + longest * 0.62 : 34) + columns.length * (wide ? 22 : 20) + 12,
    marginTop: tilted ? 18 + longest * 0.62 : 28,
    marginBottom: 8,
    marginLeft: left,
    marginRight: tilted ? 44 : 12,
    x: { domain: [...sources], axis: "top", label: null, tickRotate: tilted ? -35 : 0, tickSize: 0 },
    y: { domain: [...columns], label: null, tickSize: 0 },
    marks: [
      Plot.cell(cells, {
        x: "name",
        y: "column",
        fill: (d: Cell) => (d.share === 0 ? theme.surface : d.share === 1 ? theme.muted : theme.ramp(d.share)),
        fillOpacity: (d: Cell) => (d.share === 1 ? 0.5 : 1),
        stroke: (d: Cell) => (d.share === 0 ? theme.line : "none"),
        inset: 0.75,
        rx: 2,
      }),
      words(
        cells.filter(({ share }) => share === 1),
        theme.ink,
      ),
      words(
        cells.filter(({ share }) => share < DARK),
        theme.ink,
      ),
      words(
        cells.filter(({ share }) => share >= DARK && share < 1),
        theme.surface,
      ),
    ],
  };
}
