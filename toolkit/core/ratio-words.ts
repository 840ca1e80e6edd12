/** A ratio with no more digits than it deserves: `0.98`, `12.4`, `1,810`. */
export function ratioWords(ratio: number): string {
  if (!Number.isFinite(ratio)) return Number.isNaN(ratio) ? "unknown" : "infinitely many";
  if (ratio >= 99.5) return Math.round(ratio).toLocaleString("en-GB");
  return ratio >= 9.95 ? ratio.toFixed(1) : ratio.toFixed(2);
}
