import { requireCooccurrence } from "./require-cooccurrence.ts";
import type { Timing } from "./timing-trace.ts";

/** Refuses what holds no pairs found by timing. */
export function requireTiming(verb: string, given: unknown): asserts given is Timing {
  const { trace } = (typeof given === "object" && given !== null ? given : {}) as { trace?: { pairs?: unknown } };
  if (trace?.pairs === undefined) requireCooccurrence(verb, trace ? undefined : given);
}
