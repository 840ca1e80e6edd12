import type { Funnel } from "../analyses/funnel.ts";
import { OTHER, UNKNOWN } from "../core/groups.ts";
import { groupName } from "./group-names.ts";
import { theme } from "./theme.ts";

/** One row of a funnel's table as it is drawn. */
export interface FunnelLine {
  group: string | null;
  step: number;
  label: string;
  people: number;
  /** People who reached the step before but not this one; 0 at step 1. */
  lost: number;
  rate: number;
  rate_lower: number;
  rate_upper: number;
  step_rate: number;
  wait_median: number;
  elapsed_median: number;
}

/** The steps of one group, or of everybody. */
export interface FunnelGroup {
  group: string | null;
  lines: FunnelLine[];
  entered: number;
  colour: string;
  /** Drawn quietly: the rest, the unknown, and what exceeds the colours. */
  quiet: boolean;
}

/** The rows of a result's table, group by group, with a colour each. */
export function funnelGroups({ table, steps, groupedBy }: Funnel): FunnelGroup[] {
  const rows = table.objects({ limit: Number.POSITIVE_INFINITY }) as (Omit<FunnelLine, "lost" | "group"> & {
    group?: string;
  })[];
  if (rows.length === 0) return [nobody(steps)];
  let colours = 0;
  return Array.from({ length: rows.length / steps.length }, (_, i) => {
    const mine = rows.slice(i * steps.length, (i + 1) * steps.length);
    const label = mine[0]!.group ?? null;
    const group = label === null ? null : groupName(label, groupedBy);
    const quiet = label === OTHER || label === UNKNOWN || colours >= theme.series.length;
    const lines = mine.map((row, k) => ({ ...row, group, lost: k === 0 ? 0 : mine[k - 1]!.people - row.people }));
    return { group, lines, entered: mine[0]!.people, colour: quiet ? theme.muted : theme.series[colours++]!, quiet };
  });
}

function nobody(steps: readonly string[]): FunnelGroup {
  const missing = { step_rate: Number.NaN, wait_median: Number.NaN, elapsed_median: Number.NaN };
  const rates = { rate: Number.NaN, rate_lower: Number.NaN, rate_upper: Number.NaN };
  const lines = steps.map((label, i) => ({
    ...{ group: null, step: i + 1, label, people: 0, lost: 0 },
    ...rates,
    ...missing,
  }));
  return { group: null, lines, entered: 0, colour: theme.muted, quiet: true };
}

/** Text cut to a width in characters. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
