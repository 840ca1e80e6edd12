import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Groups, SMALL_GROUP } from "../core/groups.ts";
import type { ConfidenceType, Lifetimes, SurvivalCurve } from "../core/statistics/kaplan-meier.ts";
import { lastAtOrBefore, medianSurvival, restrictedMean, survivalAt } from "../core/statistics/survival-summary.ts";
import { type Table, toTable } from "../core/table.ts";
import type { Lives } from "./churn-lifetimes.ts";
import type { ChurnColumns, ChurnMedianColumns, LifetimeColumns } from "./churn-result.ts";

const DAY = 864e5;

/** The lives of each group, as the estimators take them. */
export function livesByGroup(
  { entry, exit, event, state }: Lives,
  { codes, labels }: Groups,
  truncated: boolean,
): Lifetimes[] {
  const members: number[][] = labels.map(() => []);
  for (let p = 0; p < state.length; p++) if (state[p] === 0) members[codes[p]].push(p);
  return members.map((people) => ({
    exit: Float64Array.from(people, (p) => exit[p]),
    event: Uint8Array.from(people, (p) => event[p]),
    entry: truncated ? Float64Array.from(people, (p) => entry[p]) : undefined,
  }));
}

/** The curves at every multiple of `every` ms and at each group's longest time; with 0 at every distinct time. */
export function curveTable(
  curves: readonly SurvivalCurve[],
  groups: Groups,
  sides: readonly Lifetimes[],
  every: number,
): Table<ChurnColumns> {
  const times = curves.map(({ time }) => gridOf(time, every));
  const rows = times.reduce((sum, { length }) => sum + length, 0);
  const out = {
    group: sharedInt32(rows),
    time: sharedFloat64(rows),
    at_risk: sharedFloat64(rows),
    events: sharedFloat64(rows),
    censored: sharedFloat64(rows),
    survival: sharedFloat64(rows),
    lower: sharedFloat64(rows),
    upper: sharedFloat64(rows),
  };
  let row = 0;
  for (const [g, curve] of curves.entries()) {
    const entries = sides[g].entry ? Float64Array.from(sides[g].entry ?? []).sort() : undefined;
    const began = sides[g].exit.length;
    let from = 0;
    let gone = 0;
    for (const time of times[g]) {
      const to = lastAtOrBefore(curve.time, time) + 1;
      const exact = curve.time[to - 1] === time;
      const entered = entries ? countBefore(entries, time) : began;
      let [events, censored] = [0, 0];
      for (let i = from; i < to; i++) {
        events += curve.events[i];
        censored += curve.censored[i];
      }
      out.group[row] = g;
      out.time[row] = time / DAY;
      out.at_risk[row] =
        entered - gone - events - censored + (exact ? curve.events[to - 1] + curve.censored[to - 1] : 0);
      out.events[row] = events;
      out.censored[row] = censored;
      const at = survivalAt(curve, time);
      out.survival[row] = at.estimate;
      out.lower[row] = to === 0 ? Number.NaN : at.lower;
      out.upper[row] = to === 0 ? Number.NaN : at.upper;
      gone += events + censored;
      from = to;
      row++;
    }
  }
  return toTable<ChurnColumns>({ ...out, group: new TextColumn(out.group, groups.labels) });
}

function gridOf(time: Float64Array, every: number): Float64Array {
  const last = time[time.length - 1];
  if (every === 0) return time[0] === 0 ? time : Float64Array.from([0, ...time]);
  const steps = Math.floor(last / every);
  const grid = Array.from({ length: steps + 1 }, (_, i) => i * every);
  return Float64Array.from(last > steps * every ? [...grid, last] : grid);
}

function countBefore(sorted: Float64Array, time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The median and the restricted mean of each group, with their intervals. */
export function medianTable(
  curves: readonly SurvivalCurve[],
  groups: Groups,
  sides: readonly Lifetimes[],
  { horizon, confidence }: { horizon: number; confidence: number; confidenceType: ConfidenceType },
): Table<ChurnMedianColumns> {
  const rows = curves.map((curve, g) => {
    const median = medianSurvival(curve);
    const mean = restrictedMean(curve, horizon, confidence);
    return {
      people: sides[g].exit.length,
      churned: sides[g].event.reduce((sum, e) => sum + e, 0),
      median: median.estimate / DAY,
      lower: median.lower / DAY,
      upper: median.upper / DAY,
      restricted_mean: mean.estimate / DAY,
      restricted_lower: mean.lower / DAY,
      restricted_upper: mean.upper / DAY,
    };
  });
  const column = (name: keyof (typeof rows)[number]) => filled(rows.length, (g) => rows[g][name]);
  return toTable<ChurnMedianColumns>({
    group: TextColumn.from(groups.labels),
    people: column("people"),
    churned: column("churned"),
    median: column("median"),
    lower: column("lower"),
    upper: column("upper"),
    restricted_mean: column("restricted_mean"),
    restricted_lower: column("restricted_lower"),
    restricted_upper: column("restricted_upper"),
    small: rows.map(({ people }) => people < SMALL_GROUP),
  });
}

/** Who was followed, from when and how it ended. */
export function lifetimeTable(lives: Lives, groups: Groups, ids: Int32Array): Table<LifetimeColumns> {
  const kept = [...ids.keys()].filter((p) => lives.state[p] === 0);
  const group = sharedInt32(kept.length);
  for (const [row, p] of kept.entries()) group[row] = groups.codes[p];
  const column = (value: (p: number) => number) => filled(kept.length, (row) => value(kept[row]));
  return toTable<LifetimeColumns>({
    person: column((p) => ids[p]),
    group: new TextColumn(group, groups.labels),
    origin: column((p) => lives.origin[p]),
    entry: column((p) => (lives.entry[p] === -Infinity ? Number.NaN : lives.entry[p] / DAY)),
    days: column((p) => lives.exit[p] / DAY),
    churned: column((p) => lives.event[p]),
  });
}
