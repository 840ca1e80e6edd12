import type { About } from "../core/about.ts";
import type { CalendarUnit } from "../core/calendar.ts";
import type { Table } from "../core/table.ts";

/** The triangle: rows by group, cohort, period. */
export interface RetentionColumns {
  /** Only with `by`. */
  group: string;
  /** The cohort by its first day, `"2026-03-02"`; a month as `"2026-03"`. */
  cohort: string;
  /** When the cohort's period begins, milliseconds since 1970 UTC; of local days as if the wall clock there showed UTC. */
  cohort_at: number;
  /** Periods after the start; of a bracket the first. */
  period: number;
  /** The same in words: `"7"`, of a bracket `"7–13"`. */
  label: string;
  /** The size of the cohort, which every rate is a share of. */
  people: number;
  /** People who came back in that period; missing when it is not over for everybody of the cohort. */
  returned: number;
  /** `returned / people`; 1 in period 0; missing when the period is not over. */
  rate: number;
  /** Wilson's interval; missing with the rate, and in period 0, where the rate is 1 by definition. */
  lower: number;
  upper: number;
  /** Whether the period is over for everybody of the cohort. */
  over: boolean;
  /** Whether the cohort is of a part of its period only, as the data, or `from` and `until`, begin or end within it. */
  partial: boolean;
}

/** Cohorts taken together: rows by group, period. */
export interface RetentionCurveColumns {
  group: string;
  period: number;
  label: string;
  /** The cohorts whose period is over; only these count. */
  cohorts: number;
  /** Their people. In recurring retention a person counts once for each cohort. */
  people: number;
  returned: number;
  rate: number;
  lower: number;
  upper: number;
}

/** Whether groups come back equally often: one row for each period after 0. */
export interface RetentionTestColumns {
  period: number;
  label: string;
  chi_square: number;
  df: number;
  /** Missing when no cohort has two groups. */
  p: number;
  /** `p` corrected for the number of periods (Benjamini-Hochberg). */
  q: number;
}

/** How retention was counted, for machines; it changes only with its version. */
export interface RetentionSemantics {
  readonly version: "v1";
  readonly unit: "person";
  readonly kind: "first-time" | "recurring";
  readonly counting: "on" | "on-or-after";
  readonly clock: "calendar" | "start";
  /** The calendar's unit; where `clock` is `"start"` the length in ms. */
  readonly period: CalendarUnit | number;
  readonly cohorts: CalendarUnit;
  /** `"local"` where days are those of each one's own place. */
  readonly zone: string;
  readonly weekStart: "monday" | "sunday";
  readonly brackets: readonly number[] | undefined;
  /** A return is later than the start; in calendar periods one in the start's own period counts for period 0 only. */
  readonly returnIs: "later than the start";
  readonly periodZero: "everybody of the cohort";
  readonly notOver: "missing";
  /** UTC ms. */
  readonly asOf: number;
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly rateOf: "people of the cohort";
  readonly curveOf: "cohorts whose period is over";
  readonly interval: "Wilson";
  /** `"Wilson"`, or of recurring retention `"Wilson, effective n by person"`, as one person counts several times. */
  readonly curveInterval: "Wilson" | "Wilson, effective n by person";
  readonly confidence: number;
  readonly test: "Cochran-Mantel-Haenszel over cohorts, Benjamini-Hochberg over periods" | "none";
}

/** What `retention` answers. */
export interface Retention {
  readonly table: Table<RetentionColumns>;
  readonly curve: Table<RetentionCurveColumns>;
  /** Without `by`, and of recurring retention, undefined. */
  readonly tests: Table<RetentionTestColumns> | undefined;
  /** People in a cohort, each once. */
  readonly people: number;
  readonly cohorts: number;
  /** People with events that count, but in no cohort, by reason. */
  readonly notFollowed: readonly { reason: string; people: number }[];
  readonly groupedBy: string | undefined;
  /** What makes a member and what counts as a return, in words. */
  readonly start: string;
  readonly returning: string;
  readonly semantics: RetentionSemantics;
  readonly about: About;
}
