import type { ColumnTable } from "arquero";
import { chartFile } from "./chart-file.ts";

/** What a value shows itself as, by mime type: Jupyter's protocol. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The key that Jupyter front ends (and our own runner) look for on a value: a function that gives its {@link MimeBundle}. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** What a chart is made of. */
export interface ChartParts {
  /** The question that the chart answers, or its finding; markup stays text. */
  title: string;
  subtitle?: string;
  /** Where the data come from, what was left out, how sure it is. */
  caption?: string;
  /** The chart in words, for those who do not see it: kind of chart, what is on the axes, what stands out. */
  alt: string;
  /** The drawing, coloured by the theme's variables, without title and caption. */
  svg: string;
  /** The same drawing laid out for a phone. */
  narrow?: string;
  /** The data behind the drawing, for the table below it and the csv. */
  table?: ColumnTable;
  /** The Vega-Lite specification, where the chart comes from one. */
  spec?: unknown;
}

/** A finished chart: a value that shows itself in reports and Jupyter, and that can be saved as a file. */
export interface Chart extends Readonly<ChartParts> {
  /** A file of its own: title, caption, colours and fonts included, light and dark. */
  toSVG(): string;
  [jupyterDisplay](): MimeBundle;
}

/**
 * Puts a drawing, its words and its data together as a {@link Chart}.
 *
 * `plot` and `vegaChart` call it; call it yourself for an SVG drawn by other means.
 *
 * @param parts title, `alt` and `svg` at least
 * @returns a frozen chart
 * @example
 * ```ts
 * import { toChart } from "phonograph";
 * const chart = toChart({ title: "One dot", alt: "A single dot", svg: '<svg viewBox="0 0 90 90"><circle cx="45" cy="45" r="30"/></svg>' });
 * console.assert(chart.toSVG().includes("One dot"));
 * ```
 */
export function toChart(parts: ChartParts): Chart {
  return Object.freeze({
    ...parts,
    toSVG: () => chartFile(parts),
    [jupyterDisplay](): MimeBundle {
      const file = chartFile(parts);
      return {
        "image/svg+xml": file,
        "text/html": file,
        "text/plain": `${parts.title}\n${parts.alt}`,
        ...(parts.spec === undefined ? {} : { "application/vnd.vegalite.v6+json": parts.spec }),
      };
    },
  });
}

/** Whether a value is a {@link Chart}, also one made by another copy of this package. */
export function isChart(value: unknown): value is Chart {
  if (typeof value !== "object" || value === null || !(jupyterDisplay in value)) return false;
  const { svg, alt, title } = value as Partial<Chart>;
  return typeof svg === "string" && typeof alt === "string" && typeof title === "string";
}
