import { PhonographError } from "../core/errors.ts";

/** Refuses what is no result of the verbs that a chart draws; most often one was not awaited. */
export function requireResult(verb: string, value: unknown, makers: string, fields: readonly string[]): void {
  const given = (value ?? {}) as Record<string, unknown>;
  if (fields.every((field) => given[field] !== undefined)) return;
  const isPromise = typeof given["then"] === "function";
  const about = given["about"] as { verb?: unknown } | undefined;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `the result must be what ${makers} gave`,
    found: isPromise
      ? "a promise"
      : typeof about?.verb === "string"
        ? `a result of ${about.verb}`
        : value === null
          ? "null"
          : typeof value,
    hint: isPromise ? "await it first" : undefined,
  });
}
