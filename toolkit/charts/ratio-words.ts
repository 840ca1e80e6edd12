/** A ratio with no more digits than it deserves. */
export function ratioWords(ratio: number): string {
  if (!Number.isFinite(ratio)) return Number.isNaN(ratio) ? "unknown" : "infinitely many";
  if (ratio >= 99.5) return Math.round(ratio).toLocaleString("en-GB");
  return ratio >= 9.95 ? ratio.toFixed(1) : ratio.toFixed(2);
}

/** Ticks of a scale of ratios: some of 1, 2 and 5 in each decade, 1 among them. */
export function ratioTicks(low: number, high: number): number[] {
  const all: number[] = [];
  for (let power = -4; power <= 4; power++) {
    for (const step of [1, 2, 5]) all.push(Number((step * 10 ** power).toPrecision(1)));
  }
  const within = all.filter((tick) => tick >= low && tick <= high);
  return within.length <= 9 ? within : within.filter((tick) => Number.isInteger(Math.log10(tick)));
}
