import { CALENDAR_UNITS, type CalendarUnit } from "../core/calendar.ts";
import { COMPUTE_OPTIONS } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { toInstant } from "../core/instant.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";
import { LOCAL, toDayZone } from "./local-days.ts";
import type { RetentionOptions } from "./retention-options.ts";

const VERB = "retention";
const OPTIONS =
  "start returning period clock zone weekStart cohorts kind counting periods brackets from until asOf by top confidence";
const LENGTH: Record<CalendarUnit, number> = { day: 864e5, week: 6048e5, month: 2592e6 };
const USUAL: Record<CalendarUnit, number> = { day: 30, week: 12, month: 12 };

/** Periods told together: from `low` up to, not with, `high`. */
export interface Column {
  low: number;
  high: number;
  label: string;
}

export type RetentionSpec = ReturnType<typeof toSpec>;

/** The options in full, checked. */
export function toSpec(options: RetentionOptions) {
  knownOptions(VERB, options, [...OPTIONS.split(" "), ...COMPUTE_OPTIONS]);
  const period = options.period ?? "day";
  const unit = CALENDAR_UNITS.find((word) => word === period);
  const clock = keyword(VERB, "clock", options.clock ?? (unit ? "calendar" : "start"), ["calendar", "start"]);
  const length = unit ? LENGTH[unit] : lengthOf(period as Duration);
  const cohorts = keyword(VERB, "cohorts", options.cohorts ?? unit ?? "day", CALENDAR_UNITS);
  const kind = keyword(VERB, "kind", options.kind ?? "first-time", ["first-time", "recurring"]);
  if (clock === "calendar" && !unit)
    throw refused(
      "periods of the calendar are days, weeks or months",
      `period ${JSON.stringify(period)}`,
      'clock: "start"',
    );
  if (clock === "calendar" && LENGTH[cohorts] < length)
    throw refused(
      "a cohort must not be shorter than the period",
      `cohorts by the ${cohorts}, periods of a ${period}`,
      `cohorts: "${unit}"`,
    );
  if (kind === "recurring" && (clock === "start" || cohorts !== unit)) {
    throw refused(
      "recurring cohorts are the periods of the calendar themselves",
      clock === "start" ? 'clock: "start"' : `cohorts: "${cohorts}"`,
      'kind: "first-time", or leave that option out',
    );
  }
  const zone = toDayZone(VERB, options.zone ?? "UTC");
  if (zone === LOCAL && clock === "start")
    throw refused(
      "windows from each person's own start have no local days",
      'zone: "local", clock: "start"',
      'clock: "calendar", or one zone for the cohorts',
    );
  if (options.top !== undefined) whole(VERB, "top", options.top, 1);
  const columns = options.brackets ? bracketColumns(options.brackets) : undefined;
  const periods =
    options.periods === undefined ? (unit ? USUAL[unit] : 30) : whole(VERB, "periods", options.periods, 1, 10_000);
  if (columns && options.periods !== undefined)
    throw refused("give periods or brackets, not both", "both", "brackets alone");
  const moment = (name: "from" | "until") =>
    options[name] === undefined ? undefined : toInstant(VERB, name, options[name]);
  return {
    ...{ period, clock, length, cohorts, kind, columns, periods },
    unit: unit ?? "day",
    counting: keyword(VERB, "counting", options.counting ?? "on", ["on", "on-or-after"]),
    zone,
    weekStart: keyword(VERB, "weekStart", options.weekStart ?? "monday", ["monday", "sunday"]),
    confidence: proportion(VERB, "confidence", options.confidence ?? 0.95),
    from: moment("from"),
    until: moment("until"),
  };
}

/** Period 0 and then each by itself. */
export function singleColumns(periods: number): Column[] {
  return Array.from({ length: periods + 1 }, (_, k) => ({ low: k, high: k + 1, label: String(k) }));
}

function bracketColumns(brackets: readonly number[]): Column[] {
  const rising =
    Array.isArray(brackets) &&
    brackets.length >= 2 &&
    brackets.every(
      (low, i) => Number.isInteger(low) && low >= 1 && low <= 10_000 && (i === 0 || low > brackets[i - 1]),
    );
  if (!rising)
    throw refused(
      "brackets must be at least two rising whole numbers from 1",
      JSON.stringify(brackets) ?? "nothing",
      "[1, 3, 7, 14, 30]",
    );
  const stretches = brackets.slice(1).map((high, i) => ({ low: brackets[i], high, label: labelOf(brackets[i], high) }));
  return [{ low: 0, high: 1, label: "0" }, ...stretches];
}

const labelOf = (low: number, high: number) => (high - low === 1 ? String(low) : `${low}–${high - 1}`);

function lengthOf(period: Duration): number {
  if (typeof period === "string" && /^[-+.]?\d/.test(period)) return toMilliseconds(VERB, "period", period);
  if (typeof period !== "string")
    throw refused('period must be "day", "week", "month" or a duration', `${period}`, '"week" or "6h"');
  keyword(VERB, "period", period, CALENDAR_UNITS);
  return Number.NaN;
}

function refused(rule: string, found: string, hint: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb: VERB, rule, found, hint });
}
