/** The colours behind the theme's variables: what `light` and `dark` show. */
export const palette = {
  "series-1": ["#00758a", "#3fc4e7"],
  "series-2": ["#dc6f16", "#df6a3c"],
  "series-3": ["#9272df", "#a57bb4"],
  "series-4": ["#7d5700", "#f2cc38"],
  "series-5": ["#39a182", "#9eeec8"],
  "series-6": ["#821946", "#ec93a2"],
  "series-7": ["#2e4694", "#548efd"],
  muted: ["#858b94", "#7c838f"],
  ink: ["#1b2027", "#e9ebee"],
  quiet: ["#5b636e", "#a3abb6"],
  line: ["#e4e2dd", "#2d323a"],
  surface: ["#fbfaf8", "#15171b"],
  low: ["#dcecee", "#1c3038"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

const variable = (name: keyof typeof palette): string => `var(--pg-${name})`;

/**
 * The colours of every chart, as CSS variables that follow light and dark.
 *
 * Seven series colours stay apart for the three common kinds of colour blindness and against both backgrounds; give them out in
 * order. `muted` is for what stands behind the story, `ramp(t)` for amounts from 0 to 1, `diverging(t)` for amounts around 0.5.
 *
 * @example
 * ```ts
 * import { theme } from "phonograph";
 * console.assert(theme.series[0] === "var(--pg-series-1)");
 * ```
 */
export const theme = {
  /** Seven colours for kinds of things, in the order to use them. */
  series: ([1, 2, 3, 4, 5, 6, 7] as const).map((n) => variable(`series-${n}`)) as readonly string[],
  /** For the context behind the story: comparisons, the rest, reference lines. */
  muted: variable("muted"),
  /** Text. */
  ink: variable("ink"),
  /** Text that should not speak first: ticks, notes. */
  quiet: variable("quiet"),
  /** Grid and rules. */
  line: variable("line"),
  /** What the chart stands on. */
  surface: variable("surface"),
  /** A colour for an amount from 0 (hardly there) to 1. */
  ramp: (t: number): string => `color-mix(in oklab,${variable("series-1")} ${toPercent(t)},${variable("low")})`,
  /** A colour for an amount from 0 (`series-2`) over 0.5 (the background) to 1 (`series-1`). */
  diverging: (t: number): string => {
    const side = variable(t < 0.5 ? "series-2" : "series-1");
    return `color-mix(in oklab,${side} ${toPercent(Math.abs(t - 0.5) * 2)},${variable("line")})`;
  },
  /** The width in px that a chart is drawn for, and the one it is drawn for again to be read on a phone. */
  width: 720,
  narrowWidth: 360,
  /** The size in px of a chart's text. */
  fontSize: 12,
} as const;

function toPercent(t: number): string {
  return `${Math.round(Math.min(1, Math.max(0, t)) * 1000) / 10}%`;
}

/** System fonts only: a report asks nothing of the network. */
export const fontFamily =
  '-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,system-ui,sans-serif';

/** The theme's variables as a CSS rule for `selector`. */
export function themeVariables(selector: string): string {
  const lines = Object.entries(palette).map(([name, [light, dark]]) => `--pg-${name}:light-dark(${light},${dark})`);
  return `${selector}{color-scheme:light dark;${lines.join(";")};--plot-background:var(--pg-surface)}`;
}

/** How the parts of a chart look: quiet axes, a quieter grid, digits of one width. */
export const chartRules = [
  `.pg-chart{display:block;width:100%;height:auto;overflow:visible;color:${theme.ink};font:${theme.fontSize}px ${fontFamily};font-variant-numeric:tabular-nums}`,
  ".pg-chart text{white-space:pre}",
  `.pg-chart [aria-label$="tick label"],.pg-chart [aria-label$="axis label"],.pg-chart .pg-quiet{fill:${theme.quiet}}`,
  `.pg-chart [aria-label$="-axis tick"]{stroke:${theme.muted}}`,
  `.pg-chart [aria-label$="-grid"]{stroke:${theme.line};stroke-opacity:1}`,
].join("");
