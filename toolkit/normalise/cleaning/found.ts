import { maskText } from "../../core/mask.ts";
import type { CleaningRuleName } from "./rules.ts";

/** What a rule found that is more than rows: a number, a day, a stretch. */
export interface Finding {
  rule: CleaningRuleName;
  /** The masked identifier, or the source. */
  what: string;
  /** Milliseconds UTC. */
  from: number;
  to: number;
  /** Rows that it concerns. */
  rows: number;
  /** Rows that should have been there; NaN where that is not the question. */
  expected: number;
  /** In words. */
  evidence: string;
}

/** The answer of a finder. */
export interface Found {
  /** 1 for each row that was found; none when left out. */
  marks?: Uint8Array;
  findings?: Finding[];
  /** Why the rule could not run. */
  skipped?: string;
  /** What it could not judge, though it ran: `but ...` or `without ...`. */
  limits?: string;
}

/** The first three of some sources, in a sentence: numbers in their names are masked. */
export function inShort(sources: readonly string[]): string {
  const shown = [...sources].sort().slice(0, 3).map(maskText).join(", ");
  return sources.length > 3 ? `${shown} and ${sources.length - 3} more` : shown;
}
