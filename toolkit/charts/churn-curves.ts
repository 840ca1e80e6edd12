import type { Churn } from "../analyses/churn-result.ts";
import { OTHER, UNKNOWN } from "../core/groups.ts";
import { groupName } from "./group-names.ts";
import { theme } from "./theme.ts";

/** One point of a curve; missing ends of the band are filled where the drawing needs them. */
export interface CurvePoint {
  time: number;
  at_risk: number;
  survival: number;
  lower: number;
  upper: number;
}

/** One group as it is drawn. */
export interface DrawnGroup {
  group: string;
  /** As it is written. */
  name: string;
  points: CurvePoint[];
  median: number;
  people: number;
  churned: number;
  small: boolean;
  colour: string;
  /** Drawn as background: the rest, the unknown, and what exceeds the colours. */
  quiet: boolean;
}

const MOST_POINTS = 720;

/** The result's curves with a colour each: the first groups in the theme's colours, the others muted. */
export function drawnGroups({ table, medians, groupedBy }: Churn): DrawnGroup[] {
  const groups = medians.objects() as {
    group: string;
    median: number;
    people: number;
    churned: number;
    small: boolean;
  }[];
  const points = new Map(groups.map(({ group }) => [group, [] as CurvePoint[]]));
  for (const { group, ...point } of table.objects() as (CurvePoint & { group: string })[])
    points.get(group)?.push(point);
  let colours = 0;
  return groups.map((one) => {
    const quiet = one.group === OTHER || one.group === UNKNOWN || colours >= theme.series.length;
    const colour = quiet ? theme.muted : theme.series[colours++];
    return {
      ...one,
      name: groupName(one.group, groupedBy),
      points: thinned(points.get(one.group) ?? []),
      colour,
      quiet,
    };
  });
}

/** At most about one point for each pixel, the last one of each; before the first churn the band is the line itself. */
function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  const last = points.at(-1)?.time ?? 0;
  const pixel = (time: number) => Math.floor((MOST_POINTS * time) / last);
  const kept = points.filter((point, i) => i + 1 === points.length || pixel(point.time) !== pixel(points[i + 1].time));
  return kept.map((point) => (point.survival === 1 ? { ...point, lower: 1, upper: 1 } : point));
}

/** The people still at risk at a time: those of the first point that is not before it. */
export function atRiskAt(points: readonly CurvePoint[], time: number): number {
  return points.find((point) => point.time >= time)?.at_risk ?? 0;
}

/** Where the curve stands at a time. */
export function curveAt(points: readonly CurvePoint[], time: number): CurvePoint | undefined {
  return points.findLast((point) => point.time <= time);
}

/** Where the axis of per cent begins: at 0, or nearer to the curves when all stay, with their bands, in the upper half. */
export function axisFloor(groups: readonly Pick<DrawnGroup, "points" | "small">[]): number {
  let low = 1;
  for (const { points, small } of groups)
    for (const { survival, lower } of points) low = Math.min(low, small || Number.isNaN(lower) ? survival : lower);
  if (low < 0.5) return 0;
  const step = low > 0.9 ? 5 : 10;
  return Math.min(90, step * Math.floor((100 * low - 1) / step));
}

const STEPS = [0.25, 0.5, 1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730];

/** Days to mark on an axis up to `last`: a step that people count in, at most `most` of them after 0. */
export function dayTicks(last: number, most: number): number[] {
  const step = STEPS.find((days) => last / days <= most) ?? Math.ceil(last / most / 365) * 365;
  return Array.from({ length: Math.floor(last / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** Places for labels of a given height, as near to where they should be as their order allows. */
export function spread(wanted: readonly number[], height: number, top: number, bottom: number): number[] {
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b] || a - b);
  const places = wanted.slice();
  let floor = top;
  for (const i of order) {
    places[i] = Math.max(places[i], floor);
    floor = places[i] + height;
  }
  let ceiling = bottom;
  for (const i of order.toReversed()) {
    places[i] = Math.min(places[i], ceiling);
    ceiling = places[i] - height;
  }
  return places;
}
