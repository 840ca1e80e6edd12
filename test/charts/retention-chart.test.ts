import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { retention } from "../../toolkit/analyses/retention.ts";
import type { RetentionOptions } from "../../toolkit/analyses/retention-options.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { retentionChart } from "../../toolkit/charts/retention-chart.ts";
import { retentionCurveChart } from "../../toolkit/charts/retention-curve-chart.ts";
import { retentionSpec } from "../../toolkit/charts/retention-spec.ts";
import { vegaChart } from "../../toolkit/charts/vega.ts";
import { journeys } from "../journeys.ts";
import { regulars } from "./regulars.ts";

const ask = (options: RetentionOptions = {}, people = 700) =>
  retention(regulars(people), { start: "app.open", zone: "Europe/Lisbon", period: "week", ...options });

const charts: Record<string, () => Promise<Chart>> = {
  retention: async () => retentionChart(await ask()),
  "retention-brackets": async () =>
    retentionChart(await ask({ period: "day", brackets: [1, 3, 7, 14, 30], cohorts: "week" })),
  "retention-curve": async () => retentionCurveChart(await ask({ period: "day", cohorts: "week" })),
  "retention-by": async () => retentionCurveChart(await ask({ by: "plan" })),
};

describe("the charts of retention", () => {
  test.each(Object.entries(charts))("draw %s as before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
    expect(svg + narrow).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("ask their question, say of whom and how, and tell the finding in words", async () => {
    const { title, subtitle, caption, alt, table } = await charts["retention"]();
    expect([title, subtitle, caption, alt].join("\n")).toMatchSnapshot();
    expect(table?.numRows()).toBeGreaterThan(50);
    const by = await charts["retention-by"]();
    expect([by.title, by.subtitle, by.caption, by.alt].join("\n")).toMatchSnapshot();
  });

  test("periods without room are counted below, and cohorts of which the data hold a part are framed and named", async () => {
    const daily = retentionChart(await ask({ period: "day", cohorts: "week" }));
    expect(daily.svg).toContain("15 of 31 periods drawn, the others are in the table");
    expect(daily.narrow).toContain("6 of 31 periods drawn, the others are in the table");
    const weekly = retentionChart(await ask({ from: "2026-02-11", until: "2026-03-09" }));
    expect(weekly.svg).not.toContain("periods drawn");
    expect(weekly.narrow).toContain("6 of 8 periods drawn");
    const cells = (svg: string, marks: string) => svg.split(marks).length - 1;
    expect(cells(weekly.svg, "stroke-dasharray")).toBe(1);
    expect(weekly.caption).toContain("Dashed: the data hold only a part of the cohort 2026-02-09,");
    const whole = retentionChart(await ask({ zone: "UTC", from: "2026-02-09", until: "2026-03-09" }));
    expect([whole.caption!.includes("Dashed"), cells(whole.svg, 'stroke-dasharray="3 2"')]).toEqual([false, 0]);
  });

  test("the triangle of one group is drawn by its name", async () => {
    const chart = retentionChart(await ask({ by: "plan" }), { group: "contract" });
    expect(chart.title).toBe("How many people come back to app.open: contract?");
    expect(chart.alt).toContain("of contract");
    expect(chart.alt).not.toContain("prepaid");
  });

  test("one cohort, one period and one person are a chart", async () => {
    const one = journeys({ ann: "10:00 app.open", nobody: "2026-03-03 call" });
    const result = await retention(one, { start: "app.open", returning: "app.open" });
    for (const { svg, narrow, alt } of [retentionChart(result), retentionCurveChart(result)]) {
      expect(`${svg}${narrow}${alt}`).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });
});

describe("retentionSpec", () => {
  test.each([
    ["triangle", undefined],
    ["curve", undefined],
    ["triangle", "plan"],
    ["curve", "plan"],
  ] as const)("a %s by %s compiles without a warning, is drawn, and is data throughout", async (kind, by) => {
    const spec = retentionSpec(await ask({ by }), kind);
    const warnings: unknown[][] = [];
    const note = (...words: unknown[]) => {
      warnings.push(words);
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    compile(spec, { logger: logger as never });
    expect(warnings).toEqual([]);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    if (by === "plan" && kind === "triangle") return;
    const { svg, narrow } = await vegaChart(spec, { title: "x", alt: "y" });
    expect(`${svg}${narrow}`).not.toMatch(/NaN|undefined/);
  });
});
