const NUMBER = /^\+?\d[\d\s().-]{5,}$/;
const IPV4 = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/;
const MASKED = /^(?:\+?\d{0,3}•{3,}\d{2}|\d{1,3}\.\d{1,3}\.•\.•|.{0,2}•••)$/s;
const NUMBERS_IN_TEXT = /\+?\d(?:[ .()-]{0,2}\d){7,14}(?!\d)/g;

/**
 * A value of an identifier column as it may be shown: of a number the last two digits, and up to three first ones where
 * seven between them stay hidden; of an address its network; of anything else its first two characters. What is masked
 * already stays as it is.
 *
 * @example
 * ```ts
 * import { mask } from "phonograph";
 * console.assert(mask("+351912345678") === "+351•••••••78");
 * ```
 */
export function mask(given: string): string {
  const value = String(given);
  if (MASKED.test(value)) return value;
  const address = IPV4.exec(value);
  if (address) return `${address[1]}.•.•`;
  if (NUMBER.test(value)) {
    const plus = value.startsWith("+") ? "+" : "";
    const digits = value.replace(/\D/g, "");
    const first = Math.min(3, Math.max(0, digits.length - 9));
    return `${plus}${digits.slice(0, first)}${"•".repeat(digits.length - first - 2)}${digits.slice(-2)}`;
  }
  return value.length <= 2 ? "•••" : `${value.slice(0, 2)}•••`;
}

/** Free text with everything that could be a phone number masked. */
export function maskText(text: string): string {
  return text.replace(NUMBERS_IN_TEXT, (number) => mask(number));
}
