import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { funnelChart } from "../../toolkit/charts/funnel-chart.ts";
import { funnelComparisonChart } from "../../toolkit/charts/funnel-comparison-chart.ts";
import { funnelOverChart } from "../../toolkit/charts/funnel-over-chart.ts";
import { funnelSpec } from "../../toolkit/charts/funnel-spec.ts";
import { funnelTimesChart } from "../../toolkit/charts/funnel-times-chart.ts";
import { journeys } from "../journeys.ts";
import { buyers, STEPS } from "./funnel-buyers.ts";

const within = "7d";
const optional = STEPS.map((step, i) =>
  i === 2 ? { label: "Put into the cart", event: "web.cart", optional: true } : step,
) as unknown as typeof STEPS;
const events = buyers(600);

const charts: Record<string, () => Promise<Chart>> = {
  "funnel-optional": async () => funnelChart(await funnel(events, optional, { within })),
  "funnel-km": async () => funnelChart(await funnel(events, STEPS, { within, censor: "km", asOf: "2026-03-18" })),
  "funnel-curve": async () => funnelTimesChart(await funnel(events, STEPS, { within })),
  "funnel-curve-by": async () => funnelTimesChart(await funnel(events, STEPS, { within, by: "region" })),
  "funnel-histogram": async () => funnelTimesChart(await funnel(events, STEPS, { within }), { show: "histogram" }),
  "funnel-histogram-by": async () =>
    funnelTimesChart(await funnel(events, STEPS, { within, by: "region" }), { show: "histogram" }),
  "funnel-over": async () => funnelOverChart(await funnel(events, STEPS, { within, over: "day", asOf: "2026-03-24" })),
  "funnel-comparison": async () => funnelComparisonChart(await funnel(events, STEPS, { within, by: "region" })),
};

describe("the charts of a funnel", () => {
  test.each(Object.entries(charts))("%s is drawn as before, wide and narrow", async (name, draw) => {
    const { svg, narrow, alt, title } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect(`${svg}${narrow}${alt}`).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(`${title} ${alt}`).toMatchSnapshot();
  });

  test("captions tell the rules that are not the plain ones", async () => {
    const told = async (options: object) => funnelChart(await funnel(events, STEPS, { within, ...options })).caption;
    expect(await told({ count: "totals", hold: "region", range: { from: "2026-03-05" } })).toMatchSnapshot();
    expect(await told({ order: "strict", ties: "strict" })).toMatchSnapshot();
    expect(await told({ order: "any", exclude: { where: "web.cart", policy: "drop" } })).toMatchSnapshot();
    expect(await told({ count: "sessions", grace: "2s", once: false })).toMatchSnapshot();
  });

  test("draw a funnel that nobody enters, or nobody finishes", async () => {
    const idle = journeys({ nobody: "10:00 sms.otp, 10:01 auth.login", ann: "10:00 call" });
    const nobody = await funnel(idle, ["sms.otp", "auth.login"], { within, over: "day" });
    for (const chart of [
      funnelTimesChart(nobody),
      funnelTimesChart(nobody, { show: "histogram" }),
      funnelOverChart(nobody),
    ]) {
      expect(chart.svg + chart.narrow).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test("over time by group one group is drawn, the first or the one that is named, and said", async () => {
    const grouped = await funnel(events, STEPS, { within, over: "day", by: "region" });
    const [first, ...others] = new Set(grouped.overTime!.array("group") as string[]);
    expect(funnelOverChart(grouped).subtitle).toMatch(`${first}: Share of`);
    const other = funnelOverChart(grouped, { group: others[0] });
    expect(other.subtitle).toMatch(`${others[0]}: Share of`);
    expect(other.svg).not.toBe(funnelOverChart(grouped).svg);
    expect(() => funnelOverChart(grouped, { group: `${first}x` })).toThrow(`did you mean "${first}"?`);
  });

  test("refuse what they cannot draw, and say how to get it", async () => {
    const plain = await funnel(events, STEPS, { within });
    expect(() => funnelOverChart(plain)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: funnelOverChart: the funnel must be counted over time
        found: a result without overTime
        try: funnel(events, steps, { within: "7d", over: "week" })]
    `);
    expect(() => funnelComparisonChart(plain)).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: funnelComparisonChart: there must be two known groups to compare
        found: a funnel without groups
        try: funnel(events, steps, { within: "7d", by: "plan" })]
    `);
    expect(() => funnelTimesChart(plain, { show: "bars" as "curve" })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: funnelTimesChart: show must be "curve" or "histogram"
        found: "bars"]
    `);
  });

  test("the specification keeps optional steps and Kaplan-Meier apart from losses", async () => {
    const { values } = funnelSpec(await funnel(events, optional, { within })).data as unknown as {
      values: Record<string, unknown>[];
    };
    expect(values[2]).toMatchObject({ optional: true, lost: 0, before: null, name: "3  Put into the cart (optional)" });
    const km = funnelSpec(await funnel(events, STEPS, { within, censor: "km", asOf: "2026-03-18" }));
    expect(JSON.stringify(km)).not.toMatch(/NaN|undefined/);
  });
});
