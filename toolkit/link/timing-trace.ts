import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import type { Events } from "../core/events.ts";
import type { Cooccurrence } from "./cooccurrence.ts";
import type { LinkedTiming } from "./linked.ts";
import type { Agreed, TimingPairColumns } from "./timing-links.ts";
import type { TimingRows } from "./timing-log.ts";

/** What {@link explainPair}, {@link explainNonLink} and {@link evaluatePairs} read; nothing is copied for it. */
export interface TimingTrace {
  /** The events as given. */
  readonly events: Events;
  /** Which of them are triggers and responses, and the codes of their identifiers. */
  readonly rows: TimingRows;
  /** Undefined when no kind of trigger is answered beyond chance. */
  readonly law: DelayLaw | undefined;
  readonly pairs: TimingPairColumns;
  /** Which identifier triggers and responses are told by, such as `phone` and `user`. */
  readonly names: readonly [source: string, target: string];
  /** Whether a target has one source at a time too. */
  readonly exclusive: boolean;
  /** The least probability of a link. */
  readonly threshold: number;
  /** How far around a trigger responses were looked for, milliseconds. */
  readonly within: number;
  /** The identifiers behind the codes. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** The column that both sides have in common and what it says, see {@link Agreed}; undefined where nothing. */
  readonly agreement?: Agreed & { readonly name: string };
  /** The kinds of triggers behind their codes. */
  readonly kinds: readonly (string | null)[];
}

/** What timing found: an answer of `cooccurrence`, or one of `linked.timing`. */
export type Timing = Cooccurrence | LinkedTiming;

interface Asked {
  source: string;
  target: string;
  threshold: number;
  within: number;
  exclusive?: "both" | "source";
}

/** What explanations read, of a question asked. */
export function toTimingTrace(
  { source, target, threshold, within, exclusive = "both" }: Asked,
  found: Omit<TimingTrace, "names" | "threshold" | "within" | "exclusive">,
): TimingTrace {
  return Object.freeze({
    ...found,
    names: [source, target] as const,
    threshold,
    within,
    exclusive: exclusive === "both",
  });
}
