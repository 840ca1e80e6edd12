import type { TopLevelSpec } from "vega-lite";
import type { PathFlow } from "../analyses/paths-result.ts";
import { percentWords } from "./number-words.ts";
import { pathsOfGroup } from "./paths-group.ts";
import { layoutPaths, type PlacedLink } from "./paths-layout.ts";
import { altOf } from "./paths-words.ts";
import { requireResult } from "./require-result.ts";

const SAMPLES = 16;
const BAR = 0.07;

/**
 * Paths as a Vega-Lite 6 specification: the same flow as `pathsChart`, with its data inside: bars, bands between them, names and shares.
 * Draw it in the theme with `vegaChart(spec, {title, alt})`.
 *
 * @param given what `paths` gave
 * @param options the group to draw, of a grouped result; default: the first, largest
 * @returns a specification without `width` and `title`; its `description` tells the finding
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { paths, pathsSpec } from "phonograph";
 * const events = table({ person: [0, 0, 1, 2], at: [0, 6e4, 0, 36e6], kind: ["auth", "app", "auth", "call"] });
 * const spec = pathsSpec(await paths(events, { start: "auth", steps: 1 }));
 * console.assert(JSON.stringify(spec).includes("vega-lite/v6"));
 * ```
 */
export function pathsSpec(given: PathFlow, { group }: { group?: string } = {}): TopLevelSpec {
  requireResult("pathsSpec", given, "paths", ["table", "nodes", "sequences"]);
  const result = pathsOfGroup("pathsSpec", given, group);
  const { anchored, steps } = result.semantics;
  const [first, last] = [anchored === "start" ? 0 : -steps, anchored === "end" ? 0 : steps];
  const { nodes, links, height } = layoutPaths(result, first, last, 0.035);
  const y = { type: "quantitative", axis: null, scale: { domain: [height, 0], nice: false } };
  const x = { type: "quantitative", axis: null, scale: { domain: [first, last + 0.75], nice: false } };
  const color = { field: "colour", type: "nominal", scale: null };
  const tooltip = [
    { field: "from", title: "From" },
    { field: "to", title: "To" },
    { field: "paths", title: "Paths", format: "," },
    { field: "rate", title: "Of those at from", format: ".1%" },
  ];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: altOf(result),
    height: 360,
    layer: [
      {
        data: { values: links.filter(({ still }) => !still).flatMap(sampled) },
        mark: { type: "area", opacity: 0.3 },
        encoding: {
          x: { ...x, field: "x" },
          y: { ...y, field: "top" },
          y2: { field: "bottom" },
          detail: { field: "id" },
          color,
          tooltip,
        },
      },
      {
        data: {
          values: nodes.map(({ level, node, paths, share, top, bottom, colour }) => ({
            level,
            end: level + BAR,
            node,
            paths,
            share,
            top,
            bottom,
            colour,
            text: `${node} ${percentWords(share)}`,
            label: paths >= 0.04 * result.paths,
          })),
        },
        layer: [
          {
            mark: { type: "rect" },
            encoding: {
              ...{
                x: { ...x, field: "level" },
                x2: { field: "end" },
                y: { ...y, field: "top" },
                y2: { field: "bottom" },
                color,
              },
              tooltip: [
                { field: "node", title: "Event" },
                { field: "paths", title: "Paths", format: "," },
                { field: "share", title: "Of all", format: ".1%" },
              ],
            },
          },
          {
            transform: [{ filter: "datum.label" }, { calculate: "(datum.top + datum.bottom) / 2", as: "middle" }],
            mark: { type: "text", align: "left", dx: 4, limit: 105 },
            encoding: { x: { ...x, field: "end" }, y: { ...y, field: "middle" }, text: { field: "text" } },
          },
        ],
      },
    ],
  } as unknown as TopLevelSpec;
}

/** A band as points along a smooth step. */
function sampled({ id, level, from, to, paths, rate, fromTop, fromBottom, toTop, toBottom, colour }: PlacedLink) {
  return Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const t = i / SAMPLES;
    const s = t * t * (3 - 2 * t);
    return {
      ...{ id, from, to, paths, rate, colour, x: level + BAR + t * (1 - BAR) },
      ...{ top: fromTop + s * (toTop - fromTop), bottom: fromBottom + s * (toBottom - fromBottom) },
    };
  });
}
