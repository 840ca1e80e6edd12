import { PhonographError } from "../core/errors.ts";
import { requireCooccurrence } from "./require-cooccurrence.ts";
import type { Timing } from "./timing-trace.ts";

/** Refuses what holds no pairs found by timing. */
export function requireTiming(verb: string, given: unknown): asserts given is Timing {
  const { trace, timing } = (typeof given === "object" && given !== null ? given : {}) as {
    trace?: { pairs?: unknown };
    timing?: unknown;
  };
  if (trace?.pairs !== undefined) return;
  if (!Array.isArray(timing)) requireCooccurrence(verb, trace ? undefined : given);
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the first argument must be what cooccurrence gave, or what timing told link",
    found: "what link gave, as a whole",
    hint:
      (timing as unknown[]).length > 0
        ? `${verb}(linked.timing[0], ...)`
        : "timing was not asked in this run: see about.options.cooccur, or ask cooccurrence",
  });
}
