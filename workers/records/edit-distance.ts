import { distance } from "fastest-levenshtein";
import { type PackedTexts, textAt } from "./packed-texts.ts";

/** Levenshtein similarity of texts `a` and `b`: 1 less the edits as a share of the longer one's length. */
export function levenshteinSimilarity(texts: PackedTexts, a: number, b: number): number {
  const { ends } = texts;
  const longer = Math.max(ends[a + 1]! - ends[a]!, ends[b + 1]! - ends[b]!);
  return longer === 0 ? 1 : 1 - distance(textAt(texts, a), textAt(texts, b)) / longer;
}

/**
 * Whether one slip makes `a` out of `b`: a letter left out, put in or replaced, or two neighbours swapped. That is a
 * Damerau-Levenshtein distance of 1 (0 is no slip), found in one pass.
 */
export function oneSlip({ units, ends }: PackedTexts, a: number, b: number): boolean {
  let [fromA, fromB, toA, toB] = [ends[a]!, ends[b]!, ends[a + 1]!, ends[b + 1]!];
  const longer = toA - fromA - (toB - fromB);
  if (longer > 1 || longer < -1) return false;
  while (fromA < toA && fromB < toB && units[fromA] === units[fromB]) {
    fromA++;
    fromB++;
  }
  while (fromA < toA && fromB < toB && units[toA - 1] === units[toB - 1]) {
    toA--;
    toB--;
  }
  const [leftA, leftB] = [toA - fromA, toB - fromB];
  if (leftA + leftB === 0) return false;
  if (leftA <= 1 && leftB <= 1) return true;
  return leftA === 2 && leftB === 2 && units[fromA] === units[fromB + 1] && units[fromA + 1] === units[fromB];
}
