import type { ColumnTable } from "arquero";
import type { TopLevelSpec } from "vega-lite";
import { PhonographError } from "../core/errors.ts";
import { type Chart, toChart } from "./chart.ts";
import { withIds } from "./chart-ids.ts";
import { shortNumbers } from "./chart-numbers.ts";
import { escapeMarkup } from "./svg-document-markup.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";
import { vegaTheme } from "./vega-theme.ts";

/** The words around a Vega-Lite chart, and its data. */
export interface VegaChartOptions {
  /** The question that the chart answers, or its finding. */
  title: string;
  subtitle?: string;
  caption?: string;
  /** The chart in words, for those who do not see it. */
  alt: string;
  /** Becomes the specification's `data` where it has none, and the table below the chart. */
  data?: ColumnTable;
}

/**
 * Draws a Vega-Lite 6 specification, without a browser, in the theme: a {@link Chart} that carries its specification along, so that
 * Jupyter front ends can show it live.
 *
 * A specification without `width` is drawn 720 px wide, and once more 360 px wide for a phone. What its own `config` says stands.
 * Cost: Vega loads on the first call (about 0.2 s); then 10 to 50 ms.
 *
 * @param spec a Vega-Lite specification; its `title` is better left out, as it would stand twice
 * @param options `title` and `alt`; `data` as an Arquero table
 * @throws PhonographError `option/missing` without alt, `option/invalid` where Vega-Lite refuses the specification
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { vegaChart } from "phonograph";
 * const data = table({ step: ["login", "purchase"], people: [120, 30] });
 * const spec = { mark: "bar", encoding: { y: { field: "step", type: "nominal" }, x: { field: "people", type: "quantitative" } } } as const;
 * const chart = await vegaChart(spec, { title: "Who buys?", alt: "Bars: 120 log in, 30 buy", data });
 * console.assert(chart.svg.includes("<svg") && chart.spec !== undefined);
 * ```
 */
export async function vegaChart(spec: object, options: VegaChartOptions): Promise<Chart> {
  const { title, subtitle, caption, alt, data } = options;
  if (typeof alt !== "string" || alt.trim() === "") {
    throw new PhonographError({ code: "option/missing", verb: "vegaChart", rule: "a chart needs an alt text" });
  }
  const own = spec as { data?: unknown; width?: unknown };
  const full = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...(data && !own.data ? { data: { values: data.objects({ limit: Number.POSITIVE_INFINITY }) } } : {}),
    ...spec,
  };
  const fits = own.width === undefined;
  return toChart({
    title,
    subtitle,
    caption,
    alt,
    svg: await draw(full, theme.width, fits, alt),
    narrow: fits ? await draw(full, theme.narrowWidth, fits, alt) : undefined,
    table: data,
    spec: full,
  });
}

async function draw(spec: object, width: number, fits: boolean, alt: string): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const { parse, View, Warn } = vega;
  measureText((vega as unknown as { textMetrics: TextMetrics }).textMetrics);
  const sized = fits ? { autosize: { type: "fit-x", contains: "padding" }, ...spec, width } : spec;
  try {
    const compiled = compile(sized as TopLevelSpec, { config: vegaTheme, logger: silent });
    const view = new View(parse(structuredClone(compiled.spec)), { renderer: "none", logLevel: Warn });
    const svg = await view.toSVG();
    view.finalize();
    return withIds(shortNumbers(named(svg, alt)));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    const rule = "vega-lite must be able to compile the specification";
    throw new PhonographError({ code: "option/invalid", verb: "vegaChart", rule, found, cause });
  }
}

interface TextMetrics {
  width: (item: { fontSize?: number; limit?: number }, text: string) => number;
  estimateWidth: TextMetrics["width"];
}

/** Without a canvas Vega takes every character for 0.8 em, and cuts labels that would fit. */
function measureText(metrics: TextMetrics): void {
  if (metrics.width !== metrics.estimateWidth) return;
  metrics.width = ({ fontSize = 11, limit = 0 }, text) =>
    Math.min(limit > 0 ? limit : Number.POSITIVE_INFINITY, textWidth(`${text ?? ""}`, fontSize));
}

function named(svg: string, alt: string): string {
  const viewBox = /viewBox="[^"]*"/.exec(svg)?.[0] ?? "";
  return svg
    .replace(/^<svg[^>]*>/, `<svg class="pg-chart" ${viewBox} role="img" aria-label="${escapeMarkup(alt)}">`)
    .replace(/ (?:aria-[\w-]+|role)="[^"]*"/g, (found, at: number) => (at > svg.indexOf(">") ? "" : found));
}

const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
