import { periodName } from "../core/calendar.ts";
import { TextColumn } from "../core/columns.ts";
import { filled } from "../core/filled.ts";
import { type Groups, UNKNOWN } from "../core/groups.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { mantelHaenszel } from "../core/statistics/mantel-haenszel.ts";
import { type Table, toTable } from "../core/table.ts";
import type { ActivePeriods } from "./active-periods.ts";
import type { LifecycleTestColumns } from "./lifecycle-result.ts";

/**
 * Whether known groups keep their people equally well, period by period: who was active before is kept or not. Periods are tested one
 * by one, as the same people come again in the next.
 */
export function testKept(
  { returning, dormant }: { returning: Float64Array; dormant: Float64Array },
  { calendar, count, over }: Pick<ActivePeriods, "calendar" | "count" | "over">,
  begin: number,
  groups: Groups | undefined,
): Table<LifecycleTestColumns> | undefined {
  const known = [...(groups?.labels.keys() ?? [])].filter((code) => groups!.labels[code] !== UNKNOWN);
  if (known.length < 2) return undefined;
  const first = Math.max(1, begin);
  const periods = Array.from({ length: Math.max(0, over - first) }, (_, i) => first + i);
  const tests = periods.map((t) => {
    const hits = known.map((g) => returning[g * count + t]);
    return mantelHaenszel([{ n: hits.map((n, i) => n + dormant[known[i] * count + t]), hits }], known.length);
  });
  const q = benjaminiHochberg(tests.map(({ p }) => p));
  return toTable<LifecycleTestColumns>({
    period: TextColumn.from(periods.map((t) => periodName(calendar, t))),
    at: filled(periods.length, (i) => calendar.starts[periods[i]]),
    chi_square: filled(periods.length, (i) => tests[i].chiSquare),
    df: filled(periods.length, (i) => tests[i].df),
    p: filled(periods.length, (i) => tests[i].p),
    q: filled(periods.length, (i) => q[i]),
  });
}
