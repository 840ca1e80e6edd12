import manifest from "../../package.json" with { type: "json" };

/** The versions that decide what a report looks like. */
export function toolVersions(): Record<string, string> {
  const { dependencies, version } = manifest;
  return {
    phonograph: version,
    node: process.versions.node,
    arquero: dependencies.arquero,
    plot: dependencies["@observablehq/plot"],
    "vega-lite": dependencies["vega-lite"],
  };
}
