import type { PlotOptions, ScaleName, ScaleOptions } from "@observablehq/plot";
import { listed, roomFor, type Trial } from "./plot-room.ts";
import { theme } from "./theme.ts";

/**
 * Fills in what the theme knows better than Plot's defaults, after looking at trial drawings: a grid across the axis of amounts,
 * colours by kind of scale, room for the labels that came out. An option that is set stays as it is.
 */
export function withTheme(options: PlotOptions, trial: (options: PlotOptions) => Trial): PlotOptions {
  const base: PlotOptions = { ...options, className: "pg-plot" };
  const first = trial(base);
  const kind = (name: ScaleName): string | undefined => first.scale(name)?.type ?? undefined;
  const isList = (name: ScaleName): boolean => listed.has(kind(name));
  const amountsAcross = isList("y") && kind("x") !== undefined && !isList("x");
  const axis = (name: "x" | "y"): ScaleOptions | undefined => {
    const own = options[name] as ScaleOptions | undefined;
    if (kind(name) === undefined || own?.axis === null) return own;
    const grid = name === "x" ? amountsAcross : !isList("y");
    const ticks = name === "y" && grid && own?.interval === undefined ? { ticks: 6 } : {};
    const size = name === "y" || isList(name) ? { tickSize: 0, tickPadding: 8 } : { tickSize: 4 };
    return { grid, ...ticks, ...size, ...own };
  };
  const color = colours(options.color as ScaleOptions | undefined, first);
  const themed = { ...base, x: axis("x"), y: axis("y"), color };
  const placed = { ...themed, ...roomFor(themed, trial(themed)) };
  // Side margins move the places of the labels below, so room is made once more.
  return {
    ...themed,
    ...roomFor({ ...themed, marginLeft: placed.marginLeft, marginRight: placed.marginRight }, trial(placed)),
    ...sides(placed),
  };
}

function sides({ marginLeft, marginRight }: PlotOptions): PlotOptions {
  return { ...(marginLeft === undefined ? {} : { marginLeft }), ...(marginRight === undefined ? {} : { marginRight }) };
}

function colours(own: ScaleOptions | undefined, first: Trial): ScaleOptions | undefined {
  const scale = first.scale("color");
  if (!scale?.type || scale.type === "identity" || own?.range || own?.scheme || own?.interpolate) return own;
  if (listed.has(scale.type)) {
    const domain = [...(scale.domain ?? [])];
    return { ...own, domain, range: domain.map((_, i) => theme.series[i] ?? theme.muted) };
  }
  const diverging = scale.type.startsWith("diverging");
  return { ...own, interpolate: diverging ? theme.diverging : theme.ramp };
}
