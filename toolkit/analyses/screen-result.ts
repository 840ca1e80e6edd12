import type { About } from "../core/about.ts";
import type { Table } from "../core/table.ts";
import type { Precedence, PrecedenceSemantics, PrecedenceVerdict } from "./precedes-result.ts";

/** One row for each pair: the surest first, pairs that were not tested last. */
export interface ScreenColumns {
  trigger: string;
  response: string;
  /** Triggers that can be compared. */
  triggers: number;
  /** Persons with such a pair, there or on another day. */
  people: number;
  /** Responses within the window after a trigger, and as many as on the person's other days at the same hour. */
  seen: number;
  expected: number;
  ratio: number;
  /** From how persons scatter; calibrated where there are controls. */
  lower: number;
  upper: number;
  p: number;
  /** `p` corrected for all pairs that were tested. */
  q: number;
  /** The same ratio before the trigger. */
  placebo: number;
  placebo_lower: number;
  placebo_upper: number;
  /** The share of pairs that one person has. */
  most: number;
  /** Whether the pair is a negative control. */
  control: boolean;
  /** Where interval and `q` agree; `"comes before"` is corrected too. `"not tested"` where too little is expected. */
  verdict: PrecedenceVerdict | "not tested";
}

/** How pairs were compared, for machines; it changes only with its version. */
export interface ScreenSemantics
  extends Omit<PrecedenceSemantics, "triggers" | "p" | "correction" | "verdict" | "confidence" | "asOf"> {
  /** The mean of the true day and the others that a pair needs, and persons who have it, to be tested. */
  readonly least: number;
  readonly leastPeople: number;
  readonly p:
    | "two-sided, three moments of persons moved to days drawn by chance (Pearson III)"
    | "two-sided, calibrated by the controls";
  readonly correction: "Benjamini-Hochberg" | "Benjamini-Yekutieli";
  readonly interval: "scatter between persons" | "scatter between persons, calibrated by the controls";
  readonly verdict: "where interval and q agree";
  readonly confidence: number;
  /** UTC ms. */
  readonly asOf: number;
}

/** What `screen` answers. */
export interface Screen {
  readonly table: Table<ScreenColumns>;
  /** The events that were paired, each with each and with itself. */
  readonly names: readonly string[];
  /** ms */
  readonly within: number;
  readonly pairs: number;
  /** How many pairs were tested: for so many `q` is corrected. */
  readonly tested: number;
  readonly correction: "Benjamini-Hochberg" | "Benjamini-Yekutieli";
  /** Of the controls: how their ratios scatter on the logarithm, and the error to expect. */
  readonly calibration:
    | { readonly mean: number; readonly sd: number; readonly error: number; readonly controls: number }
    | undefined;
  readonly null: Pick<Precedence["null"], "kind" | "shifts" | "keeps" | "breaks">;
  readonly intervals: "scatter between persons";
  readonly semantics: ScreenSemantics;
  readonly warnings: readonly {
    readonly code: ScreenWarningCode;
    readonly detail: string;
    readonly value: number;
    readonly limit: number;
  }[];
  readonly about: About;
}

/** The stable words of a screen's warnings. */
export type ScreenWarningCode = "systematic-error" | "no-controls" | "few-tested" | "names-left-out";
