import type { Plot, PlotOptions, ScaleName, ScaleOptions } from "@observablehq/plot";
import type { SvgElement } from "./svg-document.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

type Trial = SvgElement & Pick<Plot, "scale">;

const ordinal = new Set(["ordinal", "categorical", "point", "band"]);

/**
 * Fills in what the theme knows better than Plot's defaults, after looking at a trial drawing: margins for the labels that came out,
 * a grid across the axis of amounts, colours by kind of scale. An option that is set stays as it is.
 */
export function withTheme(options: PlotOptions, trial: (options: PlotOptions) => Trial): PlotOptions {
  const base: PlotOptions = {
    marginTop: 26,
    marginBottom: 38,
    ...options,
    className: "pg-plot",
    style: { fontSize: `${theme.fontSize}px` },
  };
  const first = trial(base);
  const kind = (name: ScaleName): string | undefined => first.scale(name)?.type ?? undefined;
  const isKinds = (name: ScaleName): boolean => ordinal.has(kind(name) ?? "");
  const amountsAcross = isKinds("y") && kind("x") !== undefined && !isKinds("x");
  const axis = (name: "x" | "y"): ScaleOptions | undefined => {
    const own = options[name] as ScaleOptions | undefined;
    if (kind(name) === undefined || own?.axis === null) return own;
    const grid = name === "x" ? amountsAcross : !isKinds("y");
    const ticks = name === "y" && grid && own?.interval === undefined ? { ticks: 6 } : {};
    return {
      grid,
      ...ticks,
      ...(name === "y" || isKinds(name) ? { tickSize: 0, tickPadding: 8 } : { tickSize: 4 }),
      ...own,
    };
  };
  const free =
    options.aspectRatio === undefined && !isKinds("y") && kind("y") !== undefined && kind("fy") === undefined;
  const short = (options.width ?? theme.width) <= theme.narrowWidth;
  const themed = {
    ...(free ? { height: short ? 300 : 380 } : {}),
    ...base,
    x: axis("x"),
    y: axis("y"),
    color: colours(options.color as ScaleOptions | undefined, first),
  };
  const second = trial(themed);
  const sides = { ...themed, ...sideMargin(options, second, "left"), ...sideMargin(options, second, "right") };
  return isKinds("x") ? { ...sides, ...roomForKinds(sides, trial(sides)) } : sides;
}

function colours(own: ScaleOptions | undefined, first: Trial): ScaleOptions | undefined {
  const scale = first.scale("color");
  if (!scale?.type || scale.type === "identity" || own?.range || own?.scheme || own?.interpolate) return own;
  if (ordinal.has(scale.type)) {
    const domain = [...(scale.domain ?? [])];
    return { ...own, domain, range: domain.map((_, i) => theme.series[i] ?? theme.muted) };
  }
  const diverging = scale.type.startsWith("diverging");
  return { ...own, interpolate: diverging ? theme.diverging : theme.ramp };
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
function roomForKinds(options: PlotOptions, drawn: Trial): PlotOptions {
  const own = (options.x ?? {}) as ScaleOptions;
  const scale = drawn.scale("x");
  const labels = drawn.querySelectorAll('[aria-label="x-axis tick label"] text');
  if (!scale?.domain || own.ticks !== undefined || own.tickRotate !== undefined || labels.length === 0) return {};
  const domain = [...scale.domain] as unknown[];
  const widest = Math.max(...labels.map((text) => textWidth(text.textContent, theme.fontSize)));
  const every = Math.ceil((widest + 8) / (scale.step ?? Number.POSITIVE_INFINITY));
  if (!(every > 1)) return {};
  if (domain.some((value) => typeof value === "number" || value instanceof Date)) {
    return { x: { ...own, ticks: domain.filter((_, i) => i % every === 0) } as ScaleOptions };
  }
  const marginBottom = Math.max(options.marginBottom ?? 0, Math.ceil(Math.min(widest, 160) * 0.6 + 34));
  return { x: { ...own, tickRotate: -35 }, marginBottom };
}
