import { benjaminiHochberg } from "./benjamini-hochberg.ts";

/**
 * Adjusted p-values that control the share of false discoveries however the tests depend on each other: R's `p.adjust(p, "BY")`.
 *
 * Method: Benjamini and Yekutieli (2001).
 */
export function benjaminiYekutieli(p: ArrayLike<number>): Float64Array {
  let harmonic = 0;
  for (let i = 0, n = 0; i < p.length; i++) if (!Number.isNaN(p[i])) harmonic += 1 / ++n;
  return benjaminiHochberg(p).map((q) => Math.min(1, q * harmonic));
}
