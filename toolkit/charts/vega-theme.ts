import type { Config } from "vega-lite";
import { fontFamily, theme } from "./theme.ts";

// Vega interpolates ramps itself, so these are plain colours: the middle tones that carry on light and on dark.
const ramp = ["#a9d3da", "#5fb0c0", "#2c8fa3", "#0b6e83", "#0a5364"];
const axis = {
  domainColor: theme.muted,
  gridColor: theme.line,
  labelColor: theme.quiet,
  tickColor: theme.muted,
  titleColor: theme.quiet,
};

/** The theme for Vega-Lite. */
export const vegaTheme = {
  background: undefined,
  font: fontFamily.replaceAll('"', "'"),
  view: { stroke: null, continuousHeight: 300 },
  padding: 2,
  axis: {
    ...axis,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 10,
    tickSize: 4,
    labelPadding: 5,
  },
  axisX: { labelOverlap: true },
  axisXDiscrete: { labelAngle: 0, labelOverlap: true },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: theme.ink,
    titleColor: theme.quiet,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 400,
    orient: "top",
  },
  header: { labelColor: theme.ink, titleColor: theme.quiet, labelFontSize: 12 },
  range: { category: [...theme.series], ordinal: ramp, ramp, heatmap: ramp },
  bar: { color: theme.series[0] },
  line: { color: theme.series[0], strokeWidth: 2 },
  area: { color: theme.series[0] },
  point: { color: theme.series[0], filled: true },
  circle: { color: theme.series[0] },
  rect: { color: theme.series[0] },
  rule: { color: theme.ink },
  text: { color: theme.ink, fontSize: 12 },
} as unknown as Config;
