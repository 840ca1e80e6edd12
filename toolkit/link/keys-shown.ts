import { maskText } from "../core/mask.ts";

/** What an object holds, for an error: its first keys, masked. */
export function keysShown(value: object): string {
  const keys = Object.keys(value);
  const more = keys.length > 6 ? `, and ${(keys.length - 6).toLocaleString("en")} more` : "";
  return `{${keys.slice(0, 6).map(maskText).join(", ")}${more}}`;
}
