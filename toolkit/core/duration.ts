import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";

/** A unit of fixed length: milliseconds, seconds, minutes, hours, days of 24 hours, weeks of 7 days. */
export type DurationUnit = "ms" | "s" | "m" | "h" | "d" | "w";

/** A length of time as people write it: `"90s"`, `"24h"`, `"7d"`. */
export type Duration = `${number}${DurationUnit}`;

const MILLISECONDS: Record<DurationUnit, number> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** A duration in milliseconds, always above 0. */
export function toMilliseconds(verb: string, option: string, value: Duration): number {
  const parts = typeof value === "string" ? PATTERN.exec(value) : null;
  const length = parts ? Number(parts[1]) * MILLISECONDS[parts[2] as DurationUnit] : Number.NaN;
  if (length > 0) return length;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must be a duration above 0: a number and ms, s, m, h, d or w`,
    found: typeof value === "string" ? JSON.stringify(maskText(value)) : told(value),
    hint: '"90s", "24h" or "7d"',
  });
}

function told(value: unknown): string {
  if (typeof value === "number") return `${value}, a number without a unit`;
  return value === undefined || value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value;
}

/** A length of time in the largest unit that keeps it readable: `"1.5 h"`, `"42 s"`. */
export function formatDuration(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const [unit, length] =
    size < 1e3
      ? ["ms", 1]
      : size < 12e4
        ? ["s", 1e3]
        : size < 72e5
          ? ["min", 6e4]
          : size < 1728e5
            ? ["h", 36e5]
            : ["d", 864e5];
  const amount = milliseconds / (length as number);
  return `${Number(amount.toPrecision(Math.abs(amount) >= 100 ? 3 : 2))} ${unit}`;
}
