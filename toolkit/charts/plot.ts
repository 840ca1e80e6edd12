import * as Plot from "@observablehq/plot";
import type { ColumnTable } from "arquero";
import { PhonographError } from "../core/errors.ts";
import { type Chart, toChart } from "./chart.ts";
import { withIds } from "./chart-ids.ts";
import { shortNumbers } from "./chart-numbers.ts";
import { plotLegend } from "./plot-legend.ts";
import { withTheme } from "./plot-theme.ts";
import { type SvgDocument, type SvgElement, svgDocument } from "./svg-document.ts";
import { theme } from "./theme.ts";

/** What Observable Plot draws and what it says: Plot's own options, and the words around the drawing. */
export interface ChartOptions extends Omit<Plot.PlotOptions, "title" | "subtitle" | "caption" | "figure" | "document"> {
  /** The question that the chart answers, or its finding. */
  title: string;
  /** What is shown, of whom, in which unit. */
  subtitle?: string;
  /** Where the data come from, what was left out, how sure it is. */
  caption?: string;
  /** The chart in words, for those who do not see it: kind of chart, axes, what stands out. */
  alt: string;
  /** The data behind the drawing: the table below the chart and its csv. */
  data?: ColumnTable;
  /** What differs when the chart is drawn again, 360 px wide, for a phone; `false` draws it once only. Default: nothing. */
  narrow?: Omit<Plot.PlotOptions, "title" | "subtitle" | "caption"> | false;
}

type Drawn = SvgElement & Pick<Plot.Plot, "scale">;

/**
 * Draws with Observable Plot, without a browser, in the theme: a {@link Chart} for reports and Jupyter.
 *
 * Beyond Plot's own options it fits the left margin to the tick labels, gives categories the theme's series colours and amounts its
 * ramp, a quiet grid along the axis of amounts, draws a colour legend inside the picture, and draws the whole again for a phone.
 * What you set yourself stands. Colours are CSS variables that follow light and dark: take them from `theme`.
 * Cost: two to four calls of `Plot.plot`, some milliseconds each; above some 5,000 marks bin first.
 *
 * @param options Plot's options, `title` and `alt`; `data` is the table behind the chart, `narrow` what differs on a phone
 * @returns a frozen chart; `svg` is 720 px wide unless `width` says otherwise
 * @throws PhonographError `option/missing` without title or alt, `option/invalid` for a symbol or opacity legend
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { plot, theme } from "phonograph";
 * const calls = [{ hour: 8, calls: 120 }, { hour: 9, calls: 340 }];
 * const chart = plot({
 *   title: "When do people call?",
 *   alt: "Bars of calls by hour: 120 at 8, 340 at 9",
 *   x: { label: "Hour" },
 *   marks: [Plot.barY(calls, { x: "hour", y: "calls", fill: theme.series[0] })],
 * });
 * console.assert(chart.svg.includes("<rect"));
 * ```
 */
export function plot(options: ChartOptions): Chart {
  const { title, subtitle, caption, alt, data, narrow, ...drawing } = options;
  for (const [name, value] of Object.entries({ title, alt })) {
    if (typeof value === "string" && value.trim() !== "") continue;
    throw new PhonographError({
      code: "option/missing",
      verb: "plot",
      rule: `a chart needs ${name === "alt" ? "an alt text" : "a title"}`,
    });
  }
  const width = drawing.width ?? theme.width;
  const small =
    narrow === false || width <= theme.narrowWidth ? undefined : { ...drawing, width: theme.narrowWidth, ...narrow };
  return toChart({
    title,
    subtitle,
    caption,
    alt,
    svg: draw({ ...drawing, width }, alt),
    narrow: small && draw(small, alt),
    table: data,
  });
}

function draw(options: Plot.PlotOptions, alt: string): string {
  const { legend, label, tickFormat } = (options.color ?? {}) as Plot.ScaleOptions & Plot.LegendOptions;
  for (const name of ["symbol", "opacity"] as const) {
    if (!(options[name] as Plot.LegendOptions & { legend?: unknown })?.legend) continue;
    const hint = "label the marks themselves, or use color as well";
    throw new PhonographError({ code: "option/invalid", verb: "plot", rule: `there is no ${name} legend`, hint });
  }
  const document = svgDocument(theme.fontSize);
  const plain = { ...options, color: { ...options.color, legend: false } as Plot.ScaleOptions };
  const svg = render(
    withTheme(plain, (trial) => render(trial, document, true)),
    document,
    false,
  );
  svg.querySelector("style")?.remove();
  const width = Number(svg.getAttribute("width"));
  let [height, top] = [Number(svg.getAttribute("height")), 0];
  const color = legend ? svg.scale("color") : undefined;
  if (color) {
    const words = typeof tickFormat === "function" ? (tickFormat as unknown as (value: never) => string) : undefined;
    const drawn = plotLegend({
      document,
      color,
      label: label ?? undefined,
      left: 2,
      right: width - 2,
      tickFormat: words,
    });
    drawn.legend.setAttribute("transform", `translate(0,${-drawn.height})`);
    svg.appendChild(drawn.legend);
    [top, height] = [-drawn.height, height + drawn.height];
  }
  for (const name of ["font-family", "width", "height", "aria-label", "aria-description"]) svg.removeAttribute(name);
  svg.setAttribute("viewBox", `0 ${top} ${width} ${height}`);
  svg.setAttribute("font-size", theme.fontSize);
  svg.setAttribute("class", "pg-chart");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", alt);
  return withIds(shortNumbers(svg.outerHTML));
}

// Tips measure themselves in an animation frame; here the frame comes at once.
function render(options: Plot.PlotOptions, document: SvgDocument, quiet: boolean): Drawn {
  const scope = globalThis as { requestAnimationFrame?: unknown };
  const had = Object.getOwnPropertyDescriptor(scope, "requestAnimationFrame");
  const warn = console.warn;
  const frames: (() => void)[] = [];
  scope.requestAnimationFrame = (frame: () => void) => frames.push(frame);
  if (quiet) console.warn = () => {};
  try {
    const svg = Plot.plot({ ...options, document: document as unknown as Document }) as unknown as Drawn;
    for (const frame of frames) frame();
    return svg;
  } finally {
    console.warn = warn;
    if (had) Object.defineProperty(scope, "requestAnimationFrame", had);
    else delete scope.requestAnimationFrame;
  }
}
