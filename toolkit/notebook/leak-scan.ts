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
export function leakScan(html: string): void {
  const recorded = [...html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)].flatMap(
    ([, json]) => [...json.matchAll(/"(?:[^"\\]|\\.)*"/g)],
  );
  const labels = [...html.matchAll(/ (?:aria-label|alt|title|href|id)="([^"]*)"/g)].map(([, label]) =>
    label.startsWith("data:") ? "" : label,
  );
  const text = html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<(?:i|b|\/i|\/b|code|\/code|em|\/em|strong|\/strong|tspan)(?: [^>]*)?>/g, "")
    .replace(/<[^>]*>/g, "\n");
  const found = [
    ...numbersInText(text),
    ...labels.flatMap(numbersInText),
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

function shorten(text: string): string {
  const masked = numbersInText(text).reduce((so, number) => so.replaceAll(number, mask(number)), text);
  return masked.length > 80 ? `${masked.slice(0, 79)}…` : masked;
}
