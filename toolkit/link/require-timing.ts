import type { Cooccurrence } from "./cooccurrence.ts";
import type { LinkedTiming } from "./linked.ts";
import { requireCooccurrence } from "./require-cooccurrence.ts";

/** What timing found: an answer of `cooccurrence`, or one of `linked.timing`. */
export type Timing = Cooccurrence | LinkedTiming;

/** Refuses what holds no pairs found by timing. */
export function requireTiming(verb: string, given: unknown): asserts given is Timing {
  const { trace } = (typeof given === "object" && given !== null ? given : {}) as { trace?: { pairs?: unknown } };
  if (trace?.pairs === undefined) requireCooccurrence(verb, trace ? undefined : given);
}
