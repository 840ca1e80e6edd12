import type { TopLevelSpec } from "vega-lite";
import type { Funnel } from "../analyses/funnel-result.ts";
import { formatDuration } from "../core/duration.ts";
import { type FunnelGroup, type FunnelLine, funnelGroups } from "./funnel-lines.ts";
import { funnelWords } from "./funnel-words.ts";
import { percentWords } from "./number-words.ts";
import { requireResult } from "./require-result.ts";

/**
 * A funnel as a Vega-Lite 6 specification: the same bars, losses, intervals and times as `funnelChart`, with its data inside, to be
 * shown live, changed or sent elsewhere. Draw it in the theme with `vegaChart(spec, {title, alt})`.
 *
 * Without groups a row of bars from top to bottom; with groups a block of bars for each step after the first. Rates are shares from
 * 0 to 1, times milliseconds; missing values are null.
 *
 * @param result what `funnel` gave
 * @returns a specification without `width` and `title`; its `description` tells the finding
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { funnel, funnelSpec } from "phonograph";
 * const events = table({ at: [0, 6e4, 0, 9e7], kind: ["sms", "auth", "sms", "call"], person: [0, 0, 1, 1] });
 * const spec = funnelSpec(await funnel(events, ["sms", "auth"], { within: "1h" }));
 * console.assert(JSON.stringify(spec).includes("vega-lite/v6"));
 * ```
 */
export function funnelSpec(result: Funnel): TopLevelSpec {
  requireResult("funnelSpec", result, "funnel", ["table", "steps", "about"]);
  const groups = funnelGroups(result);
  const single = groups[0]!.group === null;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: funnelWords(result, groups).alt,
    data: { values: groups.flatMap(valuesOf) },
    ...(single ? singleSpec(groups[0]!) : groupsSpec(result, groups)),
  } as TopLevelSpec;
}

/** One datum a row, every number that can be missing null instead, with the texts to show. */
function valuesOf({ lines, entered }: FunnelGroup): Record<string, unknown>[] {
  return lines.map((line, i) => ({
    ...Object.fromEntries(Object.entries(line).map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
    entered,
    before: i === 0 || line.optional ? null : orNull(line.before),
    end: orNull(line.rate_upper) ?? orNull(line.rate) ?? 0,
    name: nameOf(line),
    text: line.n > 0 ? percentWords(line.rate) : "0",
    wait: orNull(line.wait_median) === null ? null : formatDuration(line.wait_median),
  }));
}

const nameOf = ({ step, label, optional }: FunnelLine) => `${step}  ${label}${optional ? " (optional)" : ""}`;

const orNull = (value: number) => (Number.isNaN(value) ? null : value);

const x = {
  field: "rate",
  type: "quantitative",
  title: "Share of those who entered",
  scale: { domain: [0, 1.18] },
  axis: { format: ".0%", values: [0, 0.25, 0.5, 0.75, 1] },
  stack: null,
};
const tooltip = [
  { field: "label", title: "Step" },
  { field: "n", title: "Reached it", format: "," },
  { field: "lost", title: "Lost before it", format: "," },
  { field: "rate", title: "Of those who entered", format: ".1%" },
  { field: "step_rate", title: "Of the step before", format: ".1%" },
  { field: "wait", title: "Half within" },
];

function singleSpec({ lines }: FunnelGroup) {
  return {
    height: { step: 46 },
    encoding: { y: steps(lines, 0.28) },
    layer: [
      { mark: { type: "bar", fillOpacity: 0.18, color: "#dc6f16" }, encoding: { x: { ...x, field: "before" } } },
      { mark: { type: "bar", cornerRadiusEnd: 3 }, encoding: { x, tooltip } },
      interval,
      rateText,
    ],
  };
}

function groupsSpec({ groupedBy }: Funnel, groups: readonly FunnelGroup[]) {
  const order = groups.map(({ group }) => group);
  const color = { field: "group", type: "nominal", sort: order, title: null, legend: { columns: 3, labelLimit: 90 } };
  return {
    height: { step: 21, for: "offset" },
    transform: [{ filter: "datum.step > 1" }],
    encoding: {
      y: steps(groups[0]!.lines.slice(1), 0.2),
      yOffset: { field: "group", type: "nominal", sort: order, scale: { paddingInner: 0.2 } },
    },
    layer: [
      {
        mark: { type: "bar", fillOpacity: 0.4 },
        encoding: { x, color, tooltip: [{ field: "group", title: groupedBy }, ...tooltip] },
      },
      interval,
      { mark: { type: "point", filled: true, size: 45, opacity: 1 }, encoding: { x, color } },
      rateText,
    ],
  };
}

const steps = (lines: readonly FunnelLine[], paddingInner: number) => ({
  ...{ field: "name", type: "nominal", title: null, sort: lines.map(nameOf), scale: { paddingInner } },
  axis: { labelLimit: 150 },
});

const interval = {
  transform: [{ filter: "datum.rate_lower !== null && datum.n > 0" }],
  mark: { type: "rule", strokeWidth: 1.6 },
  encoding: { x: { ...x, field: "rate_lower" }, x2: { field: "rate_upper" } },
};

const rateText = {
  mark: { type: "text", align: "left", dx: 6 },
  encoding: { x: { ...x, field: "end" }, text: { field: "text" } },
};
