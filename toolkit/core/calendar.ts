import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";
import { suggest } from "./suggest.ts";
import { FARTHEST } from "./times.ts";

/** Stretches of a calendar; their length in hours is the zone's affair. */
export const CALENDAR_UNITS = ["day", "week", "month"] as const;
/** A stretch of the calendar, in some time zone. */
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

export interface CalendarOptions {
  unit: CalendarUnit;
  /** IANA name. */
  zone: string;
  weekStart?: "monday" | "sunday";
}

/** Periods one after the other, as a zone's calendar has them. */
export interface Calendar extends Required<CalendarOptions> {
  /** When each period begins, UTC ms, and behind the last when it ends. */
  starts: Float64Array<SharedArrayBuffer>;
}

const MOST_PERIODS = 10_000;

/** The periods from the one that holds `first` to the one that holds `last`. Days of 23 or 25 hours are days. */
export function toCalendar(
  verb: string,
  { unit, zone, weekStart = "monday" }: CalendarOptions,
  first: number,
  last: number,
): Calendar {
  const step = { [`${unit}s`]: 1 };
  let day = firstDay(
    Temporal.Instant.fromEpochMilliseconds(Math.floor(first)).toZonedDateTimeISO(zone),
    unit,
    weekStart,
  );
  const starts: number[] = [];
  for (;;) {
    const start = day.toZonedDateTime(zone).epochMilliseconds;
    starts.push(start);
    if (start > last) break;
    if (starts.length > MOST_PERIODS) throw tooMany(verb, unit, first, last);
    day = day.add(step);
  }
  const shared = new Float64Array(new SharedArrayBuffer(8 * starts.length));
  shared.set(starts);
  return { unit, zone, weekStart, starts: shared };
}

function firstDay(at: Temporal.ZonedDateTime, unit: CalendarUnit, weekStart: "monday" | "sunday"): Temporal.PlainDate {
  const day = at.toPlainDate();
  if (unit === "day") return day;
  if (unit === "month") return day.with({ day: 1 });
  return day.subtract({ days: weekStart === "monday" ? day.dayOfWeek - 1 : day.dayOfWeek % 7 });
}

/** A period by its first day: `"2026-03-29"`, a month as `"2026-03"`. */
export function periodName({ starts, unit, zone }: Calendar, index: number): string {
  const day = Temporal.Instant.fromEpochMilliseconds(starts[index]).toZonedDateTimeISO(zone).toPlainDate().toString();
  return unit === "month" ? day.slice(0, 7) : day;
}

/** A zone by its IANA name, or an error that says which was meant. */
export function toZone(verb: string, zone: unknown): string {
  try {
    if (typeof zone === "string") return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // said below
  }
  const city = typeof zone === "string" ? zone : "";
  const known = Intl.supportedValuesOf("timeZone");
  const byCity = known.find((name) => name.toLowerCase().endsWith(`/${city.toLowerCase().replaceAll(" ", "_")}`));
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "zone must be the IANA name of a time zone",
    found: typeof zone === "string" ? JSON.stringify(maskText(zone)) : typeof zone,
    hint: byCity ? `did you mean "${byCity}"?` : (suggest(city, known) ?? '"Europe/Lisbon" or "UTC"'),
  });
}

/** Local times may lie a little beyond what a date can hold. */
function dayOf(at: number): string {
  const day = new Date(Math.max(-FARTHEST, Math.min(FARTHEST, at))).toISOString();
  return day.slice(0, day.indexOf("T"));
}

function tooMany(verb: string, unit: CalendarUnit, first: number, last: number): PhonographError {
  const [from, to] = [first, last].map(dayOf);
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: `the events must span at most ${MOST_PERIODS.toLocaleString("en-GB")} periods`,
    found: `more ${unit}s than that from ${from} to ${to}`,
    hint: "are there wrong times? filter them, or count in longer periods",
  });
}
