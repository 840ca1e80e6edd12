import type { About } from "../core/about.ts";
import type { IssueColumns } from "../core/issues.ts";
import type { Table } from "../core/table.ts";
import type { QualityLimit } from "./quality-options.ts";

/** Rows of one source and kind on one local day; days in order, then sources and kinds by name. */
export interface VolumeColumns {
  /** The day on the clock at the place, `"2025-03-27"`; of UTC for rows without an offset. */
  day: string;
  source: string;
  kind: string;
  rows: number;
  /** Of these, rows without a local offset: their day is that of UTC. */
  no_offset: number;
  /** 1 where the source covers the day in part, 0 where not; NaN where that cannot be told: see `unjudged`, and records (`crm`). */
  partial: number;
  /** Why the day is partial; missing where it is not. */
  why: string | null;
  /** The source's first and last row of that day, milliseconds UTC. */
  first: number;
  last: number;
}

/** How often a column is missing in a source; not of what is derived from others: facts about numbers, doubts. */
export interface NullColumns {
  column: string;
  source: string;
  rows: number;
  missing: number;
  /** 0 to 1. */
  share: number;
}

/** What the values of a number column are. */
export interface NumberKindColumns {
  column: "phone" | "peer";
  source: string;
  /**
   * As {@link NumberColumns} has them: `number`, `short`, `emergency`, `ussd`, `alphanumeric`, `vanity`, `uri`, `withheld`,
   * `identifier`, `ambiguous`, `junk`; or `other`: a pseudonym, or kept as it was. Vanity numbers, addresses and ambiguous
   * values that were read as numbers, and values that gave no key, are those that the issues count: of a bare table of
   * events all numbers are `number`.
   */
  kind: string;
  /** Why there is no key; missing where there is one, and of withheld values and identifiers. */
  reason: string | null;
  rows: number;
  /** Of all values that came in and were not empty, 0 to 1. */
  share: number;
  /** Different keys; NaN where there is none or the issues do not tell, whose keys count as `number`. */
  distinct: number;
}

/** What was doubtful in a number column on its way in, as the issues say. */
export interface DoubtColumns {
  column: "phone" | "peer";
  source: string;
  /** `invalid`, `default-region`, `scientific-notation`, `ambiguous`. */
  doubt: QualityLimit;
  rows: number;
  /** Of the values that came in, 0 to 1. */
  share: number;
  limit: number;
}

/** How many numbers came in how many spellings. */
export interface SpellingColumns {
  column: "phone" | "peer";
  spellings: number;
  /** Distinct numbers with so many spellings. */
  numbers: number;
  /** Of all numbers of the column, 0 to 1. */
  share: number;
}

/** Rows by hour of the day. */
export interface HourColumns {
  /** `local`, the clock at the place, for rows without an offset that of UTC, as in the volumes; or `utc`. */
  clock: "local" | "utc";
  kind: string;
  /** 0 to 23. */
  hour: number;
  rows: number;
  /** Of these, rows by UTC for want of an offset; 0 on the clock of UTC, which needs none. */
  no_offset: number;
}

/** Rows by day of the week. */
export interface WeekdayColumns {
  clock: "local" | "utc";
  kind: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  rows: number;
  /** As in {@link HourColumns}. */
  no_offset: number;
}

/** Rows that came more than once. */
export interface DuplicateColumns {
  source: string;
  /** The rule of `clean` that finds them: `repeated`, `redelivered`; or `dropped`, those that are no longer there. */
  rule: string;
  rows: number;
  /** Of the source's rows, 0 to 1. */
  share: number;
}

/** What each source's clock is like. */
export interface ClockColumns {
  source: string;
  rows: number;
  /** First and last time that is neither lost nor to come, milliseconds UTC. */
  first: number;
  last: number;
  /** Rows dated by a clock that had lost its time, rows in the future, rows without a time, rows without an offset. */
  lost: number;
  future: number;
  timeless: number;
  no_offset: number;
  /** Different local offsets. */
  offsets: number;
  /**
   * Share of rows with an earlier time than the row delivered before them, and by how many seconds (median). A log that is
   * written in order has none; many small steps hint at several clocks that differ, for `clockSkew` to measure.
   */
  backwards: number;
  backwards_s: number;
}

/** How often each local offset occurs. */
export interface OffsetColumns {
  source: string;
  /** Minutes. */
  offset: number;
  rows: number;
  /** Of the source's rows with an offset, 0 to 1. */
  share: number;
}

/** A share that crosses its limit: a report prints the sentence. */
export interface QualityBanner {
  readonly name: QualityLimit;
  /** The source it is about; missing where it is about all. */
  readonly source: string | null;
  /** The column it is about, if one. */
  readonly column: string | null;
  readonly rows: number;
  readonly share: number;
  readonly limit: number;
  /** With whatever could be a phone number in the source's name masked. */
  readonly sentence: string;
}

/** What `quality` found. */
export interface Quality {
  /** Volumes by local day, source and kind. Rows of lost clocks, of the future and without a time are left out: see `clocks`. */
  readonly table: Table<VolumeColumns>;
  readonly nulls: Table<NullColumns>;
  readonly numbers: Table<NumberKindColumns>;
  readonly doubts: Table<DoubtColumns>;
  /** Empty unless `written` names the columns with the numbers as they came. */
  readonly spellings: Table<SpellingColumns>;
  readonly hours: Table<HourColumns>;
  readonly weekdays: Table<WeekdayColumns>;
  readonly duplicates: Table<DuplicateColumns>;
  readonly clocks: Table<ClockColumns>;
  readonly offsets: Table<OffsetColumns>;
  /** The issues of the result that was given; empty for a bare table. */
  readonly issues: Table<IssueColumns>;
  /** In the order of {@link QualityLimit}, then by source and column. */
  readonly banners: readonly QualityBanner[];
  readonly rows: number;
  /** Local days with rows other than records (`crm`), and how many of these a source covers in part; NaN when none can be judged. */
  readonly days: number;
  readonly partialDays: number;
  /** Sources too short to tell whole days from partial ones: up to 256 rows, or less than three days. */
  readonly unjudged: readonly string[];
  readonly about: About;
}
