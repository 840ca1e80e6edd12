import { jupyterDisplay, type MimeBundle } from "../charts/chart.ts";
import { markdownToHtml } from "./markdown-to-html.ts";

/** Markdown that shows itself. */
export interface Markdown {
  readonly text: string;
  [jupyterDisplay](): MimeBundle;
}

/**
 * Text with numbers in it: a Markdown template whose values are put in as text.
 *
 * Headings, paragraphs, lists, tables, quotes, fenced code, emphasis, code and links; markup in the text or in a value stays text.
 *
 * @example
 * ```ts
 * import { md } from "phonograph";
 * const share = 0.423;
 * const remark = md`Of the calls, **${(100 * share).toFixed(1)} %** were answered.`;
 * console.assert(remark.text.includes("42.3 %"));
 * ```
 */
export function md(strings: TemplateStringsArray, ...values: readonly unknown[]): Markdown {
  const text = dedent(String.raw({ raw: strings.map((s) => s) }, ...values));
  return Object.freeze({
    text,
    [jupyterDisplay]: () => ({ "text/html": markdownToHtml(text), "text/markdown": text, "text/plain": text }),
  });
}

function dedent(text: string): string {
  const lines = text.split("\n");
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const by = indents.length > 0 ? Math.min(...indents) : 0;
  return lines
    .map((line, i) => (i === 0 ? line : line.slice(by)))
    .join("\n")
    .trim();
}
