/** A unit in which durations up to `most` read well, and where its ticks stand, in that unit. */
export interface DurationAxis {
  /** `"hours"`. */
  unit: string;
  /** Milliseconds. */
  length: number;
  ticks: number[];
}

const UNITS = [
  { unit: "seconds", length: 1e3, steps: [1, 2, 5, 10, 15, 30, 60] },
  { unit: "minutes", length: 6e4, steps: [1, 2, 5, 10, 15, 30, 60] },
  { unit: "hours", length: 36e5, steps: [1, 2, 3, 6, 12, 24] },
  { unit: "days", length: 864e5, steps: [1, 2, 3, 7, 14, 28, 56, 91, 182, 364] },
];

/** Ticks at whole minutes, hours or days, about `count` of them. */
export function durationAxis(most: number, count: number): DurationAxis {
  const { unit, length, steps } = UNITS.findLast((one) => most >= 2 * one.length) ?? UNITS[0];
  const span = most / length;
  const step = steps.find((size) => span / size <= count) ?? 10 ** Math.ceil(Math.log10(span / count));
  const ticks = span < 1 ? [0] : Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step);
  return { unit, length, ticks };
}
