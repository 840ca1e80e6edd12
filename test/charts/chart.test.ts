import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { isChart, jupyterDisplay, toChart } from "../../toolkit/charts/chart.ts";
import { withIds } from "../../toolkit/charts/chart-ids.ts";
import { palette } from "../../toolkit/charts/theme.ts";

const svg = '<svg viewBox="0 -10 300 60" role="img" aria-label="A line"><path id="p" d="M0,0h9"/></svg>';
const chart = toChart({
  title: "Who & why?",
  subtitle: "Of all",
  caption: "Made up",
  alt: "A line",
  svg,
  table: table({ a: [1] }),
});

describe("toChart", () => {
  test("gives a frozen value that shows itself in Jupyter as svg, html and words", () => {
    expect(Object.isFrozen(chart)).toBe(true);
    expect(isChart(chart)).toBe(true);
    const bundle = chart[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(["image/svg+xml", "text/html", "text/plain"]);
    expect(bundle["text/plain"]).toBe("Who & why?\nA line");
  });

  test("carries its Vega-Lite specification, where it has one", () => {
    const spec = { mark: "bar" };
    const bundle = toChart({ title: "t", alt: "a", svg, spec })[jupyterDisplay]();
    expect(bundle["application/vnd.vegalite.v6+json"]).toBe(spec);
  });

  test("is saved with title, subtitle, caption, colours and a namespace, one role and one label", () => {
    const file = chart.toSVG();
    expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const words of ["Who &amp; why?", "Of all", "Made up", "--pg-series-1:light-dark("])
      expect(file).toContain(words);
    expect(file.match(/aria-label=/g)).toHaveLength(1);
    expect(file).toContain('viewBox="0 -10 300 60"');
  });

  test("other values are no charts", () => {
    for (const value of [null, undefined, "svg", {}, { svg, alt: "", title: "" }]) expect(isChart(value)).toBe(false);
  });
});

describe("withIds", () => {
  test("renames ids and what points to them, and nothing else", () => {
    const drawn =
      '<svg><g clip-path="url(#plot-clip-17)"/><clipPath id="plot-clip-17"/><use href="#x"/><path id="x" d="M1"/></svg>';
    expect(withIds(drawn, "k")).toBe(
      '<svg><g clip-path="url(#k-1)"/><clipPath id="k-1"/><use href="#k-2"/><path id="k-2" d="M1"/></svg>',
    );
  });

  test("without a prefix the ids come from the drawing alone", () => {
    const drawn = (n: number): string => `<svg><g clip-path="url(#c${n})"/><clipPath id="c${n}"/></svg>`;
    expect(withIds(drawn(1))).toBe(withIds(drawn(99)));
    expect(withIds(drawn(1))).not.toBe(withIds(drawn(1).replace("<g ", '<g fill="red" ')));
  });
});

// Machado, Oliveira and Fernandes 2009, severity 1, on linear rgb; distances in OKLab (Ottosson 2020); contrast as in WCAG 2.
const visions: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const linear = (hex: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const times = (matrix: number[][], vector: number[]): number[] =>
  matrix.map((row) => row.reduce((sum, cell, i) => sum + cell * vector[i], 0));
const lab = (rgb: number[]): number[] => {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map((c) => Math.max(0, c)),
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms.map(Math.cbrt),
  );
};
const luminance = (hex: string): number => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0];
const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("the theme in %s", (_, scheme) => {
  const series = ([1, 2, 3, 4, 5, 6, 7] as const).map((n) => palette[`series-${n}`][scheme]);

  test("every series colour stands out from the background", () => {
    for (const colour of series) expect(contrast(colour, palette.surface[scheme])).toBeGreaterThanOrEqual(3);
  });

  test("text is easy to read, quiet text too", () => {
    expect(contrast(palette.ink[scheme], palette.surface[scheme])).toBeGreaterThan(12);
    expect(contrast(palette.quiet[scheme], palette.surface[scheme])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.muted[scheme], palette.surface[scheme])).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(visions))("the series colours stay apart with %s", (_, matrix) => {
    const seen = series.map((hex) => lab(times(matrix, linear(hex))));
    const apart = seen.flatMap((a, i) => seen.slice(0, i).map((b) => Math.hypot(...a.map((x, k) => x - b[k]))));
    expect(Math.min(...apart)).toBeGreaterThan(0.11);
  });
});
