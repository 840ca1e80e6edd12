import * as Plot from "@observablehq/plot";
import { describe, expect, test, vi } from "vitest";
import { type ChartOptions, plot } from "../../toolkit/charts/plot.ts";
import { theme } from "../../toolkit/charts/theme.ts";
import { drawings } from "./drawings.ts";

const bar = (options: Partial<ChartOptions> = {}): ReturnType<typeof plot> =>
  plot({ title: "A title", alt: "One bar", marks: [Plot.barX([3], { y: ["a"], x: (d: number) => d })], ...options });

describe("plot", () => {
  test.each(Object.entries(drawings))("draws %s as it did before", async (name, draw) => {
    const { svg, narrow } = draw();
    await expect(`${svg}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
    await expect(`${narrow}\n`).toMatchFileSnapshot(`snapshots/${name}-narrow.svg`);
  });

  test.each(Object.entries(drawings))("draws the same bytes for %s, whatever was drawn before", (_, draw) => {
    const first = draw();
    drawings.note();
    drawings.grid();
    expect(draw().svg).toBe(first.svg);
  });

  test("needs a title and an alt text", () => {
    expect(() => bar({ alt: " " })).toThrowErrorMatchingInlineSnapshot(
      `[PhonographError: plot: a chart needs an alt text]`,
    );
    expect(() => bar({ title: "" })).toThrowErrorMatchingInlineSnapshot(
      `[PhonographError: plot: a chart needs a title]`,
    );
  });

  test("refuses the legends that it cannot draw, and says what to do", () => {
    const symbol = { legend: true } as never;
    expect(() => bar({ symbol })).toThrowErrorMatchingInlineSnapshot(`
      [PhonographError: plot: there is no symbol legend
        try: label the marks themselves, or use color as well]
    `);
  });

  test("the drawing is one svg with a role, the alt text and no size, so that it scales", () => {
    const { svg } = bar({ alt: 'Bars of "calls" & <more>' });
    expect(svg).toMatch(
      /^<svg [^>]*viewBox="0 0 720 [\d.]+" role="img" aria-label="Bars of &quot;calls&quot; &amp; &lt;more&gt;">/,
    );
    expect(svg.slice(0, svg.indexOf(">"))).not.toMatch(/ (width|height)=/);
    expect(svg).not.toContain("<style");
  });

  test("is drawn once more for a phone, with what differs there, unless told not to", () => {
    expect(bar().narrow).toContain('viewBox="0 0 360 ');
    expect(bar({ narrow: { height: 111 } }).narrow).toContain('viewBox="0 0 360 111"');
    expect(bar({ narrow: false }).narrow).toBeUndefined();
  });

  const leftOf = (svg: string): number =>
    Number(/translate\(([\d.]+),[\d.]+\)" fill="none" stroke/.exec(svg)?.[1] ?? Number.NaN);
  test("makes room at the left for the longest label, unless a margin is set", () => {
    const labelled = (label: string, more: Partial<ChartOptions> = {}): number => {
      const { svg } = bar({ marks: [Plot.barX([3], { y: [label], x: (d: number) => d })], ...more });
      return Number(/<rect x="([\d.]+)"/.exec(svg)?.[1]);
    };
    expect(labelled("one-time password sent")).toBeGreaterThan(labelled("sms") + 80);
    expect(labelled("one-time password sent", { marginLeft: 30 })).toBe(30);
    expect(leftOf("")).toBeNaN();
  });

  test("numbers along the bottom are thinned where they would overlap, names are turned", () => {
    const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, n: hour }));
    const numbers = plot({ title: "t", alt: "a", marks: [Plot.barY(hours, { x: "hour", y: "n" })] });
    const ticks = (svg: string): number =>
      /aria-label="x-axis tick label".*?<\/g>/.exec(svg)?.[0].match(/<text/g)?.length ?? 0;
    expect(ticks(numbers.svg)).toBe(24);
    expect(ticks(numbers.narrow as string)).toBeLessThan(15);
    const names = plot({
      title: "t",
      alt: "a",
      marks: [Plot.barY(hours, { x: (d: { hour: number }) => `hour number ${d.hour}`, y: "n" })],
    });
    expect(names.svg).toContain("rotate(-35)");
    expect(ticks(names.svg)).toBe(24);
  });

  test("kinds get the series colours in the order of the domain, amounts the ramp, what is set stands", () => {
    const rows = ["b", "a"].map((kind, n) => ({ kind, n }));
    const coloured = (fill: string, color: Plot.ScaleOptions = {}): string =>
      plot({ title: "t", alt: "a", color, marks: [Plot.barX(rows, { y: "kind", x: 1, fill })] }).svg;
    expect(coloured("kind").indexOf("series-1")).toBeGreaterThan(0);
    expect(coloured("kind", { domain: ["b", "a"] })).toMatch(/series-1.*series-2/);
    expect(coloured("n")).toContain(theme.ramp(1));
    expect(coloured("kind", { range: ["#123456", "#654321"] })).toContain("#123456");
    expect(coloured("kind", { range: ["#123456", "#654321"] })).not.toContain("series-1");
  });

  test("an eighth kind is muted, not painted like the first", () => {
    const rows = Array.from({ length: 8 }, (_, i) => `kind ${i}`);
    const { svg } = plot({ title: "t", alt: "a", marks: [Plot.barX(rows, { y: rows, x: 1, fill: rows })] });
    expect(svg.match(/fill="var\(--pg-series-1\)"/g)).toHaveLength(1);
    expect(svg).toContain("var(--pg-muted)");
  });

  test("a legend names every kind and wraps where the width ends", () => {
    const kinds = Array.from({ length: 7 }, (_, i) => `a rather long name ${i}`);
    const chart = plot({
      title: "t",
      alt: "a",
      color: { legend: true },
      marks: [Plot.barX(kinds, { y: kinds, x: 1, fill: kinds })],
    });
    const legend = /<g class="pg-legend".*?<\/g>/.exec(chart.narrow as string)?.[0] ?? "";
    for (const kind of kinds) expect(legend).toContain(`>${kind}<`);
    const ends = [...legend.matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)/g)].map(([, x]) => Number(x));
    expect(Math.max(...ends)).toBeLessThan(260);
  });

  test("a tip is drawn with its box and its words, and can be seen", () => {
    const { svg } = drawings.note();
    expect(svg).toContain("The price change");
    const tip = /<g aria-label="tip".*/.exec(svg)?.[0] ?? "";
    expect(tip).toMatch(/<path [^>]*d="M0,0l/);
    expect(tip).not.toContain('visibility="hidden"');
  });

  test("leaves the process as it found it", () => {
    const before = Object.keys(globalThis);
    bar();
    expect(() =>
      bar({
        marks: [
          Plot.barX([1], {
            x: "no",
            fill: () => {
              throw new Error("mine");
            },
          }),
        ],
      }),
    ).toThrow("mine");
    expect(Object.keys(globalThis)).toEqual(before);
  });

  test("passes a warning of Plot's on, once", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    bar({ narrow: false, marks: [Plot.dot([{ at: "2025-01-01" }, { at: "2025-01-02" }], { x: "at", y: 1 })] });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
