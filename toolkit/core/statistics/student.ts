import { normalCdf, twoSidedZ } from "./normal.ts";

/**
 * How far Student's t reaches to both sides at some confidence; infinite below one degree of freedom, of which parts do not count below
 * three. Method: closed for 1 and 2 degrees, else Abramowitz and Stegun (1964), 26.7.5, which is 2 % too small at 3 and 0.1 % at 6.
 */
export function studentReach(confidence: number, freedom: number): number {
  if (!(freedom >= 1)) return Infinity;
  if (freedom < 2) return Math.tan((Math.PI * confidence) / 2);
  if (freedom < 3) return confidence * Math.sqrt(2 / (1 - confidence ** 2));
  const z = twoSidedZ(confidence);
  const [z2, z3] = [z * z, z * z * z];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (z3 * (5 * z2 + 16) + 3 * z) / (96 * freedom ** 2) +
    (z3 * (3 * z2 * z2 + 19 * z2 + 17) - 15 * z) / (384 * freedom ** 3)
  );
}

/**
 * Which percentile of a bootstrap of `size` units to take, so that few or unequal ones do not make the interval too short: Hesterberg
 * (2015).
 */
export function expandedTail(confidence: number, size: number): number {
  if (!Number.isFinite(size)) return (1 - confidence) / 2;
  return size >= 2 ? normalCdf(-Math.sqrt(size / (size - 1)) * studentReach(confidence, size - 1)) : 0;
}
