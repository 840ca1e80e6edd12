import type { Scale } from "@observablehq/plot";
import type { SvgDocument, SvgElement } from "./svg-document.ts";
import { textWidth } from "./svg-document-text.ts";
import { theme } from "./theme.ts";

const namespace = "http://www.w3.org/2000/svg";
const rowHeight = 22;

interface LegendOptions {
  document: SvgDocument;
  color: Scale;
  label: string | undefined;
  /** Where the legend starts and how far it may reach, in px of the drawing. */
  left: number;
  right: number;
  tickFormat: ((value: never) => string) | undefined;
}

/** A colour legend drawn as SVG, and the height it needs: swatches that wrap for kinds, a ramp for amounts. */
export function plotLegend(options: LegendOptions): { legend: SvgElement; height: number } {
  const { document, color, left, right } = options;
  const make = (name: string, attributes: Record<string, string | number>, text?: string): SvgElement => {
    const element = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.append(text);
    return element;
  };
  const legend = make("g", { class: "pg-legend", "text-anchor": "start" });
  const words = (value: unknown): string => options.tickFormat?.(value as never) ?? formatValue(value);
  const domain = [...(color.domain ?? [])] as unknown[];
  let [x, y] = [left, 0];

  if (options.label) {
    legend.append(make("text", { x, y: 11, class: "pg-quiet" }, options.label));
    x += textWidth(options.label, theme.fontSize) + 14;
  }
  if (color.interpolate || !isKinds(color)) {
    const [from, to] = [Number(domain[0]), Number(domain.at(-1))];
    const gradient = make("linearGradient", { id: "pg-ramp" });
    for (let i = 0; i <= 10; i++) {
      gradient.append(make("stop", { offset: `${i * 10}%`, "stop-color": color.apply(from + ((to - from) * i) / 10) }));
    }
    const low = make("text", { x, y: 11, class: "pg-quiet" }, words(domain[0]));
    x += textWidth(low.textContent, theme.fontSize) + 8;
    const width = Math.min(160, Math.max(60, right - x - 60));
    const bar = make("rect", { x, y: 2, width, height: 10, rx: 2, fill: "url(#pg-ramp)" });
    legend.append(
      gradient,
      low,
      bar,
      make("text", { x: x + width + 8, y: 11, class: "pg-quiet" }, words(domain.at(-1))),
    );
    return { legend, height: rowHeight + 6 };
  }
  const indent = x;
  for (const value of domain) {
    const label = words(value);
    const width = 16 + textWidth(label, theme.fontSize) + 16;
    if (x + width - 16 > right && x > indent) [x, y] = [left, y + rowHeight];
    legend.append(make("rect", { x, y: y + 1, width: 11, height: 11, rx: 2.5, fill: color.apply(value) }));
    legend.append(make("text", { x: x + 16, y: y + 11, fill: "currentColor" }, label));
    x += width;
  }
  return { legend, height: y + rowHeight + 6 };
}

const kinds = ["ordinal", "categorical", "threshold", "quantile", "quantize"];
const isKinds = ({ type }: Scale): boolean => kinds.includes(type ?? "");

function formatValue(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === "number" ? value.toLocaleString("en-GB", { maximumSignificantDigits: 3 }) : `${value}`;
}
