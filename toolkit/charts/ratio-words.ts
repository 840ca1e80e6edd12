import { ratioWords } from "../core/ratio-words.ts";

/** A ratio with its interval, where there is little room: `"∞"`, and `"unknown"` for all three. */
export function ratioSpan(estimate: number, lower: number, upper: number, to: string): string {
  if (Number.isNaN(estimate)) return "unknown";
  const short = (ratio: number) => (ratio === Infinity ? "∞" : ratioWords(ratio).replace("-", "−"));
  return `${short(estimate)} (${short(lower)}${to}${short(upper)})`;
}

const STEPS = [
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.1, 1.2, 1.3, 1.5, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 1.02, 1.05, 1.1, 1.2, 8, 9, 9.5, 9.8],
];

/** Ticks of a scale of ratios, 1 among them: as fine as it takes to have some, and as coarse as it takes to have few. */
export function ratioTicks(low: number, high: number): number[] {
  for (const steps of STEPS) {
    const all = Array.from({ length: 9 }, (_, i) =>
      steps.map((step) => Number((step * 10 ** (i - 4)).toPrecision(3))),
    ).flat();
    const within = all.filter((tick) => tick >= low && tick <= high);
    if (within.length > 9) return within.filter((tick) => Number.isInteger(Math.log10(tick)));
    if (within.length >= 3) return within;
  }
  return [1];
}
