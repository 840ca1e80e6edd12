import { closest, distance } from "fastest-levenshtein";
import { maskText } from "./mask.ts";

/** `did you mean "x"?` when a known word is near, else nothing. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = word.toLowerCase();
  const near = known.find((k) => k.toLowerCase() === folded) ?? closest(word, known as string[]);
  const reach = Math.max(1, Math.floor(Math.max(word.length, near.length) / 3));
  return distance(folded, near.toLowerCase()) <= reach ? `did you mean "${maskText(near)}"?` : undefined;
}

/** `"a", "b" or "c"`, cut after `most`; a file read without its header has numbers for column names, so these are masked. */
export function listed(words: readonly string[], most = 12): string {
  const shown = words.slice(0, most).map((w) => `"${maskText(w)}"`);
  if (words.length > most) return `${shown.join(", ")} and ${words.length - most} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}` : (shown[0] ?? "nothing");
}
