import type { Table } from "../core/table.ts";
import type { GuardColumns, TermColumns } from "./explanation-columns.ts";

/** A weighing of evidence, as `explainPair` and `explainDuplicate` give it and `evidenceChart` draws it. */
export interface Weighing {
  /** The two that are weighed, masked. */
  readonly source: string;
  readonly target: string;
  readonly state: "linked" | "ambiguous" | "apart";
  /** The terms: they add up from `prior` to `total`. */
  readonly table: Table<TermColumns>;
  readonly guards: Table<GuardColumns>;
  /** log2 of the odds before anything is looked at, and in the end. */
  readonly prior: number;
  readonly total: number;
  readonly probability: number;
  /** What the prior is before, and how terms count, in words. Default: of events in time. */
  readonly before?: string;
  readonly caption?: string;
}
