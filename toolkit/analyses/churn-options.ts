import type { Activity } from "../core/activity.ts";
import type { ComputeOptions } from "../core/compute.ts";
import type { Duration } from "../core/duration.ts";
import type { EventColumns } from "../core/events.ts";
import type { Segments } from "../core/groups.ts";
import type { Instant } from "../core/instant.ts";
import type { ConfidenceType } from "../core/statistics/kaplan-meier.ts";

/** What {@link churn} can be told. */
export interface ChurnOptions extends ComputeOptions {
  /** How long a silence means that somebody has churned, such as `"30d"`. `returns` in the result helps to choose it. */
  inactivity: Duration;
  /**
   * Which events show that somebody is there. Default: what people do themselves: outgoing calls and messages, answered incoming
   * calls, USSD, data, top-ups, app, web, logins, payments; not incoming messages, missed calls, push messages or CRM entries.
   */
  activity?: Activity;
  /**
   * `"first-gap"` (default): churned at the start of the first silence of `inactivity`, even when they come back later.
   * `"last-seen"`: churned at the last activity, when `inactivity` passed since; later returns undo earlier silences, so the estimate
   * depends on how long one waited, and rises towards the end of the observation.
   */
  define?: "first-gap" | "last-seen";
  /**
   * When a person's clock starts: `"first-event"` (default), the first activity in the table; or a column of moments (ms), of which
   * the earliest of a person counts, such as a date of signing up. Who began before `from` is at risk from `from` on only.
   */
  origin?: "first-event" | keyof EventColumns | (string & {});
  /** Start of the observation. Default: the first event of the table. */
  from?: Instant;
  /** End of the observation. Default: the last event of the table; set it when single events lie wrongly in the future. */
  until?: Instant;
  /** Compare groups: segments, or a column (the value that most of a person's rows have). Default: everybody together. */
  by?: Segments | keyof EventColumns | (string & {});
  /** Keep the largest groups only; the rest are "other". Default: all. */
  top?: number;
  /** Of the band and intervals (default 0.95). */
  confidence?: number;
  /** How the band is worked out: `"log-log"` (default), `"log"` or `"plain"`, as in R's `survfit`. */
  confidenceType?: ConfidenceType;
  /** The grid on which the table tells the curve (default `"1d"`), or `"event"` for each distinct time. Estimates are exact either way. */
  every?: Duration | "event";
}
