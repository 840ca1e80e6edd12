import { describe, expect, test } from "vitest";
import { type LifecycleOptions, lifecycle } from "../../toolkit/analyses/lifecycle.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { lifecycleChart } from "../../toolkit/charts/lifecycle-chart.ts";
import { journeys } from "../journeys.ts";
import { regulars } from "./regulars.ts";

const ask = (options: LifecycleOptions = {}) => lifecycle(regulars(500), { zone: "Europe/Lisbon", ...options });

const charts: Record<string, () => Promise<Chart>> = {
  lifecycle: async () => lifecycleChart(await ask()),
  "lifecycle-days": async () => lifecycleChart(await ask({ period: "day", from: "2026-03-01" })),
};

describe("lifecycleChart", () => {
  test.each(Object.entries(charts))("draws %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("says what the states are, what is not drawn, and the finding in words", async () => {
    const { title, subtitle, caption, alt, table } = await charts["lifecycle"]();
    expect([title, subtitle, caption, alt].join("\n")).toMatchSnapshot();
    expect(table?.numRows()).toBeGreaterThan(8);
  });

  test("draws the group that is named", async () => {
    const result = await ask({ by: "plan" });
    expect(lifecycleChart(result, { group: "contract" }).title).toContain("gone: contract?");
    expect(lifecycleChart(result).title).toContain("gone: prepaid?");
  });

  test("a single period that is not over is drawn all the same", async () => {
    const chart = lifecycleChart(await lifecycle(journeys({ ann: "10:00 app.open" })));
    expect(chart.alt).toContain("dormant not known yet");
    expect(chart.svg + chart.narrow + chart.caption).not.toMatch(/NaN|undefined|Infinity|null/);
  });
});
