import type { Activity } from "../core/activity.ts";
import { type Calendar, type CalendarUnit, toCalendar } from "../core/calendar.ts";
import { borders, type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { Instant } from "../core/instant.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import { inZone } from "./local-days.ts";
import { plainCause } from "./plain-cause.ts";

/** In which periods of a calendar each person was active. */
export interface ActivePeriods {
  marked: MarkedEvents;
  calendar: Calendar;
  /** Periods of the calendar; the last ones, one as a rule, are not over. */
  count: number;
  /** How many of them are over when the data end. */
  over: number;
  /** Tells every person's periods, ascending; the list is valid until the call returns, and may be empty. */
  each(visit: (person: number, periods: readonly number[]) => void): void;
}

export interface ActiveOptions {
  activity: Activity | undefined;
  period: CalendarUnit;
  /** IANA name, or `"local"`. */
  zone: string;
  weekStart: "monday" | "sunday";
  asOf: Instant | undefined;
}

/** Cost: one pass over the rows, in any order, and a bit of memory for each person and period. */
export async function activePeriods(
  verb: string,
  events: Events,
  { activity, period, zone, weekStart, asOf }: ActiveOptions,
  options: ComputeOptions,
): Promise<ActivePeriods> {
  const { marked, end, calendarZone } = inZone(verb, events, markEvents(verb, events, { activity }, asOf), zone);
  if (!(marked.span[0] <= marked.span[1])) {
    throw new PhonographError({
      code: "data/unparseable",
      verb,
      rule: "there is nobody who was active",
      ...plainCause(marked),
    });
  }
  const calendar = toCalendar(
    verb,
    { unit: period, zone: calendarZone, weekStart },
    marked.span[0],
    Math.max(end, marked.span[1]),
  );
  const parts = await presentIn(verb, marked, calendar, 1, options);
  const count = calendar.starts.length - 1;
  const words = (count + 31) >> 5;
  return {
    marked,
    calendar,
    count,
    over: periodsOver(calendar, end),
    each(visit) {
      const periods: number[] = [];
      let person = 0;
      for (const [bits] of parts) {
        for (let begin = 0; begin < bits.length; begin += words) {
          periodsIn(bits, begin, words, periods);
          visit(person++, periods);
        }
      }
    },
  };
}

/** How many periods from the first on have ended by then. */
export function periodsOver({ starts }: Calendar, end: number): number {
  let over = starts.length - 1;
  while (over > 0 && starts[over] > end) over--;
  return over;
}

/** For each range of persons and each role the periods in which they have an event, as bits. */
export async function presentIn(
  verb: string,
  { at, persons, marks }: MarkedEvents,
  { starts }: Calendar,
  roles: number,
  options: ComputeOptions,
): Promise<Uint32Array[][]> {
  const workers = workersFor(verb, at.length, options);
  const edges = borders(persons.ids.length, Math.max(1, workers));
  const task = { person: persons.rows, at, marks, starts, roles };
  const tasks = edges.slice(1).map((to, i) => ({ ...task, from: edges[i], to }));
  return compute(verb, "presence", tasks, { ...options, workers });
}

/** The periods whose bits are set in `words` words from `begin` on, ascending. */
export function periodsIn(bits: Uint32Array, begin: number, words: number, into: number[]): void {
  into.length = 0;
  for (let w = 0; w < words; w++) {
    for (let word = bits[begin + w]; word !== 0; word &= word - 1) into.push(32 * w + 31 - Math.clz32(word & -word));
  }
}
