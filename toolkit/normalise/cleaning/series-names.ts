import { quantiles } from "../../core/statistics/quantiles.ts";

/** `"sms-2025-02.csv.gz"` and its neighbours: `"sms-####-##.csv.gz"`. */
export const seriesName = (source: string) => source.replace(/\d/g, "#");

/** The first and last percentile of the times of each source: stragglers count for nothing. */
type Spans = readonly (readonly [number, number])[];

/**
 * The series that each source belongs to. Files whose names differ in digits only follow each other and are one series,
 * `#` for the digits, unless their times overlap: then two machines wrote them, and the first number in which their names
 * differ tells them apart; the others may still be those of days and months.
 */
export function seriesNames(sources: readonly string[], timesOf: () => readonly Float64Array[]): string[] {
  const names = sources.map(seriesName);
  if (new Set(names).size === names.length) return names;
  const spans = timesOf().map((times) => quantiles(times, [0.01, 0.99]) as [number, number]);
  for (const group of Map.groupBy(sources.keys(), (place) => seriesName(sources[place]!)).values()) {
    if (group.length > 1) split(sources, spans, group, [], names);
  }
  return names;
}

function split(
  sources: readonly string[],
  spans: Spans,
  group: readonly number[],
  kept: readonly number[],
  names: string[],
): void {
  const numbers = (place: number) => sources[place]!.match(/\d+/g) ?? [];
  const count = numbers(group[0]!).length;
  const differ = Array.from({ length: count }, (_, n) => n).find(
    (n) => !kept.includes(n) && new Set(group.map((place) => numbers(place)[n])).size > 1,
  );
  if (differ === undefined || follow(spans, group)) {
    for (const place of group) {
      let n = 0;
      names[place] = sources[place]!.replace(/\d+/g, (run) => (kept.includes(n++) ? run : seriesName(run)));
    }
    return;
  }
  for (const part of Map.groupBy(group, (place) => numbers(place)[differ]).values()) {
    split(sources, spans, part, [...kept, differ], names);
  }
}

/** Whether no two of them were written at the same time. */
function follow(spans: Spans, group: readonly number[]): boolean {
  const known = group.map((place) => spans[place]!).filter(([first]) => !Number.isNaN(first));
  known.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return known.every(([first], i) => i === 0 || first >= known[i - 1]![1]);
}
