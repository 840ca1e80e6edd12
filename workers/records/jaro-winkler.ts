import type { PackedTexts } from "./packed-texts.ts";

/** Letters of names beyond this are not looked at. */
const LONGEST = 128;
const PREFIX = 4;
const SCALE = 0.1;
const usedA = new Uint8Array(LONGEST);
const usedB = new Uint8Array(LONGEST);

/**
 * Jaro-Winkler similarity of texts `a` and `b`, 0 to 1: common letters within half the longer length, less half of those
 * out of order, raised for up to four equal first letters by 0.1 each (Winkler 1990, without his threshold of 0.7).
 */
export function jaroWinkler({ units, ends }: PackedTexts, a: number, b: number): number {
  const startA = ends[a]!;
  const startB = ends[b]!;
  const lengthA = Math.min(LONGEST, ends[a + 1]! - startA);
  const lengthB = Math.min(LONGEST, ends[b + 1]! - startB);
  if (lengthA === 0 || lengthB === 0) return lengthA === lengthB ? 1 : 0;
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
  usedB.fill(0, 0, lengthB);
  let common = 0;
  for (let i = 0; i < lengthA; i++) {
    const unit = units[startA + i]!;
    const last = Math.min(lengthB - 1, i + reach);
    usedA[i] = 0;
    for (let j = Math.max(0, i - reach); j <= last; j++) {
      if (usedB[j] === 1 || units[startB + j] !== unit) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      common++;
      break;
    }
  }
  if (common === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < lengthA; i++) {
    if (usedA[i] === 0) continue;
    while (usedB[j] === 0) j++;
    if (units[startA + i] !== units[startB + j]) moved++;
    j++;
  }
  const jaro = (common / lengthA + common / lengthB + (common - moved / 2) / common) / 3;
  const most = Math.min(PREFIX, lengthA, lengthB);
  let prefix = 0;
  while (prefix < most && units[startA + prefix] === units[startB + prefix]) prefix++;
  return jaro + prefix * SCALE * (1 - jaro);
}
