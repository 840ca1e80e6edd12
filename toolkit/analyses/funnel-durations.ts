import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { effectiveSize } from "../core/statistics/cluster-size.ts";
import { kaplanMeier } from "../core/statistics/kaplan-meier.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { RunGroups } from "./funnel-groups.ts";
import { runTimes } from "./funnel-run-times.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** How long conversions take: one row for each class of durations, or for each group and class. */
export interface FunnelHistogramColumns {
  /** Only with `by`. */
  group: string;
  /** Milliseconds from the first step to the last: from `from` on and before `to`, the last class with its end. */
  from: number;
  to: number;
  /** Conversions in it, and as a share of all of the group. */
  n: number;
  share: number;
}

/** When conversions come: one row for each moment after the entry at which some do, or for each group and moment. */
export interface FunnelCurveColumns {
  /** Only with `by`. */
  group: string;
  /** Milliseconds since the entry; the first row is 0. */
  time: number;
  /**
   * Of those who entered, the share that has converted by then (Kaplan-Meier; the plain share where nobody is censored), with Wilson's interval of as
   * many independent runs as say as much.
   */
  share: number;
  lower: number;
  upper: number;
  /** Entrants who have not converted before and are still followed. */
  at_risk: number;
}

/**
 * Classes of equal width from the shortest to the longest: as many as the cube root of the conversions, 3 to 60, all groups on the
 * same classes.
 */
export function durationHistogram(
  reached: Reached,
  spec: FunnelSpec,
  groups?: RunGroups,
): Table<FunnelHistogramColumns> {
  const waits = conversionWaits(reached, spec, groups);
  const all = waits.flat();
  const [least, most] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), 0)];
  const bins = all.length === 0 ? 0 : Math.min(60, Math.max(3, Math.ceil(Math.cbrt(all.length))));
  const width = (most - least) / bins || 1000;
  const rows = waits.flatMap((own, group) => {
    const counts = new Float64Array(bins);
    for (const wait of own) counts[Math.min(bins - 1, Math.floor((wait - least) / width))]++;
    return Array.from(counts, (n, bin) => ({
      group,
      from: least + bin * width,
      to: least + (bin + 1) * width,
      n,
      share: n / own.length,
    }));
  });
  return toTable({
    ...(groups ? { group: TextColumn.from(rows.map(({ group }) => groups.labels[group])) } : {}),
    ...Object.fromEntries(
      (["from", "to", "n", "share"] as const).map((name) => [name, filled(rows.length, (row) => rows[row][name])]),
    ),
  }) as unknown as Table<FunnelHistogramColumns>;
}

const MOST_POINTS = 500;

/** Up to 500 moments of each group, evenly spread over its conversions. */
export function durationCurve(reached: Reached, spec: FunnelSpec, groups?: RunGroups): Table<FunnelCurveColumns> {
  const { within, confidence, steps } = spec;
  const runs = runTimes(reached, spec, groups);
  const last = steps.findLastIndex(({ optional }) => !optional);
  const labels = groups?.labels ?? [""];
  const rows = labels.flatMap((group, code) => {
    const exit: number[] = [];
    const event: number[] = [];
    const unit: number[] = [];
    for (let i = 0; i < runs.entry.length; i++) {
      if (runs.group[i] !== code) continue;
      const wait = runs.reached[last][i] - runs.entry[i];
      const isIn = spec.censor === "km" ? runs.reached[last][i] <= reached.asOf : !Number.isNaN(wait);
      exit.push(isIn ? wait : spec.censor === "km" ? Math.min(within, reached.asOf - runs.entry[i]) : within);
      event.push(isIn ? 1 : 0);
      unit.push(runs.unit[i]);
    }
    const alone = spec.count === "uniques" ? 1 : shareAlone(unit, event);
    const curve = kaplanMeier({ exit: Float64Array.from(exit), event: Uint8Array.from(event) });
    const at = Array.from(curve.time.keys()).filter((i) => curve.events[i] > 0);
    const every = Math.max(1, Math.ceil(at.length / MOST_POINTS));
    const points = at
      .filter((_, i) => i % every === 0 || i === at.length - 1)
      .map((i) => {
        const survival = curve.survival[i];
        const deviation = survival * curve.standardError[i];
        const size = deviation > 0 ? Math.min(exit.length, (survival * (1 - survival)) / deviation ** 2) : exit.length;
        const { lower, upper } = wilson((1 - survival) * size * alone, size * alone, confidence);
        return { group, time: curve.time[i], share: 1 - survival, lower, upper, at_risk: curve.atRisk[i] };
      });
    const start = { group, time: 0, share: 0, lower: 0, upper: 0, at_risk: exit.length };
    return points[0]?.time === 0 ? points : [start, ...points];
  });
  return toTable({
    ...(groups ? { group: TextColumn.from(rows.map(({ group }) => group)) } : {}),
    ...Object.fromEntries(
      (["time", "share", "lower", "upper", "at_risk"] as const).map((name) => [
        name,
        filled(rows.length, (row) => rows[row][name]),
      ]),
    ),
  }) as unknown as Table<FunnelCurveColumns>;
}

/** Of how many independent runs several of one unit say as much, as a share of all. */
function shareAlone(unit: readonly number[], event: readonly number[]): number {
  const place = new Map<number, number>();
  for (const one of unit) if (!place.has(one)) place.set(one, place.size);
  const [successes, trials] = [new Float64Array(place.size), new Float64Array(place.size)];
  for (const [i, one] of unit.entries()) {
    trials[place.get(one)!]++;
    successes[place.get(one)!] += event[i];
  }
  return unit.length === 0 ? 1 : effectiveSize(successes, trials) / unit.length;
}

/** From the first step to the last required one, by group. */
function conversionWaits(reached: Reached, spec: FunnelSpec, groups?: RunGroups): number[][] {
  const runs = runTimes(reached, spec, groups);
  const last = spec.steps.findLastIndex(({ optional }) => !optional);
  const waits = (groups?.labels ?? [""]).map((): number[] => []);
  for (let i = 0; i < runs.entry.length; i++) {
    const wait = runs.reached[last][i] - runs.entry[i];
    if (!Number.isNaN(wait)) waits[runs.group[i]].push(wait);
  }
  return waits;
}
