import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { type PathOptions, paths } from "../../toolkit/analyses/paths.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { pathsChart } from "../../toolkit/charts/paths-chart.ts";
import { pathsSpec } from "../../toolkit/charts/paths-spec.ts";
import { vegaChart } from "../../toolkit/charts/vega.ts";
import { journeys } from "../journeys.ts";
import { regulars } from "./regulars.ts";

const ask = (options: PathOptions) => paths(regulars(500), options);

const charts: Record<string, () => Promise<Chart>> = {
  paths: async () => pathsChart(await ask({ start: "app.open", top: 4 })),
  "paths-before": async () => pathsChart(await ask({ end: "app.cart", unit: "visit", steps: 4 })),
  "paths-around": async () => pathsChart(await ask({ through: "app.help", steps: 2, top: 2 })),
};

describe("pathsChart", () => {
  test.each(Object.entries(charts))("draws %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("asks its question, says what other and exit are, and tells the finding in words", async () => {
    for (const name of Object.keys(charts)) {
      const { title, subtitle, caption, alt } = await charts[name]();
      expect([title, subtitle, caption, alt].join("\n")).toMatchSnapshot();
    }
  });

  test("many steps are drawn as far as there is room, and a line says so, wide and narrow", async () => {
    const chart = pathsChart(await ask({ start: "app.open", steps: 12 }));
    expect(chart.svg).toContain("5 of 12 steps drawn, the others are in the table");
    expect(chart.narrow).toContain("2 of 12 steps drawn, the others are in the table");
    expect(chart.svg).toContain("step 5");
    expect(chart.svg).not.toContain("step 6");
  });

  test("a single path is a chart", async () => {
    const one = journeys({ ann: "10:00 app.open", nobody: "12:00 call" });
    const chart = pathsChart(await paths(one, { start: "app.open" }));
    expect(chart.alt).toContain("exit 100 %");
    expect(chart.svg + chart.narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });
});

test.each([{ start: "app.open" }, { end: "app.cart" }, { through: "app.help", steps: 2 }] as const)(
  "pathsSpec of %j compiles without a warning, is drawn, and is data throughout",
  async (options) => {
    const result = await ask(options);
    const spec = pathsSpec(result);
    const warnings: unknown[][] = [];
    const note = (...words: unknown[]) => {
      warnings.push(words);
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    compile(spec, { logger: logger as never });
    expect(warnings).toEqual([]);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    expect(spec.description).toBe(pathsChart(result).alt);
    const { svg, narrow } = await vegaChart(spec, { title: "x", alt: "y" });
    expect(`${svg}${narrow}`).not.toMatch(/NaN|undefined/);
  },
);
