import { escapeMarkup } from "../charts/svg-document-markup.ts";

/**
 * The HTML of a small, safe Markdown: headings, paragraphs, nested lists, tables, quotes, fenced code, rules; emphasis, code and
 * links inside. Markup in the text is shown, not obeyed, and links lead to http(s), mail or this page only.
 *
 * @param text Markdown
 * @param headingId gives the id of a heading, for a list of contents
 */
export function markdownToHtml(text: string, headingId?: (title: string, level: number) => string): string {
  const lines = text.replace(/\r/g, "").split("\n");
  const blocks: string[] = [];
  let at = 0;
  const take = (test: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && test(lines[at])) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    const fence = /^(```+|~~~+)/.exec(line)?.[1];
    if (line.trim() === "") at++;
    else if (fence) {
      at++;
      const code = take((one) => !one.startsWith(fence));
      at++;
      blocks.push(`<pre><code>${escapeMarkup(code.join("\n"))}</code></pre>`);
    } else if (heading) {
      at++;
      const level = heading[1].length;
      const id = headingId?.(plainText(heading[2]), level);
      blocks.push(`<h${level}${id ? ` id="${id}"` : ""}>${inline(heading[2])}</h${level}>`);
    } else if (/^ {0,3}([-*_])( *\1){2,} *$/.test(line)) {
      at++;
      blocks.push("<hr>");
    } else if (line.startsWith(">")) {
      const quote = take((one) => one.startsWith(">")).map((one) => one.replace(/^> ?/, ""));
      blocks.push(`<blockquote>${markdownToHtml(quote.join("\n"))}</blockquote>`);
    } else if (isItem(line)) blocks.push(list(take((one) => isItem(one) || /^\s+\S/.test(one))));
    else if (
      line.includes("|") &&
      /^\s*\|?[\s:|-]+$/.test(lines[at + 1] ?? "") &&
      (lines[at + 1] ?? "").includes("-") &&
      lines[at + 1].includes("|")
    ) {
      blocks.push(grid(take((one) => one.includes("|"))));
    } else {
      const start = at;
      const words = take(
        (one) =>
          one.trim() !== "" && (at === start || !/^(#{1,6}\s|```|~~~|>)/.test(one)) && !(at > start && isItem(one)),
      );
      blocks.push(`<p>${inline(words.map((one) => one.trim()).join("\n"))}</p>`);
    }
  }
  return blocks.join("\n");
}

/** A line of Markdown without its marks. */
export function plainText(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]+/g, "");
}

const item = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const isItem = (line: string): boolean => item.test(line);

function list(lines: readonly string[]): string {
  const [, , number] = item.exec(lines[0]) as RegExpExecArray;
  const depth = (line: string): number => line.length - line.trimStart().length;
  const base = depth(lines[0]);
  const items: { text: string; inner: string[] }[] = [];
  for (const line of lines) {
    const found = item.exec(line);
    const last = items.at(-1);
    if (found && depth(line) <= base + 1) items.push({ text: found[3], inner: [] });
    else if (found || (last && last.inner.length > 0)) last?.inner.push(line);
    else if (last) last.text += `\n${line.trim()}`;
  }
  const rows = items.map(({ text, inner }) => `<li>${inline(text)}${inner.length > 0 ? list(inner) : ""}</li>`);
  return number
    ? `<ol${number === "1" ? "" : ` start="${Number(number)}"`}>${rows.join("")}</ol>`
    : `<ul>${rows.join("")}</ul>`;
}

function grid(lines: readonly string[]): string {
  const cells = (line: string): string[] =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const sides = cells(lines[1]).map((cell) => (/:$/.test(cell) ? ' class="num"' : ""));
  const row = (line: string, tag: string): string =>
    `<tr>${cells(line)
      .map((cell, i) => `<${tag}${sides[i] ?? ""}>${inline(cell)}</${tag}>`)
      .join("")}</tr>`;
  const body = lines.slice(2).map((line) => row(line, "td"));
  return `<div class="scroll"><table><thead>${row(lines[0], "th")}</thead><tbody>${body.join("")}</tbody></table></div>`;
}

function inline(text: string): string {
  const codes: string[] = [];
  const kept = text
    .replace(/\uE000/g, "")
    .replace(/(`+)(.+?)\1/g, (_, __, code: string) => `\uE000${codes.push(escapeMarkup(code.trim())) - 1}\uE000`);
  return escapeMarkup(kept)
    .replace(/\\([\\`*_{}[\]()#+.!|-])/g, (_, mark: string) => `&#${mark.charCodeAt(0)};`)
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, words: string, to: string) =>
      /^(https?:|mailto:|#)/i.test(to)
        ? `<a href="${to.replace(/[*_]/g, (mark) => `&#${mark.charCodeAt(0)};`)}">${words}</a>`
        : whole,
    )
    .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/gs, "<strong>$1</strong>")
    .replace(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?!\w)/g, "<em>$1</em>")
    .replace(/(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/g, "<em>$1</em>")
    .replace(/ {2,}\n/g, "<br>")
    .replace(/\uE000(\d+)\uE000/g, (_, n: string) => `<code>${codes[Number(n)]}</code>`);
}
