import type { Activity } from "../core/activity.ts";
import type { CalendarUnit } from "../core/calendar.ts";
import type { ComputeOptions } from "../core/compute.ts";
import type { Duration } from "../core/duration.ts";
import type { EventColumns } from "../core/events.ts";
import type { Segments } from "../core/groups.ts";
import type { Instant } from "../core/instant.ts";

/** What {@link retention} can be told. */
export interface RetentionOptions extends ComputeOptions {
  /**
   * Which events make somebody a member of a cohort: a pattern such as `"app.signup"`, or several of which any counts.
   * Default: what people do themselves (see `churn`).
   */
  start?: Activity;
  /** Which events count as coming back. Default: the same as `start`. */
  returning?: Activity;
  /**
   * What time is counted in: `"day"` (default), `"week"`, `"month"`, or a duration such as `"6h"`, which counts from each
   * person's own start.
   */
  period?: CalendarUnit | Duration;
  /**
   * `"calendar"` (default): days, weeks and months of the calendar of `zone`: who starts at 23:45 and comes back at 00:01 is back
   * on day 1. `"start"`: windows from the person's own start: day k is k × 24 h to (k + 1) × 24 h after it; a week has 7 such
   * days, a month 30.
   */
  clock?: "calendar" | "start";
  /**
   * The calendar's time zone, an IANA name such as `"Europe/Lisbon"`, or `"local"`: each event on the day that the clock on the wall showed where it
   * happened, by its `offset`. Default: `"UTC"`.
   */
  zone?: string;
  /** Default: `"monday"`. */
  weekStart?: "monday" | "sunday";
  /** How cohorts are put together: by the day, week or month of the start. Default: the period; days where that is a duration. */
  cohorts?: CalendarUnit;
  /**
   * `"first-time"` (default): everybody is in one cohort, that of their first start in the table, also when that is before `from`.
   * `"recurring"`: everybody is in the cohort of each period in which they start; calendar periods only.
   */
  kind?: "first-time" | "recurring";
  /** `"on"` (default): back in that very period. `"on-or-after"`: back in it or later, as far as the data go. */
  counting?: "on" | "on-or-after";
  /** How many periods after the start are told. Default: 30 days, 12 weeks, 12 months or 30 durations, as far as the data go. */
  periods?: number;
  /**
   * Instead of single periods the stretches between these: `[1, 3, 7, 14, 30]` tells periods 1 to 2, 3 to 6, 7 to 13 and 14 to 29.
   */
  brackets?: readonly number[];
  /** Only starts from this moment on open a cohort; earlier ones still mean that a later one is not the first. Of recurring cohorts: the periods that begin from then on. */
  from?: Instant;
  /** Only starts before this moment open a cohort; of recurring cohorts the periods that begin before it. */
  until?: Instant;
  /** When the data end: later events do not count, and a period that is not over by then is missing. Default: the last event. */
  asOf?: Instant;
  /** Compare groups: segments, or a column (the value that most of a person's rows have). Default: everybody together. */
  by?: Segments | keyof EventColumns | (string & {});
  /** Keep the largest groups only; the rest are "other". Default: all. */
  top?: number;
  /** Of the intervals (default 0.95). */
  confidence?: number;
}
