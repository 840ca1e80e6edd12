import type { SinceFirst } from "../../workers/kernels/since-first.ts";
import { type Calendar, toCalendar } from "../core/calendar.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { periodsOver } from "./active-periods.ts";
import type { DatedMarks } from "./local-days.ts";
import type { RetentionSpec } from "./retention-spec.ts";

/** The cohorts, and until when each is followed. */
export interface Cohorts {
  calendar: Calendar;
  /** The cohort of each period in which somebody may start. */
  ofPeriod: Int32Array;
  count: number;
  /** For each cohort the periods after the start that are over for all of it; -1 where not even its own is. */
  over: Int32Array;
}

/** The periods of the calendar in which people start, the cohorts that they make, and which periods after them are over. */
export function toCohorts(
  verb: string,
  { marked: { span }, end, calendarZone: zone }: DatedMarks,
  spec: RetentionSpec,
): { periods: Calendar; cohorts: Cohorts } {
  const { weekStart, unit, clock, length } = spec;
  const last = Math.max(end, span[1]);
  // Of first starts those before the cohorts are never looked at, so wrong times long ago do no harm.
  const earliest = spec.kind === "first-time" ? Math.min(span[1], Math.max(span[0], spec.from ?? -Infinity)) : span[0];
  const calendar = toCalendar(verb, { unit: spec.cohorts, zone, weekStart }, earliest, last);
  const periods =
    clock === "calendar" && unit !== spec.cohorts
      ? toCalendar(verb, { unit, zone, weekStart }, earliest, last)
      : calendar;
  const count = calendar.starts.length - 1;
  const ofPeriod = new Int32Array(periods.starts.length - 1);
  const lastOf = new Int32Array(count);
  for (let period = 0, cohort = 0; period < ofPeriod.length; period++) {
    while (cohort + 1 < count && calendar.starts[cohort + 1] <= periods.starts[period]) cohort++;
    ofPeriod[period] = cohort;
    lastOf[cohort] = period;
  }
  const ended = periodsOver(periods, end);
  const over = new Int32Array(count);
  for (let cohort = 0; cohort < count; cohort++) {
    const followed = end - calendar.starts[cohort + 1];
    const periodsLater = clock === "start" ? Math.floor(followed / length) : ended - lastOf[cohort];
    over[cohort] = Math.max(-1, periodsLater - 1);
  }
  return { periods, cohorts: { calendar, ofPeriod, count, over } };
}

/** First-time retention: each person's first start, and in which periods after it they came back. */
export async function membersOnce(
  verb: string,
  { at, persons, marks }: MarkedEvents,
  { starts }: Calendar,
  { clock, length }: RetentionSpec,
  count: number,
  options: ComputeOptions,
): Promise<SinceFirst[]> {
  const workers = workersFor(verb, at.length, options);
  const edges = borders(persons.ids.length, Math.max(1, workers));
  const task = { person: persons.rows, at, marks, starts, count, length: clock === "start" ? length : 0 };
  const tasks = edges.slice(1).map((to, i) => ({ ...task, from: edges[i], to }));
  return compute(verb, "sinceFirst", tasks, { ...options, workers });
}
