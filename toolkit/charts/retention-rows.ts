import type { Retention } from "../analyses/retention-result.ts";
import { OTHER, UNKNOWN } from "../core/groups.ts";
import { groupName } from "./group-names.ts";
import { theme } from "./theme.ts";

/** One cell of the triangle as it is drawn. */
export interface RetentionCell {
  group?: string;
  cohort: string;
  period: number;
  label: string;
  people: number;
  returned: number;
  rate: number;
  lower: number;
  upper: number;
  /** Whether the data hold a part of the cohort only. */
  partial: boolean;
}

/** A point of a curve. */
export interface RetentionPoint extends Omit<RetentionCell, "cohort" | "partial"> {
  cohorts: number;
  /** Its place on the axis: the period, of a bracket its number. */
  x: number;
}

/** A curve with its colour. */
export interface RetentionCurve {
  name: string | null;
  points: RetentionPoint[];
  colour: string;
  /** The people of all its cohorts. */
  people: number;
  /** Drawn as background: the rest, the unknown, and what exceeds the colours. */
  quiet: boolean;
}

/** The cohorts as they stand in the table: one cell for each cohort and period. */
export function cellsOf({ table }: Retention): RetentionCell[] {
  return table.objects({ limit: Number.POSITIVE_INFINITY }) as RetentionCell[];
}

/** The curves, one for each group; points of nobody are left out. */
export function curvesOf({ curve, groupedBy, semantics }: Retention): RetentionCurve[] {
  const rows = curve.objects({ limit: Number.POSITIVE_INFINITY }) as RetentionPoint[];
  const width = new Set(rows.map(({ period }) => period)).size;
  let colours = 0;
  return Array.from({ length: rows.length / width }, (_, g) => {
    const mine = rows.slice(g * width, (g + 1) * width);
    const group = mine[0].group;
    const quiet = group === OTHER || group === UNKNOWN || colours >= theme.series.length;
    return {
      name: group === undefined ? null : groupName(group, groupedBy),
      points: mine
        .map((row, i) => ({ ...row, x: semantics.brackets ? i : row.period }))
        .filter(({ people }) => people > 0),
      colour: quiet ? theme.muted : theme.series[colours++],
      people: mine[0].people,
      quiet,
    };
  });
}

/** As far up the ramp as ink is read on it (4.5 to 1) in light and dark. */
export const STRONGEST = 0.46;
