import { mask } from "../core/mask.ts";
import { maskNumbers } from "./numbers-in-text.ts";

const BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const HEX = "[\\da-fA-F]{1,4}";

const shapes = new RegExp(
  [
    `(?<![\\w.•-])(?:${BYTE}\\.){3}${BYTE}(?![\\w•]|\\.\\d)`,
    // Version 6: at least five groups, or a gap; a time of day has three.
    `(?<![\\w:.])(?:${HEX}:){4,7}${HEX}(?![\\w:])`,
    `(?<![\\w:.])(?:${HEX}:){1,6}(?::${HEX}){1,6}(?![\\w:])`,
    "[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,4}",
  ].join("|"),
  "g",
);

/** Text with all that has the shape of a phone number, a network address or an e-mail address masked. */
export function maskPrivate(text: string): string {
  return maskNumbers(text.replace(shapes, (found) => mask(found)));
}
