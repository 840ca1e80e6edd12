import type { Funnel } from "../analyses/funnel-result.ts";
import { OTHER, UNKNOWN } from "../core/groups.ts";
import { groupName } from "./group-names.ts";
import { theme } from "./theme.ts";

/** One row of a funnel's table as it is drawn. */
export interface FunnelLine {
  group: string | null;
  step: number;
  label: string;
  n: number;
  optional: boolean;
  /** Those who reached the required step before but not this one; 0 at step 1 and at optional steps, NaN where some are not followed so far. */
  lost: number;
  /** The rate of the required step before. */
  before: number;
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
  /** As the result's tables have it. */
  label: string;
  lines: FunnelLine[];
  entered: number;
  colour: string;
  /** Drawn quietly: the rest, the unknown, and what exceeds the colours. */
  quiet: boolean;
}

/** The rows of a result's table, group by group, with a colour each. */
export function funnelGroups({ table, steps, groupedBy, semantics }: Funnel): FunnelGroup[] {
  const rows = table.objects({ limit: Number.POSITIVE_INFINITY }) as (Omit<FunnelLine, "lost" | "before" | "group"> & {
    group?: string;
  })[];
  if (rows.length === 0) return [nobody(steps)];
  let colours = 0;
  return Array.from({ length: rows.length / steps.length }, (_, i) => {
    const mine = rows.slice(i * steps.length, (i + 1) * steps.length);
    const label = mine[0]!.group ?? null;
    const group = label === null ? null : groupName(label, groupedBy);
    const quiet = label === OTHER || label === UNKNOWN || colours >= theme.series.length;
    const lines = mine.map((row, k) => {
      const last = mine.findLast(({ optional }, i) => i < k && !optional) ?? row;
      const lost = row.optional ? 0 : semantics.censor === "km" && k > 0 ? Number.NaN : last.n - row.n;
      return { ...row, group, before: last.rate, lost };
    });
    return {
      group,
      label: label ?? "",
      lines,
      entered: mine[0]!.n,
      colour: quiet ? theme.muted : theme.series[colours++]!,
      quiet,
    };
  });
}

function nobody(steps: readonly string[]): FunnelGroup {
  const missing = { step_rate: Number.NaN, wait_median: Number.NaN, elapsed_median: Number.NaN };
  const rates = { rate: Number.NaN, rate_lower: Number.NaN, rate_upper: Number.NaN };
  const lines = steps.map((label, i) => ({
    ...{ group: null, step: i + 1, label, n: 0, optional: false, lost: 0, before: Number.NaN },
    ...rates,
    ...missing,
  }));
  return { group: null, label: "", lines, entered: 0, colour: theme.muted, quiet: true };
}

/** Text cut to a width in characters. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
