import { mask } from "../core/mask.ts";

// What a number that stands alone has before and after it: no digits, also not beyond one blank or hyphen.
const alone = (groups: string): string => `(?<![\\w.,•+:/-]|\\d )${groups}(?![\\w•]|[ .,:/-]\\d)`;

const shapes = new RegExp(
  [
    // International: a plus and 8 to 15 digits, as people space them.
    "\\+\\d(?:[ .()-]{0,2}\\d){7,14}(?!\\d)",
    // A bare run of 10 to 15 digits, or of 9 that does not begin with 1.
    "(?<![\\w.,•+-])(?:\\d{10,15}|[02-9]\\d{8})(?![\\w•]|[.,]\\d)",
    // National, in groups: 07700 900123 or 06 12 34 56 78 (but no date), 912 345 678, (202) 555-0123.
    alone("(?!\\d\\d([ -])\\d\\d\\1\\d{4}(?!\\d))(?=(?:\\d[ -]?){8,10}\\d(?!\\d))0\\d{1,4}(?:[ -]\\d{2,8}){1,5}"),
    alone("[2-9]\\d\\d([ -])\\d{3}\\2\\d{3}"),
    alone("(?:\\([2-9]\\d\\d\\) ?|[2-9]\\d\\d[ .-])\\d{3}[ .-]\\d{4}"),
  ].join("|"),
  "g",
);

/** The pieces of a text that have the shape of a phone number. */
export function numbersInText(text: string): string[] {
  return text.match(shapes) ?? [];
}

/** The text with those pieces masked; nothing is found in it afterwards. */
export function maskNumbers(text: string): string {
  const masked = text.replace(shapes, (number) => mask(number));
  // What stood beside a masked number may stand alone now.
  return masked === text ? text : maskNumbers(masked);
}
