import { effectiveSize } from "../core/statistics/cluster-size.ts";
import { kaplanMeier } from "../core/statistics/kaplan-meier.ts";
import { wilson } from "../core/statistics/wilson.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** A share of entrants. */
export interface Rate {
  /** Runs that reached the step, of so many that entered. */
  n: number;
  entrants: number;
  /** Entrants whose window was not over and who had not reached the step; as far as known. */
  censored: number;
  estimate: number;
  lower: number;
  upper: number;
  /** How many independent trials say as much. */
  size: number;
}

/** Runs by entrant, for rates that need more than counts. */
export interface RunTimes {
  /** When each run entered, whose it is, and its group. */
  entry: Float64Array;
  unit: Int32Array;
  group: Int32Array;
  /** By step, when each run reached it; NaN where it did not. */
  reached: readonly Float64Array[];
}

/** Shares of entrants, by groups taken together. */
export interface RateSource {
  /** Of those who entered. */
  ofEntrants(groups: readonly number[], step: number): Rate;
  /** Of those who reached the step `previous`. */
  ofPrevious(group: number, step: number, previous: number): Rate;
}

/** Rates of units that count once and were all followed to the end: Wilson's interval. */
export function plainRates(
  counts: readonly (readonly number[])[],
  { confidence }: Pick<FunnelSpec, "confidence">,
): RateSource {
  const sum = (groups: readonly number[], step: number) => groups.reduce((all, group) => all + counts[group][step], 0);
  const rate = (n: number, entrants: number): Rate => {
    return { n, entrants, censored: 0, size: entrants, ...wilson(n, entrants, confidence) };
  };
  return {
    ofEntrants: (groups, step) => rate(sum(groups, step), sum(groups, 0)),
    ofPrevious: (group, step, previous) =>
      rate(counts[group][step], Math.max(counts[group][previous], counts[group][step])),
  };
}

function linesByGroup(groups: Int32Array | Float64Array): Map<number, number[]> {
  const lines = new Map<number, number[]>();
  for (let line = 0; line < groups.length; line++) {
    const own = lines.get(groups[line]);
    if (own) own.push(line);
    else lines.set(groups[line], [line]);
  }
  return lines;
}

/**
 * Rates of runs of which several may be one unit's, or that were not all followed to the end: the Kaplan-Meier estimate at the
 * end of the window where asked for, and Wilson's interval of as many independent trials as say as much.
 */
export function followedRates(
  runs: RunTimes,
  spec: Pick<FunnelSpec, "confidence" | "censor" | "count" | "within">,
  asOf: number,
): RateSource {
  const { confidence, censor, count, within } = spec;
  const clustered = count !== "uniques";
  const byGroup = linesByGroup(runs.group);
  const wanted = (groups: readonly number[]): readonly number[] => {
    if (groups.length === 1) return byGroup.get(groups[0]) ?? [];
    const own = new Set(groups);
    const lines: number[] = [];
    for (let i = 0; i < runs.entry.length; i++) if (own.has(runs.group[i])) lines.push(i);
    return lines;
  };
  const clusterSize = (lines: readonly number[], yes: (line: number) => boolean): number => {
    if (!clustered) return lines.length;
    const place = new Map<number, number>();
    for (const line of lines) if (!place.has(runs.unit[line])) place.set(runs.unit[line], place.size);
    const [successes, trials] = [new Float64Array(place.size), new Float64Array(place.size)];
    for (const line of lines) {
      const cluster = place.get(runs.unit[line])!;
      trials[cluster]++;
      if (yes(line)) successes[cluster]++;
    }
    return effectiveSize(successes, trials);
  };
  const done = (n: number, entrants: number, censored: number, share: number, size: number): Rate => {
    const { lower, upper } = Number.isNaN(share) ? { lower: 0, upper: 1 } : wilson(share * size, size, confidence);
    return { n, entrants, censored, estimate: share, lower, upper, size };
  };
  return {
    ofEntrants(groups, step) {
      const lines = wanted(groups);
      const times = runs.reached[step];
      const isIn = (line: number) => times[line] <= (censor === "km" ? asOf : Infinity);
      const n = lines.filter(isIn).length;
      const open = lines.filter((line) => !isIn(line) && runs.entry[line] + within > asOf).length;
      const size = clusterSize(lines, isIn);
      if (censor !== "km" || lines.length === 0) return done(n, lines.length, open, n / lines.length, size);
      const { share, size: own } = followed(lines, (line) =>
        isIn(line) ? times[line] - runs.entry[line] : Number.NaN,
      );
      return done(n, lines.length, open, share, own * (size / lines.length));
    },
    ofPrevious(group, step, previous) {
      const lines = wanted([group]);
      const before = lines.filter((line) => !Number.isNaN(runs.reached[previous][line]));
      const n = before.filter((line) => !Number.isNaN(runs.reached[step][line])).length;
      if (censor !== "km") {
        return done(
          n,
          before.length,
          0,
          n / before.length,
          clusterSize(before, (line) => !Number.isNaN(runs.reached[step][line])),
        );
      }
      const share = this.ofEntrants([group], step).estimate / this.ofEntrants([group], previous).estimate;
      return {
        n,
        entrants: before.length,
        censored: Number.NaN,
        estimate: share,
        lower: Number.NaN,
        upper: Number.NaN,
        size: Number.NaN,
      };
    },
  };

  /** The share that has reached a step when the window ends, had everybody been followed so far. */
  function followed(lines: readonly number[], waitOf: (line: number) => number): { share: number; size: number } {
    const exit = new Float64Array(lines.length);
    const event = new Uint8Array(lines.length);
    let whole = 0;
    for (const [i, line] of lines.entries()) {
      const wait = waitOf(line);
      const seen = Math.min(within, asOf - runs.entry[line]);
      if (seen >= within) whole++;
      event[i] = Number.isNaN(wait) ? 0 : 1;
      exit[i] = event[i] === 1 ? wait : seen;
    }
    const curve = kaplanMeier({ exit, event });
    const last = curve.time.length - 1;
    const survival = curve.survival[last];
    const deviation = survival * curve.standardError[last];
    const share = 1 - survival;
    const size = deviation > 0 ? (share * survival) / deviation ** 2 : Math.max(1, whole);
    return { share, size: Math.min(lines.length, size) };
  }
}
