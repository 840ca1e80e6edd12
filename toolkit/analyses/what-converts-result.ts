import type { About } from "../core/about.ts";
import type { Table } from "../core/table.ts";

/**
 * What is found, in words: `"goes with reaching it"`, `"goes with not reaching it"`, `"no evidence"`; of empty cells by name `"everybody who reached it
 * had it"`, `"nobody who reached it had it"`; and `"too few people"`, `"nothing to compare"`, where there is no test.
 */
export type ConvertsFinding =
  | "goes with reaching it"
  | "goes with not reaching it"
  | "no evidence"
  | "everybody who reached it had it"
  | "nobody who reached it had it"
  | "too few people"
  | "nothing to compare";

/** One row for each candidate: the surest first, those without a test last. */
export interface ConvertsColumns {
  /** An event, or a property and its value: `"plan: prepaid"`. */
  candidate: string;
  kind: "event" | "property";
  /** People who had it before they reached the step or were no longer watched. */
  people: number;
  /** Of those who reached the step, how many had it before. */
  converted: number;
  /** As many would be expected if at each such moment everybody still watched were as likely to reach it. */
  expected: number;
  /** Odds of having had it, of those who reach the step against those who could have at the same time since entry. */
  odds_ratio: number;
  lower: number;
  upper: number;
  p: number;
  /** `p` corrected for all that were tested (Benjamini-Hochberg). */
  q: number;
  /** `"exact"`, Fisher's test over the moments; of more than 1,000 who reach it `"Mantel-Haenszel"`; `"none"`. */
  method: "exact" | "Mantel-Haenszel" | "none";
  finding: ConvertsFinding;
  /** The odds ratio without regard to time, with 1 added to each cell, as dashboards show it: for contrast only. */
  untimed_ratio: number;
}

/** What `whatConverts` answers. */
export interface Converts {
  readonly table: Table<ConvertsColumns>;
  readonly from: string;
  readonly to: string;
  /** People who entered and are watched. */
  readonly entered: number;
  /** Of these those who reached the step. */
  readonly converted: number;
  /** How many candidates were tested: for so many `q` is corrected. */
  readonly tested: number;
  readonly semantics: {
    readonly version: "v1";
    readonly unit: "person";
    readonly entry: "first";
    readonly had: "after the entry and before the step; a property: at the entry";
    readonly comparedWith: "everybody still watched at the same time since entry";
    /** ms; Infinity to the end of the data. */
    readonly within: number;
    /** UTC ms. */
    readonly asOf: number;
    readonly correction: "Benjamini-Hochberg";
    readonly confidence: number;
  };
  readonly about: About;
}
