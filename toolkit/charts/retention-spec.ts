import type { TopLevelSpec } from "vega-lite";
import type { Retention } from "../analyses/retention-result.ts";
import { requireResult } from "./require-result.ts";
import { cellsOf, curvesOf, STRONGEST } from "./retention-rows.ts";
import { altOf, axisWords } from "./retention-words.ts";

/**
 * Retention as a Vega-Lite 6 specification, with its data inside: the triangle of cohorts, or, with `"curve"`, the cohorts taken
 * together with their bands. Draw it in the theme with `vegaChart(spec, {title, alt})`.
 *
 * Rates are shares from 0 to 1. What is not over is not in the data. Of a grouped result the triangle stands once for each group.
 *
 * @param result what `retention` gave
 * @param kind `"triangle"` (default) or `"curve"`
 * @returns a specification without `width` and `title`; its `description` tells the finding
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { retention, retentionSpec } from "phonograph";
 * const day = 864e5;
 * const events = table({ person: [0, 0, 1, 2], at: [0, day, 0, 3 * day], kind: ["app", "app", "app", "app"] });
 * const spec = retentionSpec(await retention(events, { start: "app" }));
 * console.assert(JSON.stringify(spec).includes("vega-lite/v6"));
 * ```
 */
export function retentionSpec(result: Retention, kind: "triangle" | "curve" = "triangle"): TopLevelSpec {
  requireResult("retentionSpec", result, "retention", ["table", "curve", "semantics"]);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: altOf(result, curvesOf(result)),
    ...(kind === "curve" ? curveSpec(result) : triangleSpec(result)),
  } as TopLevelSpec;
}

function tooltip(first: object[]) {
  return [
    ...first,
    { field: "label", title: "Period" },
    { field: "people", title: "People", format: "," },
    { field: "returned", title: "Came back", format: "," },
    { field: "rate", title: "Share", format: ".1%" },
    { field: "lower", title: "from", format: ".1%" },
    { field: "upper", title: "to", format: ".1%" },
  ];
}

function triangleSpec(result: Retention) {
  const values = cellsOf(result)
    .filter(({ rate, period }) => !Number.isNaN(rate) && period > 0)
    .map(({ group, cohort, period, label, people, returned, rate, lower, upper }) => ({
      ...(group === undefined ? {} : { group }),
      ...{ cohort, period, label, people, returned, rate, lower, upper, text: Math.round(100 * rate) },
    }));
  const most = values.reduce((max, { rate }) => Math.max(max, rate), 0);
  const labels = [...new Set(values.toSorted((a, b) => a.period - b.period).map(({ label }) => label))];
  const grouped =
    result.groupedBy === undefined ? {} : { row: { field: "group", type: "nominal", title: null, sort: null } };
  return {
    data: { values },
    height: { step: 22 },
    encoding: {
      ...grouped,
      x: { field: "label", type: "ordinal", sort: labels, title: axisWords(result), scale: { paddingInner: 0.04 } },
      y: { field: "cohort", type: "ordinal", title: null, scale: { paddingInner: 0.06 } },
    },
    layer: [
      {
        mark: { type: "rect", cornerRadius: 2 },
        encoding: {
          color: { field: "rate", type: "quantitative", legend: null, scale: { domain: [0, (most || 1) / STRONGEST] } },
          tooltip: tooltip([{ field: "cohort", title: "Cohort" }]),
        },
      },
      {
        mark: { type: "text", fontSize: 11 },
        encoding: { text: { field: "text" } },
      },
    ],
  };
}

function curveSpec(result: Retention) {
  const curves = curvesOf(result);
  const values = curves.flatMap(({ name, points }) =>
    points
      .filter(({ period }) => period > 0)
      .map(({ group: _, ...point }) => ({ ...point, ...(name === null ? {} : { group: name }) })),
  );
  const labels = values.map(({ label }) => label);
  const color = { field: "group", type: "nominal", title: null, sort: curves.map(({ name }) => name) };
  const grouped = result.groupedBy === undefined ? {} : { color };
  const of = result.groupedBy === undefined ? [] : [{ field: "group", title: result.groupedBy }];
  const y = { field: "rate", type: "quantitative", title: "Come back", axis: { format: ".0%" } };
  return {
    data: { values },
    encoding: {
      x: result.semantics.brackets
        ? { field: "label", type: "ordinal", sort: [...new Set(labels)], title: axisWords(result) }
        : { field: "period", type: "quantitative", title: axisWords(result), scale: { zero: false, nice: false } },
      ...grouped,
    },
    layer: [
      { mark: { type: "area", opacity: 0.16 }, encoding: { y: { ...y, field: "lower" }, y2: { field: "upper" } } },
      { mark: { type: "line" }, encoding: { y } },
      { mark: { type: "point", filled: true, size: 26 }, encoding: { y, tooltip: tooltip(of) } },
    ],
  };
}
