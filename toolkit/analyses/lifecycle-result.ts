import type { About } from "../core/about.ts";
import type { CalendarUnit } from "../core/calendar.ts";
import type { Table } from "../core/table.ts";

/** One row for each period, or each group and period, by time. */
export interface LifecycleColumns {
  /** Only with `by`. */
  group: string;
  /** The period by its first day, `"2026-03-02"`; a month as `"2026-03"`. */
  period: string;
  /** When it begins, milliseconds since 1970 UTC. */
  at: number;
  /** People active in it: `new + returning + resurrecting`. */
  active: number;
  /** Active for the first time in the table. */
  new: number;
  /** Active in the period before too. */
  returning: number;
  /** Active earlier, but not in the period before. */
  resurrecting: number;
  /** Active in the period before and not in this one, above 0: `active` of the period before less `returning`; missing when not over. */
  dormant: number;
  /** `returning` of those active in the period before, with Wilson's interval; missing when not over, or of nobody. */
  kept: number;
  kept_lower: number;
  kept_upper: number;
  /** Whether the period is over; the counts of one that is not are those so far. */
  over: boolean;
  /** Whether the data begin within it: the first event of the table is later than its beginning, so its counts may be of a part only. */
  partial: boolean;
}

/** Whether groups keep their people equally well: one row for each period that is over, save the first of the data. */
export interface LifecycleTestColumns {
  period: string;
  at: number;
  chi_square: number;
  df: number;
  /** Missing where fewer than two known groups had anybody to keep, or all or none were kept. */
  p: number;
  /** `p` corrected for the number of periods (Benjamini-Hochberg). */
  q: number;
}

/** How the life cycle was counted, for machines; it changes only with its version. */
export interface LifecycleSemantics {
  readonly version: "v1";
  readonly unit: "person";
  readonly period: CalendarUnit;
  readonly zone: string;
  readonly weekStart: "monday" | "sunday";
  readonly new: "first activity in the table";
  readonly returning: "active in the period before";
  readonly resurrecting: "active earlier, not in the period before";
  readonly dormant: "active in the period before, not in this one";
  readonly keptOf: "people active in the period before";
  readonly interval: "Wilson";
  readonly test: "chi-square of kept by period, Benjamini-Hochberg over periods" | "none";
  readonly confidence: number;
  /** Periods that begin earlier are not told, UTC ms; null where all are. */
  readonly from: number | null;
  /** UTC ms. */
  readonly asOf: number;
}

/** What `lifecycle` answers. */
export interface Lifecycle {
  readonly table: Table<LifecycleColumns>;
  /** Groups beside each other: see {@link LifecycleTestColumns}; undefined without two known groups. */
  readonly tests: Table<LifecycleTestColumns> | undefined;
  /** People active at least once. */
  readonly people: number;
  /** Whether the first period told is also the first of the data, in which everybody is new. */
  readonly firstIsAllNew: boolean;
  readonly groupedBy: string | undefined;
  readonly semantics: LifecycleSemantics;
  readonly about: About;
}
