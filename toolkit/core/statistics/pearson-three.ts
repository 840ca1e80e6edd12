import { lowerGamma, upperGamma } from "./incomplete-gamma.ts";
import { normalUpperTail } from "./normal.ts";

/** Below this a gamma is a normal to more digits than a p-value has. */
const STRAIGHT = 1e-4;

/**
 * P(Z > z) of a number with mean 0, variance 1 and this skewness, by Pearson's type III: a gamma, moved and scaled.
 *
 * Sums over units of which each is drawn from a few places have it nearly: Mielke and Berry (2007).
 */
export function pearsonThreeTail(z: number, skewness: number): number {
  if (Math.abs(skewness) < STRAIGHT) return normalUpperTail(z);
  const shape = 4 / skewness ** 2;
  const side = Math.sign(skewness);
  const x = shape + side * z * Math.sqrt(shape);
  if (x <= 0) return side > 0 ? 1 : 0;
  return side > 0 ? upperGamma(shape, x) : lowerGamma(shape, x);
}
