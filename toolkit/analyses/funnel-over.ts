import { periodName, toCalendar } from "../core/calendar.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { reachedByChains } from "./funnel-chains.ts";
import { followedRates } from "./funnel-rates.ts";
import { runTimes } from "./funnel-run-times.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** One row for each day, week or month in which somebody entered, or could have, in the order of time. */
export interface FunnelOverColumns {
  /** The first day of the period, `"2026-03-02"`; a month as `"2026-03"`. */
  period: string;
  /** When it begins, UTC ms. */
  from: number;
  /** Entrants of the period, each unit once; somebody may enter in several. */
  n: number;
  /** Entrants whose window was not over when the data end: left out, or counted without having converted. */
  censored: number;
  converted: number;
  /** Of those who entered in the period, with Wilson's interval; missing without any. */
  rate: number;
  lower: number;
  upper: number;
  /** Whether every window of the period is over, so that the row will not change. */
  final: boolean;
}

/** The funnel of each period's entries by themselves. */
export async function countOver(
  events: Events,
  spec: FunnelSpec,
  asOf: number,
): Promise<Table<FunnelOverColumns> | undefined> {
  const { verb, over, zone, steps, from, to, within, censor } = spec;
  if (over === undefined) return undefined;
  const span = entrySpan(timesOf(verb, events), from, to, asOf);
  if (!span) {
    const rule = "no event lies in the range, so there is no period to count";
    throw new PhonographError({ code: "option/invalid", verb, rule, hint: "a wider range" });
  }
  const calendar = toCalendar(verb, { unit: over, zone }, ...span);
  const limits = calendar.starts.map((start) => Math.min(to, Math.max(from, start)));
  const reached = await reachedByChains(events, spec, limits);
  const runs = runTimes(reached, spec);
  const rates = followedRates({ ...runs, group: runs.period }, spec, asOf);
  const last = steps.findLastIndex(({ optional }) => !optional);
  const late = new Float64Array(limits.length);
  for (const { periods } of reached.recent) for (const period of periods ?? []) late[period]++;
  const rows = Array.from({ length: limits.length - 1 }, (_, period) => rates.ofEntrants([period], last));
  return toTable({
    period: TextColumn.from(rows.map((_, period) => periodName(calendar, period))),
    from: filled(rows.length, (period) => calendar.starts[period]),
    n: filled(rows.length, (period) => rows[period].entrants),
    censored: filled(rows.length, (period) => (censor === "exclude" ? late[period] : rows[period].censored)),
    converted: filled(rows.length, (period) => rows[period].n),
    rate: filled(rows.length, (period) => rows[period].estimate),
    lower: filled(rows.length, (period) => rows[period].lower),
    upper: filled(rows.length, (period) => rows[period].upper),
    final: rows.map((_, period) => limits[period + 1] + within <= asOf),
  }) as unknown as Table<FunnelOverColumns>;
}

/** The first and the last time at which somebody could enter. */
function entrySpan(at: Float64Array, from: number, to: number, asOf: number): [number, number] | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const time = at[row];
    if (!(time >= from && time < to && time <= asOf)) continue;
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return first <= last ? [first, last] : undefined;
}
