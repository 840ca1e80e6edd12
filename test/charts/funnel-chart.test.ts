import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Chart } from "../../toolkit/charts/chart.ts";
import { funnelChart } from "../../toolkit/charts/funnel-chart.ts";
import { journeys } from "../journeys.ts";
import { buyers, STEPS } from "./funnel-buyers.ts";

const within = "7d";

const charts: Record<string, () => Promise<Chart>> = {
  funnel: async () => funnelChart(await funnel(buyers(900), STEPS, { within })),
  "funnel-few": async () => funnelChart(await funnel(buyers(30), STEPS.slice(0, 3), { within })),
  "funnel-by": async () => funnelChart(await funnel(buyers(900), STEPS, { within, by: "region" })),
};

describe("funnelChart", () => {
  test.each(Object.entries(charts))("draws %s as it did before, twice the same", async (name, draw) => {
    const { svg, narrow } = await draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
    expect((await draw()).svg).toBe(svg);
  });

  test("asks its question, says of whom and how, and tells the finding in words", async () => {
    const { title, subtitle, caption, alt, table } = await charts["funnel"]!();
    expect(title).toMatchInlineSnapshot(`"How many people get from sms.otp to payment.purchase?"`);
    expect(subtitle).toMatchInlineSnapshot(
      `"Share of 900 people who took “sms.otp” and then the other steps in order, within 7 d"`,
    );
    expect(caption).toMatchInlineSnapshot(
      `"Lines: Wilson 95 % intervals. Shaded: people lost before the step. Of each person the run that gets furthest counts. 4 events that could fill a step have no known person."`,
    );
    expect(alt).toMatchInlineSnapshot(
      `"Funnel of 4 steps, share of the people who entered: 900 people enter with sms.otp; 78 % reach auth.login (700, half of them within 42 s), 35 % reach Put into the cart (311, half of them within 11 min) and 20 % reach payment.purchase (178, half of them within 42 min). The largest loss is before Put into the cart: 389 lost (56 %)."`,
    );
    expect(table?.numRows()).toBe(STEPS.length);
  });

  test("groups are told one by one, the unknown drawn without a colour of their own", async () => {
    const { title, subtitle, caption, alt, svg } = await charts["funnel-by"]!();
    expect(title).toMatchInlineSnapshot(`"Who gets from sms.otp to payment.purchase, by region?"`);
    expect(subtitle).toMatchInlineSnapshot(
      `"Share of 900 people in 3 groups who took “sms.otp” and then the other steps in order, within 7 d"`,
    );
    expect(caption).toMatchInlineSnapshot(
      `"Lines: Wilson 95 % intervals. Median time: from the first step, of those who got so far. Of each person the run that gets furthest counts. 4 events that could fill a step have no known person."`,
    );
    expect(alt).toMatchInlineSnapshot(
      `"Funnel of 4 steps, share of the people who entered: Of north 429 enter; 85 % reach auth.login (364), 39 % reach Put into the cart (168) and 25 % reach payment.purchase (109). Of south 245 enter; 60 % reach auth.login (146), 22 % reach Put into the cart (53) and 9.0 % reach payment.purchase (22). Of unknown 226 enter; 84 % reach auth.login (190), 40 % reach Put into the cart (90) and 21 % reach payment.purchase (47)."`,
    );
    for (const group of ["north", "south", "unknown"]) expect(svg).toContain(`>${group}<`);
    expect(svg).toContain("var(--pg-series-2)");
    expect(svg).not.toContain("var(--pg-series-3)");
  });

  test("says how many came too late, and how many events have no person", async () => {
    const events = journeys({
      ann: "10:00 sms.otp, 10:01 auth.login",
      bob: "2026-03-09 10:00 sms.otp",
      nobody: "10:00 sms.otp, 2026-03-10 call",
    });
    const told = async (options: Partial<FunnelOptions>) =>
      funnelChart(await funnel(events, ["sms.otp", "auth.login"], { within, ...options })).caption;
    expect(await told({})).toMatchInlineSnapshot(
      `"Lines: Wilson 95 % intervals. Shaded: people lost before the step. Of each person the run that gets furthest counts. 1 person, whose window is not over yet (less than 7 d of data), left out. 1 event that could fill a step has no known person."`,
    );
    expect(await told({ censor: "drop", entry: "first", confidence: 0.9 })).toMatchInlineSnapshot(
      `"Lines: Wilson 90 % intervals. Shaded: people lost before the step. Of each person the first entry counts. 1 person, whose window is not over yet (less than 7 d of data), counted as far as they got. 1 event that could fill a step has no known person."`,
    );
  });

  test("words of one's own replace the written ones, save the text for those who do not see", async () => {
    const result = await funnel(buyers(30), STEPS, { within });
    const chart = funnelChart(result, { title: "Do codes sell?", caption: "" });
    expect(chart.title).toBe("Do codes sell?");
    expect(chart.caption).toBe("");
    expect(chart.alt).toBe(funnelChart(result).alt);
  });

  test("draws a funnel that nobody enters, and one of many groups and long names", async () => {
    const unlinked = journeys({ nobody: "10:00 sms.otp, 10:01 auth.login region=north", ann: "10:00 call" });
    for (const by of [undefined, "region"]) {
      const chart = funnelChart(await funnel(unlinked, ["sms.otp", "auth.login"], { within, by, censor: "drop" }));
      expect(chart.alt).toContain("0 people enter with sms.otp; nobody goes on");
      expect(chart.svg + chart.narrow).not.toMatch(/NaN|undefined|Infinity/);
    }
    const many = Array.from({ length: 15 }, (_, i) => `10:00 sms.otp region=${"r".repeat(30)}${i}, 10:01 auth.login`);
    const events = journeys({
      ...Object.fromEntries(many.map((journey, i) => [`p${i}`, journey])),
      nobody: "2026-04-01 call",
    });
    const steps = [
      { label: "One-time password sent by the bank to the customer", event: "sms.otp" },
      "auth.login",
    ] as const;
    const chart = funnelChart(await funnel(events, steps, { within, by: "region" }));
    expect(chart.caption).toContain("3 more groups are in the table");
    expect(chart.svg).toContain("…");
  });

  test("nothing is drawn at no place, whatever the counts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.constantFrom(undefined, "region"), async (people, by) => {
        const result = await funnel(buyers(people), STEPS.slice(0, 3), { within, by, censor: "drop" });
        const { svg, narrow, alt } = funnelChart(result);
        expect(`${svg}${narrow}${alt}`).not.toMatch(/NaN|undefined|Infinity|null/);
      }),
      { numRuns: 24 },
    );
  });
});
