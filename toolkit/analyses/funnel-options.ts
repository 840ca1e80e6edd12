import type { CalendarUnit } from "../core/calendar.ts";
import type { ComputeOptions } from "../core/compute.ts";
import type { Duration } from "../core/duration.ts";
import type { EventColumns } from "../core/events.ts";
import type { Segments } from "../core/groups.ts";
import type { Instant } from "../core/instant.ts";
import type { Pattern, PatternText } from "../core/pattern.ts";

/** How a funnel counts. */
export interface FunnelOptions extends ComputeOptions {
  /**
   * The longest time from the first step of a run to its last, that moment included: `"24h"`, `"7d"`. May be left out when every
   * step after the first has a `within` of its own.
   */
  within?: Duration;
  /**
   * `"ordered"`: one step after the other, other events may come in between. `"strict"`: nothing else may come in between, save
   * repeats of the step just taken, optional steps and events of the same instant as a step; filter the events first to what
   * shall count. `"any"`: the steps in any order; row `k` of the table then counts who took `k` of them. Default: `"ordered"`.
   */
  order?: "ordered" | "strict" | "any";
  /**
   * Which of somebody's first steps counts: `"best"`, the one from which most steps are taken, or `"first"`, the first of all.
   * Default: `"best"`; `"first"` for totals and with `censor: "km"`, which follow entries as they come.
   */
  entry?: "best" | "first";
  /**
   * `"uniques"`: each unit once. `"totals"`: each run; a new one may begin when the last one has converted, been stopped by an
   * excluded event, or run out of its window. `"sessions"`: each session of a unit once; no run leaves its session. Default: `"uniques"`.
   */
  count?: "uniques" | "totals" | "sessions";
  /**
   * Whose steps they must be: a `"person"`'s, a `"number"`'s (column `phone`), of a `"session"` (the same as persons with `count:
   * "sessions"`), or of a value of a column: `{column: "order"}`. Default: `"person"`.
   */
  unit?: "person" | "number" | "session" | { readonly column: keyof EventColumns | (string & {}) };
  /** A session ends where more than this passes between two events of the unit, whichever they are. Default: `"30m"`. */
  gap?: Duration;
  /**
   * Columns whose values must be the same at every step of a run: `["call_id"]`, `["phone", "peer"]`. A missing value is like no
   * other, so such an event fills no step and excludes nobody.
   */
  hold?: (keyof EventColumns | (string & {})) | readonly (keyof EventColumns | (string & {}))[];
  /** Events that a run may not meet between two of its steps. */
  exclude?: FunnelExclude | readonly FunnelExclude[];
  /**
   * Whether two events of the same instant may follow each other (`"ordered"`), or a step must come later than the one
   * before (`"strict"`). Default: `"ordered"`, as records of calls and messages know whole seconds only.
   */
  ties?: "ordered" | "strict";
  /** How long before the step that it follows a step may be recorded, as two clocks may differ: `"2s"`. Default: `"0s"`. */
  grace?: Duration;
  /** Whether one event fills one step only, also when it could fill several. Default: true. */
  once?: boolean;
  /** When runs begin: from `from` on and before `to`. Later events are read as far as windows go. Default: at any time. */
  range?: { readonly from?: Instant; readonly to?: Instant };
  /**
   * What to do with entries so late that the data end before their window does. `"exclude"` lets none of them open a run, as their
   * loss is not known yet; `"km"` follows them as far as the data go (Kaplan-Meier); `"drop"` counts what they have not done so
   * far as lost. Those concerned are counted in `recentEntrants` in any case. Default: `"exclude"`.
   */
  censor?: "exclude" | "km" | "drop";
  /** When the data end, for `censor`; later events still count, save with `"km"`. Default: the latest event of the table. */
  asOf?: Instant;
  /** Counts each group by itself: segments, or a column of the events. */
  by?: Segments | keyof EventColumns | (string & {});
  /**
   * Which value of a column `by` counts: `"person"`, the one that most events of the unit have; that at the `"first"` or the `"last"`
   * step of the run that has one; that at `{step: n}`; or `"all"`: all steps must have the same one, and somebody with runs of
   * several values is in several groups. Default: `"person"`.
   */
  attribution?: "person" | "first" | "last" | "all" | { readonly step: number };
  /** Keeps the largest groups only and calls the rest "other". Default: all groups. */
  top?: number;
  /** What groups are compared with: everybody else known (`"rest"`), or the group of this name. Default: `"rest"`. */
  against?: "rest" | (string & {});
  /** Counts the entries of each day, week or month of `zone` by themselves as well: `overTime`. */
  over?: CalendarUnit;
  /** The time zone of those days, an IANA name. Default: `"UTC"`. */
  zone?: string;
  /** Confidence of the intervals. Default: 0.95. */
  confidence?: number;
}

/** An event that ends a run when it comes between two steps: later than the one and earlier than the other. */
export interface FunnelExclude {
  where: PatternText | (Pattern & object);
  /** The steps between which it matters, by number from 1 or by label. Default: the first and the last. */
  after?: number | string;
  before?: number | string;
  /**
   * What becomes of a unit whose furthest run meets it: `"remove"` takes it out of the funnel, as if it had not entered; `"drop"`
   * leaves it there, lost at that step. There is no default, as the products disagree.
   */
  policy: "remove" | "drop";
}
