import { distance } from "fastest-levenshtein";
import { type PackedTexts, textAt } from "./packed-texts.ts";

/** Letters counted, those 64 apart together. */
const surplus = new Int16Array(64);

/** No distance is less than the letters that one text has more than the other. */
function leastEdits({ units, ends }: PackedTexts, a: number, b: number): number {
  surplus.fill(0);
  for (let i = ends[a]!; i < ends[a + 1]!; i++) surplus[units[i]! & 63]!++;
  for (let i = ends[b]!; i < ends[b + 1]!; i++) surplus[units[i]! & 63]!--;
  let more = 0;
  let less = 0;
  for (let i = 0; i < surplus.length; i++) {
    if (surplus[i]! > 0) more += surplus[i]!;
    else less -= surplus[i]!;
  }
  return Math.max(more, less);
}

/**
 * Levenshtein similarity of texts `a` and `b`: 1 less the edits as a share of the longer one's length; 0 where it cannot
 * reach `least`.
 */
export function levenshteinSimilarity(texts: PackedTexts, a: number, b: number, least = 0): number {
  const { ends } = texts;
  const longer = Math.max(ends[a + 1]! - ends[a]!, ends[b + 1]! - ends[b]!);
  if (longer === 0) return 1;
  if (1 - leastEdits(texts, a, b) / longer < least) return 0;
  return 1 - distance(textAt(texts, a), textAt(texts, b)) / longer;
}

/**
 * Whether one slip makes `a` out of `b`: a letter left out, put in or replaced, or two neighbours swapped. That is a
 * Damerau-Levenshtein distance of 1 (0 is no slip), found in one pass.
 */
export function oneSlip({ units, ends }: PackedTexts, a: number, b: number): boolean {
  let fromA = ends[a]!;
  let fromB = ends[b]!;
  let toA = ends[a + 1]!;
  let toB = ends[b + 1]!;
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
  const leftA = toA - fromA;
  const leftB = toB - fromB;
  if (leftA + leftB === 0) return false;
  if (leftA <= 1 && leftB <= 1) return true;
  return leftA === 2 && leftB === 2 && units[fromA] === units[fromB + 1] && units[fromA + 1] === units[fromB];
}

/**
 * {@link oneSlip} for texts of digits. Numbers of one length that one slip tells apart differ by at most 81 times a power of
 * ten, so that most are told apart by a subtraction.
 */
export function digitSlip(texts: PackedTexts): (a: number, b: number) => boolean {
  const { ends, units } = texts;
  const numbers = new Float64Array(ends.length - 1);
  for (let v = 0; v < numbers.length; v++) {
    let number = 0;
    for (let i = ends[v]!; i < ends[v + 1]!; i++) {
      if (units[i]! >= 48 && units[i]! <= 57) number = number * 10 + units[i]! - 48;
    }
    numbers[v] = number;
  }
  return (a, b) => {
    let apart = Math.abs(numbers[a]! - numbers[b]!);
    while (apart > 81 && apart % 10 === 0) apart /= 10;
    return (apart <= 81 || ends[a + 1]! - ends[a]! !== ends[b + 1]! - ends[b]!) && oneSlip(texts, a, b);
  };
}
