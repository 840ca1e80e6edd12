import { periodName, toCalendar } from "../core/calendar.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { filled } from "../core/filled.ts";
import { type Table, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { reachedByChains } from "./funnel-chains.ts";
import { type RunGroups, runGroups } from "./funnel-groups.ts";
import { followedRates } from "./funnel-rates.ts";
import { runTimes } from "./funnel-run-times.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";

/** One row for each day, week or month in which somebody entered, or could have, in the order of time; with `by` for each group and period. */
export interface FunnelOverColumns {
  /** Only with `by`; in the order of the funnel's table. */
  group: string;
  /** The first day of the period, `"2026-03-02"`; a month as `"2026-03"`. */
  period: string;
  /** When it begins, UTC ms. */
  from: number;
  /** Entrants of the period, each unit once; somebody may enter in several. */
  n: number;
  /**
   * Entrants whose window was not over when the data end: left out, or counted without having converted. Missing by group where a step decides that they
   * have not reached.
   */
  censored: number;
  converted: number;
  /** Of those who entered in the period, with Wilson's interval; of nobody it is missing, from 0 to 1. */
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
  whole: RunGroups | undefined,
): Promise<Table<FunnelOverColumns> | undefined> {
  const { verb, over, zone, steps, from, to, within, censor } = spec;
  if (over === undefined) return undefined;
  const span = entrySpan(timesOf(verb, events), from, to, asOf);
  if (!span) {
    const timed = timesOf(verb, events).some((at) => !Number.isNaN(at));
    throw new PhonographError({
      code: timed ? "option/invalid" : "data/unparseable",
      verb,
      rule: timed
        ? "no event lies in the range, so there is no period to count"
        : "no event has a time, so there is no period to count",
      found: `${events.numRows().toLocaleString("en-GB")} events`,
      hint: timed ? "a wider range, or a later asOf" : "were the times read rightly? see map.at in normalise",
    });
  }
  const calendar = toCalendar(verb, { unit: over, zone }, ...span);
  const limits = calendar.starts.map((start) => Math.min(to, Math.max(from, start)));
  const reached = await reachedByChains(events, spec, limits);
  const groups = runGroups(events, reached, spec);
  const runs = runTimes(reached, spec, groups);
  const count = limits.length - 1;
  const cell = runs.group.map((code, run) => code * count + runs.period[run]);
  const rates = followedRates({ ...runs, group: cell }, spec, asOf);
  const last = steps.findLastIndex(({ optional }) => !optional);
  const late = lateByCell(reached, groups, count);
  const labels = groups ? inOrder(groups.labels, whole?.labels ?? []) : [""];
  const cells = labels.flatMap((label) => {
    const code = groups ? groups.labels.indexOf(label) : 0;
    return Array.from({ length: count }, (_, period) => ({ label, period, cell: code * count + period }));
  });
  const rows = cells.map(({ cell: own }) => rates.ofEntrants([own], last));
  const censored = (row: number) => (late ? late[cells[row].cell] : Number.NaN);
  return toTable({
    ...(groups ? { group: TextColumn.from(cells.map(({ label }) => label)) } : {}),
    period: TextColumn.from(cells.map(({ period }) => periodName(calendar, period))),
    from: filled(rows.length, (row) => calendar.starts[cells[row].period]),
    n: filled(rows.length, (row) => rows[row].entrants),
    censored: filled(rows.length, (row) => (censor === "exclude" ? censored(row) : rows[row].censored)),
    converted: filled(rows.length, (row) => rows[row].n),
    rate: filled(rows.length, (row) => rows[row].estimate),
    lower: filled(rows.length, (row) => rows[row].lower),
    upper: filled(rows.length, (row) => rows[row].upper),
    final: cells.map(({ period }) => limits[period + 1] + within <= asOf),
  }) as unknown as Table<FunnelOverColumns>;
}

/** Those who came too late, by group and period; undefined where their groups are not known. */
function lateByCell({ recent }: Reached, groups: RunGroups | undefined, count: number): Float64Array | undefined {
  if (groups && !groups.late) return undefined;
  const late = new Float64Array((groups?.labels.length ?? 1) * count);
  for (const [part, { periods }] of recent.entries()) {
    for (let i = 0; i < periods!.length; i++) {
      const code = groups ? groups.late![part][i] : 0;
      if (code >= 0) late[code * count + periods![i]]++;
    }
  }
  return late;
}

/** Labels in the order of others, new ones behind. */
function inOrder(labels: readonly string[], others: readonly string[]): string[] {
  return [...others.filter((label) => labels.includes(label)), ...labels.filter((label) => !others.includes(label))];
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
