import type { About } from "../core/about.ts";
import type { CalendarUnit } from "../core/calendar.ts";
import type { Table } from "../core/table.ts";

/** One row for each number of periods, from 1 to all of them, in each group. */
export interface StickinessColumns {
  /** Only with `by`. */
  group: string;
  periods: number;
  /** People active in exactly so many of the periods. */
  people: number;
  /** Of all who were active at least once, with Wilson's interval. */
  share: number;
  lower: number;
  upper: number;
  /** People active in so many periods or more, and their share, with Wilson's interval. */
  at_least: number;
  at_least_share: number;
  at_least_lower: number;
  at_least_upper: number;
}

/** One row for each group. */
export interface StickinessMeanColumns {
  group: string;
  /** People active at least once in the periods. */
  people: number;
  /** In how many of the periods they are active on average; the interval is by person. */
  mean: number;
  lower: number;
  upper: number;
  /**
   * `mean` as a share of all periods: of the people of all periods together those active in one, on average. With days it is
   * the mean of daily active people over the people active in all these days.
   */
  ratio: number;
  ratio_lower: number;
  ratio_upper: number;
  /** Fewer than 10 people. */
  small: boolean;
}

/** One row for each known group: its average beside that of the other known people. */
export interface StickinessComparisonColumns {
  group: string;
  /** `"rest"`, or of two groups the other. */
  against: string;
  people: number;
  mean: number;
  other_people: number;
  other_mean: number;
  /** `mean - other_mean`, in periods, with the normal interval that lets the two vary by themselves. */
  difference: number;
  lower: number;
  upper: number;
  /** Two-sided; missing where one of the two has fewer than two people, or nobody differs. */
  p: number;
  /** Benjamini and Hochberg's, over the rows of the table. */
  q: number;
  /** Fewer than 30 people on either side: too few for a verdict. */
  small: boolean;
}

/** One row for each group, window and period: how large a part of those active in a trailing window are active in its last period. */
export interface StickinessRatioColumns {
  group: string;
  /** Periods that the window has: 7 and 30 of days. */
  window: number;
  /** The last period of the window. */
  period: string;
  at: number;
  active: number;
  /** People active at least once in the window that ends with this period; missing where the data do not hold the whole window. */
  window_active: number;
  /** `active / window_active`, with Wilson's interval: with days and a window of 30 what is called DAU/MAU. */
  ratio: number;
  lower: number;
  upper: number;
}

/** How stickiness was counted, for machines; it changes only with its version. */
export interface StickinessSemantics {
  readonly version: "v1";
  readonly unit: "person";
  readonly period: CalendarUnit;
  /** How many of them: the last ones that are over. */
  readonly periods: number;
  /** When the first begins and the last ends, UTC ms; with `zone: "local"` what the clocks there showed, written as UTC. */
  readonly from: number;
  readonly until: number;
  readonly zone: string;
  readonly weekStart: "monday" | "sunday";
  readonly shareOf: "people active at least once in the periods";
  readonly ratio: "people active in the period / people active in the window that ends with it";
  readonly windows: readonly number[];
  readonly interval: "Wilson";
  readonly meanInterval: "normal, by person";
  readonly comparison: "difference of means, normal, variances by group, Benjamini-Hochberg over groups" | "none";
  readonly confidence: number;
  readonly asOf: number;
}

/** What `stickiness` answers. */
export interface Stickiness {
  readonly table: Table<StickinessColumns>;
  readonly means: Table<StickinessMeanColumns>;
  readonly ratios: Table<StickinessRatioColumns>;
  /** Groups beside each other: see {@link StickinessComparisonColumns}; undefined without two known groups. */
  readonly comparisons: Table<StickinessComparisonColumns> | undefined;
  /** People active at least once in the periods. */
  readonly people: number;
  readonly groupedBy: string | undefined;
  readonly semantics: StickinessSemantics;
  readonly about: About;
}
