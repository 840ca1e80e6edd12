import type { ChartParts } from "./chart.ts";
import { escapeMarkup } from "./svg-document-markup.ts";
import { textWidth } from "./svg-document-text.ts";
import { chartRules, theme, themeVariables } from "./theme.ts";

function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The chart as one SVG file, with its title above and its caption below; both wrapped to the width of the drawing. */
export function chartFile({ title, subtitle, caption, alt, svg }: ChartParts): string {
  const viewBox = /viewBox="([^"]*)"/.exec(svg)?.[1] ?? `0 0 ${theme.width} 400`;
  const [, , width, height] = viewBox.split(/[\s,]+/).map(Number);
  const edge = 20;
  let y = edge;
  const paragraph = (text: string | undefined, size: number, style: string): string => {
    const lines = text ? wrap(text, size, width * 0.94) : [];
    const rows = lines.map((line) => {
      y += size * 1.35;
      return `<tspan x="0" y="${y.toFixed(1)}">${escapeMarkup(line)}</tspan>`;
    });
    return rows.length > 0 ? `<text font-size="${size}" ${style}>${rows.join("")}</text>` : "";
  };
  const head =
    paragraph(title, 18, 'font-weight="650" fill="currentColor"') + paragraph(subtitle, 13.5, 'class="pg-quiet"');
  y += 14;
  const open = svg.indexOf(">");
  const attributes = svg.slice(4, open).replace(/ (role|aria-label|class|xmlns|width|height)="[^"]*"/g, "");
  const drawing = `<svg x="0" y="${y.toFixed(1)}" width="${width}" height="${height}"${attributes}${svg.slice(open)}`;
  y += height + 2;
  const foot = paragraph(caption, 11.5, 'class="pg-quiet"');
  const box = `${-edge} 0 ${width + 2 * edge} ${Math.ceil(y + edge)}`;
  const style = `<style>${themeVariables(".pg-file")}${chartRules}.pg-file{background:${theme.surface}}</style>`;
  const outer = `xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="pg-chart pg-file" viewBox="${box}" width="${width + 2 * edge}"`;
  return `<svg ${outer} role="img" aria-label="${escapeMarkup(alt)}">${style}${head}${drawing}${foot}</svg>`;
}
