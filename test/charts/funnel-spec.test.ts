import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import { funnelChart } from "../../toolkit/charts/funnel-chart.ts";
import { funnelSpec } from "../../toolkit/charts/funnel-spec.ts";
import { vegaChart } from "../../toolkit/charts/vega.ts";
import { journeys } from "../journeys.ts";
import { buyers, STEPS } from "./funnel-buyers.ts";

const within = "7d";

describe("funnelSpec", () => {
  test.each([undefined, "region"])("compiles without a word of warning, by %s", async (by) => {
    const spec = funnelSpec(await funnel(buyers(200), STEPS, { within, by }));
    const warnings: unknown[][] = [];
    const note = (...words: unknown[]) => {
      warnings.push(words);
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    expect(compile(spec, { logger: logger as never }).spec.marks?.length).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
    expect(spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v6.json");
  });

  test("holds the rows of the result, numbers as they are and null where missing", async () => {
    const result = await funnel(buyers(200), STEPS, { within });
    const { values } = funnelSpec(result).data as unknown as { values: Record<string, unknown>[] };
    const rows = result.table.objects() as Record<string, number>[];
    expect(values).toHaveLength(STEPS.length);
    for (const [i, { step, n, rate, rate_lower, wait_median }] of rows.entries()) {
      const numbers = { step, n, rate, rate_lower, wait_median };
      const wanted = Object.entries(numbers).map(([name, value]) => [name, Number.isNaN(value) ? null : value]);
      expect(values[i]).toMatchObject(Object.fromEntries(wanted));
    }
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  test("is drawn in the theme, wide and narrow, and says the same as the chart", async () => {
    const result = await funnel(buyers(200), STEPS, { within });
    const spec = funnelSpec(result);
    const { title, alt } = funnelChart(result);
    expect(spec.description).toBe(alt);
    const { svg, narrow } = await vegaChart(spec, { title, alt });
    for (const drawn of [svg, narrow!]) {
      expect(drawn).toContain("var(--pg-series-1)");
      expect(drawn).toContain("4  payment.purchase");
      expect(drawn).not.toMatch(/NaN|undefined/);
    }
  });

  test("draws a funnel that nobody enters", async () => {
    const events = journeys({ nobody: "10:00 sms.otp, 10:01 auth.login", ann: "10:00 call" });
    const result = await funnel(events, ["sms.otp", "auth.login"], { within });
    const { svg } = await vegaChart(funnelSpec(result), { title: "Nobody", alt: "No bars" });
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
