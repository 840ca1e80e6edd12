import type { IssueEffect } from "../../core/issues.ts";
import type { CleaningRuleName } from "./rules.ts";

/** One row for each rule, in the order in which they run. */
export interface RuleColumns {
  rule: CleaningRuleName;
  /** `on`, `off`, or `skipped: ` and why; `on, but ` or `on, without ` and which sources it could not judge. */
  state: string;
  effect: IssueEffect;
  /** Rows that it found. */
  rows: number;
  /** Of the rows that came in. */
  share: number;
  /** Numbers, days or stretches that it found. */
  findings: number;
  finds: string;
}

/** One row for each number, day or stretch that a rule found; by rule, then by time. */
export interface FindingColumns {
  rule: CleaningRuleName;
  /** A masked number, user, device or address; or the source. */
  what: string;
  /** Milliseconds UTC: `from <= t < to`. */
  from: number;
  to: number;
  /** Rows that it concerns. */
  rows: number;
  /** Rows that should have been there, of gaps and partial days; else NaN. */
  expected: number;
  /** In words. */
  evidence: string;
}
