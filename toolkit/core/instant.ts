import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";
import { FARTHEST } from "./times.ts";

/** A moment: milliseconds since 1970, a Date, or ISO text (`"2026-03-01"`, `"2026-03-01T12:00Z"`); text without an offset is UTC. */
export type Instant = number | Date | string;

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A moment in milliseconds since 1970 UTC. */
export function toInstant(verb: string, option: string, value: Instant): number {
  const at = typeof value === "string" ? fromText(value) : value instanceof Date ? value.getTime() : value;
  if (typeof at === "number" && Math.abs(at) <= FARTHEST) return at;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must be a moment: milliseconds since 1970, a Date or ISO text`,
    found: typeof value === "string" ? JSON.stringify(shown(value).slice(0, 40)) : told(value),
    hint: '"2026-03-01" or "2026-03-01T12:00Z"',
  });
}

function told(value: unknown): string {
  if (typeof value === "number" || value === null || value === undefined) return `${value}`;
  return value instanceof Date ? "a date that is none" : Array.isArray(value) ? "a list" : typeof value;
}

/** A date that is only misspelt is shown as it is. */
const shown = (text: string) => (/^\d{4}-\d\d-\d\d(?!\d)/.test(text) ? text : maskText(text));

function fromText(text: string): number {
  const parts = ISO.exec(text);
  if (!parts) return Number.NaN;
  return Date.parse(parts[1] && !parts[4] ? `${text}Z` : text);
}

/** The first and the last of some times, missing ones apart; Infinity and -Infinity without any. */
export function timeSpan(at: Float64Array): [first: number, last: number] {
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const time = at[row];
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}
