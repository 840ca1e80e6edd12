import { type Comment, Parser, tokTypes } from "acorn";
import { escapeMarkup } from "../charts/svg-document-markup.ts";

const typeWords = /\b(?:type|interface|satisfies|as|readonly|keyof)\b/;

/**
 * TypeScript as HTML with its words, strings, numbers and comments marked (`<b>`, `<i class="s">`, `<i class="n">`, `<i class="c">`).
 *
 * The marks come from the tokens of the stripped script, whose characters stand where they stand in the source; types stay plain.
 *
 * @param source what to show
 * @param script the same text with its types blanked out
 * @param from where the cell starts
 * @param to where it ends
 */
export function highlight(source: string, script: string, from: number, to: number): string {
  const comments: Comment[] = [];
  const marks: { start: number; end: number; open: string; close: string }[] = [];
  const tokens = Parser.tokenizer(script, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowHashBang: true,
    onComment: comments,
  });
  for (const { type, start, end } of tokens) {
    const word =
      type.keyword || (type === tokTypes.name && /^(?:async|await|of|let|from|as)$/.test(script.slice(start, end)));
    if (word) marks.push({ start, end, open: "<b>", close: "</b>" });
    else if (type === tokTypes.string || type === tokTypes.template || type === tokTypes.regexp)
      marks.push({ start, end, open: '<i class="s">', close: "</i>" });
    else if (type === tokTypes.num) marks.push({ start, end, open: '<i class="n">', close: "</i>" });
  }
  for (const { start, end } of comments) marks.push({ start, end, open: '<i class="c">', close: "</i>" });
  let html = "";
  let at = from;
  for (const { start, end, open, close } of marks
    .filter((mark) => mark.start >= from && mark.end <= to && mark.end > mark.start)
    .sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    html += `${plain(source.slice(at, start))}${open}${escapeMarkup(source.slice(start, end))}${close}`;
    at = end;
  }
  return (html + plain(source.slice(at, to))).replace(/^\s*\n|\s+$/g, "");
}

function plain(text: string): string {
  return escapeMarkup(text).replace(new RegExp(typeWords, "g"), (word) => `<b>${word}</b>`);
}
