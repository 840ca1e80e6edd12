import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";
import { listed, suggest } from "./suggest.ts";

function show(value: unknown): string {
  if (typeof value === "string") {
    const shown = maskText(value);
    return JSON.stringify(shown.length > 40 ? `${shown.slice(0, 39)}…` : shown);
  }
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean")
    return `${value}`;
  return Array.isArray(value) ? `an array of ${value.length}` : typeof value;
}

/** One of the allowed words, or an error that lists them. */
export function keyword<const W extends string>(
  verb: string,
  option: string,
  value: unknown,
  allowed: readonly W[],
): W {
  if (allowed.includes(value as W)) return value as W;
  const near = typeof value === "string" ? suggest(value, allowed) : undefined;
  throw invalid(verb, `${option} must be ${listed(allowed)}`, show(value), near);
}

/** A number above 0; NaN fails. */
export function positive(verb: string, option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value < Infinity) return value;
  throw invalid(verb, `${option} must be a number above 0`, show(value));
}

/** A whole number in `[least, most]`. */
export function whole(verb: string, option: string, value: unknown, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw invalid(verb, `${option} must be a whole number ${range}`, show(value));
}

/** A number strictly between 0 and 1, such as a confidence level. */
export function proportion(verb: string, option: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value < 1) return value;
  throw invalid(verb, `${option} must lie strictly between 0 and 1`, show(value));
}

/** Refuses option names that the verb does not have, so that a typo is never a silent default. */
export function knownOptions(verb: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw invalid(verb, "the options must be an object", show(options), `{ ${known[0]}: ... }`);
  }
  if (options instanceof Map || options instanceof Set || Array.isArray(options)) {
    const found = Array.isArray(options) ? "a list" : options instanceof Map ? "a Map" : "a Set";
    throw invalid(verb, "the options must be a plain object", found, `{ ${known[0]}: ... }`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw invalid(verb, `there is no option "${maskText(name)}"`, listed(known), suggest(name, known));
  }
}

function invalid(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}
