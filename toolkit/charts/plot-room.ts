import type { Plot, PlotOptions, ScaleOptions } from "@observablehq/plot";
import type { SvgElement } from "./svg-document.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

/** A drawing made to be measured. */
export type Trial = SvgElement & Pick<Plot, "scale">;

/** Kinds of scale whose domain is a list. */
export const listed = new Set<unknown>(["ordinal", "categorical", "point", "band"]);

/** The margins and the height that the labels of a trial drawing ask for; what is set in `options` stays. */
export function roomFor(options: PlotOptions, drawn: Trial): PlotOptions {
  const has = (label: string): boolean => drawn.querySelector(`[aria-label="${label}"]`) !== null;
  const above = has("y-axis label") || has("fx-axis tick label") || has("fy-axis label");
  const below = has("x-axis label") ? 38 : has("x-axis tick label") ? 26 : 10;
  const room: PlotOptions = { ...sideMargin(options, drawn, "left"), ...sideMargin(options, drawn, "right") };
  if (options.margin === undefined) {
    room.marginTop = options.marginTop ?? (above ? 26 : 8);
    room.marginBottom = options.marginBottom ?? below;
  }
  const turned = options.margin === undefined ? turnLabels(options, room, drawn) : {};
  const height = options.height ?? heightFor(options, drawn, { ...room, ...turned });
  return { ...room, ...turned, ...(height === undefined ? {} : { height }) };
}

function heightFor(
  options: PlotOptions,
  drawn: Trial,
  { marginTop = 0, marginBottom = 0 }: PlotOptions,
): number | undefined {
  const y = drawn.scale("y");
  if (!y || drawn.scale("fy") || options.aspectRatio !== undefined || options.projection !== undefined)
    return undefined;
  if (!listed.has(y.type)) return (options.width ?? theme.width) <= theme.narrowWidth ? 300 : 380;
  const rows = [...(y.domain ?? [])].length;
  return rows * (rows <= 8 ? 34 : rows <= 16 ? 26 : 20) + marginTop + marginBottom;
}

function sideMargin(options: PlotOptions, drawn: SvgElement, side: "left" | "right"): PlotOptions {
  const name = side === "left" ? "marginLeft" : "marginRight";
  if (options[name] !== undefined || options.margin !== undefined) return {};
  const labels = drawn
    .querySelectorAll('[aria-label="y-axis tick label"] text, [aria-label="fy-axis tick label"] text')
    .filter((text) => ((text.parentNode?.getAttribute("text-anchor") ?? "start") === "end") === (side === "left"));
  if (labels.length === 0) return {};
  const lines = labels.flatMap((text) => (text.children.length > 0 ? text.children : [text]));
  const widest = Math.max(...lines.map((line) => textWidth(line.textContent, theme.fontSize)));
  return { [name]: Math.ceil(Math.min(widest + 16, (options.width ?? theme.width) * 0.45)) };
}

// Names of kinds are turned where they would overlap; numbers and dates are shown every so often.
function turnLabels(options: PlotOptions, room: PlotOptions, drawn: Trial): PlotOptions {
  const own = (options.x ?? {}) as ScaleOptions;
  const scale = drawn.scale("x");
  const labels = drawn.querySelectorAll('[aria-label="x-axis tick label"] text');
  if (!listed.has(scale?.type) || own.ticks !== undefined || own.tickRotate !== undefined || labels.length === 0)
    return {};
  const domain = [...(scale?.domain ?? [])] as unknown[];
  const widest = Math.max(...labels.map((text) => textWidth(text.textContent, theme.fontSize)));
  const every = Math.ceil((widest + 8) / (scale?.step ?? Number.POSITIVE_INFINITY));
  if (!(every > 1)) return {};
  if (domain.some((value) => typeof value === "number" || value instanceof Date)) {
    return { x: { ...own, ticks: domain.filter((_, i) => i % every === 0) } as ScaleOptions };
  }
  const marginBottom = Math.max(room.marginBottom ?? 0, Math.ceil(Math.min(widest, 160) * 0.6 + 34));
  return { x: { ...own, tickRotate: -35 }, marginBottom };
}
