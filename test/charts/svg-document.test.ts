import { inflateSync } from "node:zlib";
import * as Plot from "@observablehq/plot";
import { describe, expect, test } from "vitest";
import { svgDocument } from "../../toolkit/charts/svg-document.ts";
import { textWidth } from "../../toolkit/charts/svg-document-text.ts";

const document = svgDocument() as unknown as Document;
const legendOf = (options: Plot.LegendScales): Element =>
  Plot.legend({ ...options, document } as Plot.LegendScales) as unknown as Element;
const draw = (options: Plot.PlotOptions): Element => Plot.plot({ ...options, document }) as unknown as Element;

/** The bytes of a stored PNG, row by row without filter bytes. */
function pixels(url: string): { width: number; height: number; data: Buffer } {
  const png = Buffer.from(url.split(",")[1], "base64");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const raw = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const rows = Array.from({ length: height }, (_, y) =>
    raw.subarray(y * (width * 4 + 1) + 1, (y + 1) * (width * 4 + 1)),
  );
  return { width, height, data: Buffer.concat(rows) };
}

describe("svgDocument", () => {
  test("draws a colour ramp as an image that holds the colours of the scale", () => {
    const legend = legendOf({
      color: { type: "linear", domain: [0, 1], interpolate: "rgb", range: ["#000000", "#ff8040"] },
    });
    const { width, height, data } = pixels(legend.querySelector("image")?.getAttribute("href") as string);
    expect([width, height]).toEqual([256, 1]);
    expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
    expect([...data.subarray(-4)]).toEqual([255, 128, 64, 255]);
    expect([...data.subarray(102 * 4, 102 * 4 + 4)]).toEqual([102, 51, 26, 255]);
  });

  test("moves the ticks of a ramp legend up to the colours", () => {
    const legend = legendOf({ color: { domain: [0, 100], scheme: "blues" } });
    const ticks = [...legend.querySelectorAll(".tick line")].map((line) => line.getAttribute("y1"));
    expect(ticks.length).toBeGreaterThan(2);
    expect(new Set(ticks)).toEqual(new Set(["-10"]));
    expect(legend.querySelector(".domain")).toBeNull();
  });

  test("draws swatches and symbols as legends", () => {
    const swatches = legendOf({ color: { domain: ["a & b", "c"], type: "ordinal" } });
    expect(swatches.outerHTML).toContain("a &amp; b");
    const symbols = legendOf({ symbol: { domain: ["a", "b"] } });
    expect(symbols.querySelectorAll("path").length).toBe(2);
  });

  test("draws a raster of the pixels that were asked for", () => {
    const fill = (x: number): number => x;
    const mark = Plot.raster({ x1: 0, x2: 4, y1: 0, y2: 2, width: 4, height: 2, fill });
    const { width, height } = pixels(
      draw({ marks: [mark] })
        .querySelector("image")
        ?.getAttribute("href") as string,
    );
    expect([width, height]).toEqual([4, 2]);
  });

  const data = Array.from({ length: 40 }, (_, i) => ({ x: i, y: (i * 7) % 11, z: i % 3 ? "a" : "b", name: `n${i}` }));
  const xy = { x: "x", y: "y" };
  test.each<[string, () => Plot.Markish]>([
    ["area", () => Plot.areaY(data, { ...xy, fill: "z" })],
    ["arrow", () => Plot.arrow(data, { x1: "x", x2: "y", y1: "y", y2: "x" })],
    ["box", () => Plot.boxY(data, { x: "z", y: "y" })],
    ["contour", () => Plot.contour(data, { ...xy, fill: "x" })],
    ["delaunay", () => Plot.delaunayMesh(data, xy)],
    ["density", () => Plot.density(data, xy)],
    ["difference", () => Plot.differenceY(data, { x: "x", y1: "y", y2: 5 })],
    ["hexbin", () => Plot.dot(data, Plot.hexbin({ fill: "count" }, xy))],
    ["image", () => Plot.image(data, { ...xy, src: () => "data:," })],
    ["link with markers", () => Plot.link(data, { x1: "x", x2: "y", y1: "y", y2: "x", marker: "arrow" })],
    ["regression", () => Plot.linearRegressionY(data, xy)],
    [
      "text in lines, with titles and links",
      () => Plot.text(data, { ...xy, text: "name", title: "name", href: "name", lineWidth: 2 }),
    ],
    ["tree", () => Plot.tree(["a/b", "a/c/d"])],
    ["vector", () => Plot.vector(data, { ...xy, rotate: "x" })],
    ["waffle", () => Plot.waffleY([{ z: "a", n: 12 }], { x: "z", y: "n" })],
  ])("draws the mark: %s", (_, mark) => {
    const svg = draw({ marks: [mark()] });
    expect(svg.outerHTML.length).toBeGreaterThan(800);
    expect(svg.outerHTML).not.toMatch(/NaN|undefined|\[object/);
  });

  test("draws facets and clips", () => {
    const svg = draw({ fx: { label: "kind" }, marks: [Plot.dot(data, { ...xy, fx: "z", clip: "frame" })] });
    expect(svg.querySelectorAll('[aria-label="dot"]').length).toBe(1);
    expect(svg.querySelectorAll("clipPath rect").length).toBeGreaterThan(0);
  });

  test("finds elements by tag, class, attribute, descendant, child and list", () => {
    const page = svgDocument();
    const make = (
      tag: string,
      attributes: Record<string, string>,
      ...children: ReturnType<typeof page.createElementNS>[]
    ) => {
      const element = page.createElementNS("svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.append(...children);
      return element;
    };
    const line = make("line", { class: "a b" });
    const deep = make("text", { "aria-label": "y-axis label" });
    const root = make("svg", {}, make("g", { class: "tick" }, line, make("g", {}, deep)));
    const found = (selector: string): number => root.querySelectorAll(selector).length;
    expect([found("line"), found(".tick line"), found(".tick > text"), found("g > text"), found(".b.a")]).toEqual([
      1, 1, 0, 1, 1,
    ]);
    expect([
      found('[aria-label$="label"]'),
      found('[aria-label="y-axis label"]'),
      found("line, text"),
      found("*"),
    ]).toEqual([1, 1, 2, 4]);
  });

  test("escapes text and attributes", () => {
    const element = svgDocument().createElementNS("svg", "text");
    element.setAttribute("title", 'a "b" <c>');
    element.append("x < y & z");
    expect(element.outerHTML).toBe('<text title="a &quot;b&quot; &lt;c&gt;">x &lt; y &amp; z</text>');
  });

  test("a text is as wide as its letters, marks and zero-width characters as nothing", () => {
    expect(textWidth("iiii", 10)).toBeLessThan(textWidth("MMMM", 10));
    expect(textWidth("e\u0301\u200b", 10)).toBe(textWidth("e", 10));
    expect(textWidth("0123456789", 100)).toBeCloseTo(556 * 1.04, 6);
  });
});
