import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../toolkit/charts/chart.ts";
import { vegaChart } from "../../toolkit/charts/vega.ts";

const data = table({ step: ["one-time password", "login", "purchase"], people: [1200, 800, 30] });
const spec = {
  mark: "bar",
  encoding: {
    y: { field: "step", type: "nominal", sort: null, title: null },
    x: { field: "people", type: "quantitative", title: "People" },
    color: { field: "step", type: "nominal", legend: null },
  },
};
const words = { title: "Where do they stop?", alt: "Three bars", data };

describe("vegaChart", () => {
  test("draws in the theme: its colours, no fixed black, no fixed background", async () => {
    const { svg } = await vegaChart(spec, words);
    expect(svg).toMatch(/^<svg class="pg-chart" viewBox="0 0 720 [\d.]+" role="img" aria-label="Three bars">/);
    expect(svg).toContain("var(--pg-series-3)");
    expect(svg).not.toMatch(/#000|="black"|fill="white"/);
    expect(svg).toContain(">one-time password<");
  });

  test("is drawn once more for a phone, where its width is not set", async () => {
    expect((await vegaChart(spec, words)).narrow).toContain('viewBox="0 0 360 ');
    expect((await vegaChart({ ...spec, width: 300 }, words)).narrow).toBeUndefined();
  });

  test("gives the same bytes each time, gradients and clips included", async () => {
    const ramp = {
      mark: { type: "rect", clip: true },
      encoding: { x: { field: "step" }, color: { field: "people", type: "quantitative" } },
    };
    const [first, second] = [await vegaChart(ramp, words), await vegaChart(ramp, words)];
    expect(first.svg).toBe(second.svg);
    expect(first.svg).toMatch(/url\(#c[0-9a-f]{8}-1\)/);
  });

  test("shows itself with its specification and its data, for front ends that draw it live", async () => {
    const bundle = (await vegaChart(spec, words))[jupyterDisplay]();
    const shown = bundle["application/vnd.vegalite.v6+json"] as { data: { values: unknown[] }; mark: string };
    expect(shown.mark).toBe("bar");
    expect(shown.data.values).toEqual(data.objects());
  });

  test("refuses a specification that Vega-Lite cannot compile, and a chart without alt text", async () => {
    await expect(vegaChart({ mark: { type: "nonsense" }, encoding: {} }, words)).rejects.toMatchObject({
      code: "option/invalid",
    });
    await expect(vegaChart(spec, { ...words, alt: "" })).rejects.toThrow("a chart needs an alt text");
  });
});
