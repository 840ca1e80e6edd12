import { PhonographError } from "../core/errors.ts";
import type { Cooccurrence } from "./cooccurrence.ts";
import { keysShown } from "./keys-shown.ts";

/** Whether it is an answer of `cooccurrence`. */
export const isCooccurrence = (given: unknown): given is Cooccurrence =>
  typeof given === "object" && given !== null && "delays" in given && "trace" in given;

/** Refuses what is no answer of `cooccurrence`, such as a promise of one. */
export function requireCooccurrence(verb: string, given: unknown): asserts given is Cooccurrence {
  if (isCooccurrence(given)) return;
  const isPromise = typeof (given as { then?: unknown } | null | undefined)?.then === "function";
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the first argument must be what cooccurrence gave",
    found: isPromise
      ? "a promise"
      : given === null
        ? "null"
        : typeof given === "object"
          ? "numRows" in given
            ? "a table"
            : keysShown(given)
          : typeof given,
    hint: isPromise ? "await it first" : `${verb}(await cooccurrence(events, { trigger, response }), ...)`,
  });
}
