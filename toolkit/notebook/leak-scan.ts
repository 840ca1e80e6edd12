import { plainDigit } from "../../workers/numbers/tidy.ts";
import { PhonographError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import { numbersInText } from "./numbers-in-text.ts";

/**
 * The last gate before a page is written: refuses one whose visible text, labels, or recorded strings hold something with the shape
 * of a phone number.
 *
 * Drawing coordinates, styles, the page's own script and exact sort values are no text and are passed over.
 *
 * @param html the finished page
 * @throws PhonographError `privacy/refused` with the first numbers, masked, and where they stand
 */
export function leakScan(page: string): void {
  const html = asRead(page);
  const recorded = [...html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)].flatMap(
    ([, json]) => [...json.matchAll(/"(?:[^"\\]|\\.)*"/g)],
  );
  const labels = [...html.matchAll(LABELS)]
    .map(([, double, single]) => double ?? single ?? "")
    .filter((label) => !label.startsWith("data:"));
  const comments = [...html.matchAll(/<!--([\s\S]*?)-->/g)].map(([, comment]) => comment!);
  const text = html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<\/?(?:i|b|u|code|em|strong|mark|small|span|tspan|wbr)(?: [^>]*)?>/g, "")
    .replace(/<[^>]*>/g, "\n");
  const found = [
    ...numbersInText(text),
    ...[...labels, ...comments].flatMap(numbersInText),
    ...recorded.flatMap(([value]) => numbersInText(value)),
  ];
  if (found.length === 0) return;
  const near =
    text
      .split("\n")
      .find((line) => line.includes(found[0]))
      ?.trim() ?? "";
  const place = near.length > found[0].length ? ` in "${shorten(near.replaceAll(found[0], mask(found[0])))}"` : "";
  throw new PhonographError({
    code: "privacy/refused",
    verb: "report",
    rule: "a report must not hold anything that has the shape of a phone number",
    found: `${found.length}, the first ${mask(found[0])}${place}`,
    hint: "take it out of the text, code or labels, or write the report with --allow-raw",
  });
}

/** Attributes that people or programs read as text; `data-v` holds exact sort values. */
const LABELS =
  /\s(?:aria-[a-z]+|alt|title|href|id|content|value|placeholder|data-(?!v=)[\w-]+)=(?:"([^"]*)"|'([^']*)')/g;

/** A page as a reader sees it: character references, digits of other scripts, odd blanks and hyphens made plain. */
function asRead(html: string): string {
  return html
    .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (reference, hex, decimal) => {
      const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : reference;
    })
    .normalize("NFKC")
    .replace(/[\u2010\u2011]/g, "-")
    .replace(/\p{Nd}/gu, (digit) => (digit >= "0" && digit <= "9" ? digit : plainDigit(digit)));
}

function shorten(text: string): string {
  const masked = numbersInText(text).reduce((so, number) => so.replaceAll(number, mask(number)), text);
  return masked.length > 80 ? `${masked.slice(0, 79)}…` : masked;
}
