import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";

/** What is added to times whose clock was wrong: `"-23s"` for a clock that is 23 seconds ahead. */
export type ClockCorrection = `${"+" | "-"}${Duration}`;

/** A correction in milliseconds. */
export function toCorrection(verb: string, option: string, value: unknown): number {
  const sign = typeof value === "string" ? value[0] : undefined;
  if (sign === "+" || sign === "-") {
    const size = toMilliseconds(verb, option, (value as string).slice(1) as Duration);
    return sign === "-" ? -size : size;
  }
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must be what is added to the times: + or -, a number and a unit`,
    found: typeof value === "string" ? JSON.stringify(maskText(value)) : typeof value,
    hint: '"-23s" where the clock is 23 seconds ahead',
  });
}

/** A correction as `clock` takes it, in the largest unit that tells it in full; to the millisecond. */
export function formatCorrection(milliseconds: number): ClockCorrection | undefined {
  const whole = Math.round(Math.abs(milliseconds));
  if (!(whole > 0)) return undefined;
  const sign = milliseconds < 0 ? "-" : "+";
  if (whole % 36e5 === 0) return `${sign}${whole / 36e5}h`;
  if (whole % 6e4 === 0) return `${sign}${whole / 6e4}m`;
  return whole < 1000 ? `${sign}${whole}ms` : `${sign}${whole / 1000}s`;
}
