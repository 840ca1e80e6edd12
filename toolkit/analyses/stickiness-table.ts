import { type Calendar, periodName } from "../core/calendar.ts";
import { coded } from "../core/coded.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Groups, SMALL_GROUP } from "../core/groups.ts";
import { twoSidedZ } from "../core/statistics/normal.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";
import type { ActivePeriods } from "./active-periods.ts";
import type { StickinessColumns, StickinessMeanColumns, StickinessRatioColumns } from "./stickiness-result.ts";

const NOTHING = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };

/** The periods that are looked at: from `begin` up to, not with, `end`. */
export interface Stretch {
  begin: number;
  end: number;
}

/** By group and number of periods, from 0 on: how many people. */
export function distribution(
  { each }: ActivePeriods,
  { begin, end }: Stretch,
  groups: Groups | undefined,
): Float64Array {
  const width = end - begin + 1;
  const people = new Float64Array((groups?.labels.length ?? 1) * width);
  each((person, periods) => {
    let n = 0;
    for (const t of periods) if (t >= begin && t < end) n++;
    if (n > 0) people[(groups?.codes[person] ?? 0) * width + n]++;
  });
  return people;
}

const totals = (people: Float64Array, width: number) =>
  Array.from({ length: people.length / width }, (_, g) =>
    people.subarray(g * width, (g + 1) * width).reduce((a, b) => a + b, 0),
  );

/** How many people were active in exactly, and in at least, so many of the periods, by group; shares with Wilson's intervals. */
export function distributionTable(
  people: Float64Array,
  periods: number,
  groups: Groups | undefined,
  confidence: number,
): Table<StickinessColumns> {
  const width = periods + 1;
  const all = totals(people, width);
  const rows = all.length * periods;
  const cell = (row: number) => Math.floor(row / periods) * width + 1 + (row % periods);
  const of = (row: number) => all[Math.floor(row / periods)];
  const least = new Float64Array(people.length);
  for (let i = people.length - 1; i >= 0; i--) least[i] = people[i] + ((i + 1) % width === 0 ? 0 : least[i + 1]);
  const shares = Array.from({ length: rows }, (_, row) => wilson(people[cell(row)], of(row), confidence));
  const leastShares = Array.from({ length: rows }, (_, row) => wilson(least[cell(row)], of(row), confidence));
  const column = (value: (row: number) => number) => filled(rows, value);
  return toTable<StickinessColumns>({
    ...(groups ? { group: coded(rows, groups.labels, (row) => Math.floor(row / periods)) } : {}),
    periods: column((row) => 1 + (row % periods)),
    people: column((row) => people[cell(row)]),
    share: column((row) => shares[row].estimate),
    lower: column((row) => shares[row].lower),
    upper: column((row) => shares[row].upper),
    at_least: column((row) => least[cell(row)]),
    at_least_share: column((row) => leastShares[row].estimate),
    at_least_lower: column((row) => leastShares[row].lower),
    at_least_upper: column((row) => leastShares[row].upper),
  } as never);
}

/** In how many periods the people of each group were active on average, with the normal interval of the mean. */
export function meanTable(
  people: Float64Array,
  periods: number,
  groups: Groups | undefined,
  confidence: number,
): Table<StickinessMeanColumns> {
  const width = periods + 1;
  const z = twoSidedZ(confidence);
  const means = totals(people, width).map((n, g) => {
    let [sum, squares] = [0, 0];
    for (let k = 1; k < width; k++) {
      sum += k * people[g * width + k];
      squares += k * k * people[g * width + k];
    }
    const mean = sum / n;
    const reach = n > 1 ? z * Math.sqrt(Math.max(0, squares - sum * mean) / (n - 1) / n) : Number.NaN;
    return { n, mean, lower: Math.max(1, mean - reach), upper: Math.min(periods, mean + reach) };
  });
  const column = (value: (mean: (typeof means)[number]) => number) => filled(means.length, (g) => value(means[g]));
  return toTable<StickinessMeanColumns>({
    ...(groups ? { group: TextColumn.from(groups.labels) } : {}),
    people: column(({ n }) => n),
    mean: column(({ mean }) => mean),
    lower: column(({ lower }) => lower),
    upper: column(({ upper }) => upper),
    ratio: column(({ mean }) => mean / periods),
    ratio_lower: column(({ lower }) => lower / periods),
    ratio_upper: column(({ upper }) => upper / periods),
    small: means.map(({ n }) => n < SMALL_GROUP),
  } as never);
}

/** For each period of the stretch and each window that ends with it, who is active in the one and in the other. */
export function ratioTable(
  { each, calendar, count }: ActivePeriods,
  { begin, end }: Stretch,
  windows: readonly number[],
  groups: Groups | undefined,
  confidence: number,
): Table<StickinessRatioColumns> {
  const sides = groups?.labels.length ?? 1;
  const active = new Float64Array(sides * count);
  const steps = windows.map(() => new Float64Array(sides * (count + 1)));
  each((person, periods) => {
    const g = groups?.codes[person] ?? 0;
    // Active only before the stretch, in a group that nobody of the stretch is in.
    if (g < 0) return;
    for (let i = 0; i < periods.length; i++) {
      const t = periods[i];
      active[g * count + t]++;
      for (let w = 0; w < windows.length; w++) {
        const stop = Math.min(count, t + windows[w], periods[i + 1] ?? count);
        steps[w][g * (count + 1) + t]++;
        steps[w][g * (count + 1) + stop]--;
      }
    }
  });
  const told = end - begin;
  const rows = sides * windows.length * told;
  const place = (row: number) => {
    const t = begin + (row % told);
    const w = Math.floor(row / told) % windows.length;
    return { t, w, g: Math.floor(row / told / windows.length) };
  };
  const inside = steps.map((step) => running(step, count + 1));
  const windowActive = (row: number) => {
    const { t, w, g } = place(row);
    return t + 1 < windows[w] ? Number.NaN : inside[w][g * (count + 1) + t];
  };
  const activeIn = (row: number) => active[place(row).g * count + place(row).t];
  const ratios = Array.from({ length: rows }, (_, row) => {
    const n = windowActive(row);
    return n > 0 ? wilson(activeIn(row), n, confidence) : NOTHING;
  });
  return toTable<StickinessRatioColumns>({
    ...(groups ? { group: coded(rows, groups.labels, (row) => place(row).g) } : {}),
    window: filled(rows, (row) => windows[place(row).w]),
    period: coded(rows, namesOf(calendar, count), (row) => place(row).t),
    at: filled(rows, (row) => calendar.starts[place(row).t]),
    active: filled(rows, activeIn),
    window_active: filled(rows, windowActive),
    ratio: filled(rows, (row) => ratios[row].estimate),
    lower: filled(rows, (row) => ratios[row].lower),
    upper: filled(rows, (row) => ratios[row].upper),
  } as never);
}

const namesOf = (calendar: Calendar, count: number) => Array.from({ length: count }, (_, t) => periodName(calendar, t));

/** Sums of the steps so far, within each group. */
function running(steps: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(steps.length);
  for (let i = 0; i < steps.length; i++) sums[i] = steps[i] + (i % width === 0 ? 0 : sums[i - 1]);
  return sums;
}
