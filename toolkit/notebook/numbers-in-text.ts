import { mask } from "../core/mask.ts";

// An international number: a plus and 8 to 15 digits, as people space them. A bare run of 10 to 15 digits has the shape of one.
const shapes = /\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d)|(?<![\w.,•+-])\d{10,15}(?![\w•]|[.,]\d)/g;

/** The pieces of a text that have the shape of a phone number. */
export function numbersInText(text: string): string[] {
  return text.match(shapes) ?? [];
}

/** The text with those pieces masked; nothing is found in it afterwards. */
export function maskNumbers(text: string): string {
  return text.replace(shapes, (number) => mask(number));
}
