/**
 * Adjusted p-values that control the share of false discoveries: R's `p.adjust(p, "BH")`. NaN stays NaN and counts for
 * nothing.
 *
 * Method: Benjamini and Hochberg (1995).
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = Array.from(p, (_, i) => i)
    .filter((i) => !Number.isNaN(p[i]))
    .sort((a, b) => p[b] - p[a]);
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  let least = 1;
  for (const [i, index] of order.entries()) {
    least = Math.min(least, (p[index] * order.length) / (order.length - i));
    adjusted[index] = least;
  }
  return adjusted;
}
