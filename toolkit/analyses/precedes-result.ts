import type { About } from "../core/about.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import type { Table } from "../core/table.ts";

/** Responses by lag: one row for each bin, from before the trigger to after it. */
export interface LagColumns {
  /** Lag in ms, negative before the trigger; from the nearer to the farther end after it, the other way round before. */
  from: number;
  to: number;
  label: string;
  /** Responses in it. */
  seen: number;
  /** As many as on the same person's other days at the same hour. */
  expected: number;
  /** `seen / expected`; infinite where none is expected but some are seen, missing where neither. */
  ratio: number;
  lower: number;
  upper: number;
}

/** Responses by how many triggers there were within the window, the last included: `"1"`, `"2"`, `"3 or more"`. */
export interface DoseColumns {
  dose: string;
  triggers: number;
  seen: number;
  expected: number;
  ratio: number;
  lower: number;
  upper: number;
}

/** Something that makes the answer doubtful, with the limit that was crossed. */
export interface PrecedenceWarning {
  readonly code: PrecedenceWarningCode;
  readonly detail: string;
  readonly value: number;
  readonly limit: number;
}

/** The stable words of warnings. */
export type PrecedenceWarningCode =
  | "before-trigger"
  | "end-of-observation"
  | "common-response"
  | "time-trend"
  | "week-rhythm"
  | "little-power"
  | "one-person"
  | "few-people"
  | "short-lives"
  | "clustered-triggers"
  | "same-transaction"
  | "same-events"
  | "clocks-differ"
  | "unsure-links"
  | "many-windows"
  | "few-draws"
  | "left-out"
  | "zones-mixed"
  | "chosen-by-response"
  | "no-case-series";

/**
 * What is found, never what causes what: `"precedes"` more often than chance; `"occur together"`, also before the trigger; `"comes
 * before"` the trigger only; `"less often"` after it; `"no evidence"`.
 */
export type PrecedenceVerdict = "precedes" | "occur together" | "comes before" | "less often" | "no evidence";

/** The second opinion: the self-controlled case series. */
export interface PrecedenceSeriesResult {
  /** Rate within the window after a trigger over the rate far from any. */
  readonly ratio: Interval;
  readonly p: number;
  /** The same for the window before a trigger. */
  readonly before: Interval;
  readonly adjusted: readonly string[];
  /** People with a trigger and a response who were looked at, and how many there are. */
  readonly people: number;
  readonly of: number;
  readonly converged: boolean;
}

/** How many there were. */
export interface PrecedenceCount {
  /** Persons with a trigger that can be compared. */
  readonly people: number;
  readonly triggers: number;
  /** Triggers that can be compared. */
  readonly compared: number;
  readonly responses: number;
  /** Responses within the window after a trigger that is compared. */
  readonly pairs: number;
  /** Persons who tell something: with a response near a trigger or where it is moved to. */
  readonly informative: number;
}

/** How events were compared, for machines; it changes only with its version. */
export interface PrecedenceSemantics {
  readonly version: "v1";
  readonly unit: "person";
  /** ms, end included. */
  readonly within: number;
  readonly after: "later than the trigger";
  readonly placebo: "the same time before the trigger";
  readonly sameInstant: "neither after nor before";
  readonly comparedWith: "the person's other days at the same hour" | "the person's other weeks at the same hour";
  readonly shifts: "as many before as after";
  /** From when to when a person is there. */
  readonly there: "from the first to the last event of their own" | "from the first to the last of all data";
  readonly triggers: "all" | "those that do not follow another within the window";
  readonly p: "two-sided, persons moved to days drawn by chance";
  readonly correction: "Bonferroni over tests";
  readonly verdict: "where interval and q agree";
  readonly confidence: number;
  /** UTC ms. */
  readonly asOf: number;
}

/** What `precedes` answers. */
export interface Precedence {
  /** The lag profile. */
  readonly table: Table<LagColumns>;
  readonly dose: Table<DoseColumns>;
  readonly trigger: string;
  readonly response: string;
  /** The window, ms. */
  readonly within: number;
  readonly n: PrecedenceCount;
  /** Responses after a trigger over those on the same person's other days at the same hour. */
  readonly ratio: Interval;
  /** Responses that a trigger has more than expected. */
  readonly excess: Interval;
  /** Two-sided: how often persons' triggers, each person's moved together to days drawn by chance, bring as few or as many responses. */
  readonly p: number;
  /** `p` corrected for `tests`. */
  readonly q: number;
  readonly tests: number;
  /** The same ratio before the trigger: 1 where there is no driver that both share. */
  readonly placebo: Interval;
  /** `ratio` over `placebo`. */
  readonly afterBefore: Interval;
  readonly intervals: "bootstrap of persons, percentiles, or Student's t where that is wider";
  /** The least true ratio that would be found in four of five such data. */
  readonly minimumRatio: number;
  /** Undefined when it was not asked for, or nobody tells anything. */
  readonly series: PrecedenceSeriesResult | undefined;
  /** Asked again of the surely linked rows only; undefined without a column `link` or when all are sure. */
  readonly sureLinks:
    | { readonly link: number; readonly rows: number; readonly ratio: number; readonly change: number }
    | undefined;
  /** What a window after triggers holds over what the overall rate gives: no evidence, shown for contrast only. */
  readonly naiveLift: number;
  readonly null: {
    readonly kind: "whole days within the person's active time" | "whole weeks within the person's active time";
    /** How far triggers were moved, ms. */
    readonly shifts: readonly number[];
    readonly draws: number;
    readonly keeps: readonly string[];
    readonly breaks: readonly string[];
    readonly seed: number;
  };
  readonly verdict: PrecedenceVerdict;
  /** The finding in one sentence. */
  readonly sentence: string;
  readonly semantics: PrecedenceSemantics;
  readonly warnings: readonly PrecedenceWarning[];
  readonly about: About;
}
