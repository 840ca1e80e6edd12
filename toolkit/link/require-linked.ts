import { PhonographError } from "../core/errors.ts";
import { keysShown } from "./keys-shown.ts";
import type { Linked } from "./linked.ts";
import { requireIntervals } from "./require-intervals.ts";

/** Refuses what is not the whole answer of `link`, such as its table alone, and intervals that end before they start; `call` is how the verb is called. */
export function requireLinked(
  verb: string,
  linked: unknown,
  parts: readonly (keyof Linked)[],
  call = `${verb}(await link(events), ...)`,
  which = call.startsWith(`${verb}(await link`) ? "the first argument" : "the second argument",
): void {
  const given = typeof linked === "object" && linked !== null ? (linked as Partial<Linked>) : undefined;
  if (given && parts.every((part) => typeof given[part] === "object" && given[part] !== null)) {
    for (const part of ["owners", "devices"] as const) {
      const held = parts.includes(part) ? given[part] : undefined;
      if (held && typeof held.columnNames === "function") requireIntervals(verb, held, part);
    }
    return;
  }
  const isTable = given !== undefined && "numRows" in given;
  const isPromise = given !== undefined && "then" in given;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${which} must be what link gave`,
    found: isPromise
      ? "a promise"
      : isTable
        ? "a table"
        : linked === null
          ? "null"
          : given
            ? keysShown(given)
            : typeof linked,
    hint: isPromise ? "await it first" : isTable ? "give the whole answer of link, not its table alone" : call,
  });
}
