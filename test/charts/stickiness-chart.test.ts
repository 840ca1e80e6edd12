import { describe, expect, test } from "vitest";
import { type StickinessOptions, stickiness } from "../../toolkit/analyses/stickiness.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { stickinessChart } from "../../toolkit/charts/stickiness-chart.ts";
import { journeys } from "../journeys.ts";
import { regulars } from "./regulars.ts";

const ask = (options: StickinessOptions = {}) => stickiness(regulars(500), { zone: "Europe/Lisbon", ...options });

const charts: Record<string, () => Promise<Chart>> = {
  stickiness: async () => stickinessChart(await ask()),
  "stickiness-by": async () => stickinessChart(await ask({ by: "plan", periods: 14 })),
};

describe("stickinessChart", () => {
  test.each(Object.entries(charts))("draws %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("asks its question, says which periods, and tells the finding in words", async () => {
    for (const name of ["stickiness", "stickiness-by"]) {
      const { title, subtitle, caption, alt } = await charts[name]();
      expect([title, subtitle, caption, alt].join("\n")).toMatchSnapshot();
    }
    expect(stickinessChart(await ask({ period: "week", periods: 6 })).title).toBe(
      "In how many of 6 weeks are people active?",
    );
  });

  test("nobody and one period are a chart", async () => {
    const one = journeys({ ann: "10:00 app.open", nobody: "2026-04-20 call" });
    const nobody = stickinessChart(await stickiness(one));
    expect(nobody.alt).toBe("Nobody is active in the 28 days.");
    const single = stickinessChart(await stickiness(one, { asOf: "2026-03-02", by: "kind", windows: [2] }));
    for (const { svg, narrow } of [nobody, single])
      expect(`${svg}${narrow}`).not.toMatch(/NaN|undefined|Infinity|null/);
  });
});
