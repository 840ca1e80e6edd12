import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { clockTime } from "./calendar-days.ts";

/**
 * Times of day that a reader took for numbers, with the zeros again that they lost: 915 is 09:15 in a column that shows hours and
 * minutes, 00:09:15 in one with seconds. `minutes` has 1 where a number was read as the former.
 */
export function clockNumbers(
  verb: string,
  name: string,
  values: Float64Array,
): { clocks: TextColumn; minutes?: Uint8Array } {
  let short = 0;
  let long = 0;
  for (const value of values) {
    if (isMinute(value)) short++;
    else if (isSecond(value)) long++;
  }
  if (long > 0 && long <= short) throw eitherWay(verb, name, short, long);
  const [isClock, digits] = long === 0 ? [isMinute, 4] : [isSecond, 6];
  const clocks = TextColumn.from(
    Array.from(values, (value) =>
      Number.isNaN(value) ? null : isClock(value) ? String(value).padStart(digits, "0") : "none",
    ),
  );
  return short > 0 && long === 0
    ? { clocks, minutes: Uint8Array.from(values, (value) => +isMinute(value)) }
    : { clocks };
}

const isMinute = (value: number) => Number.isInteger(value) && isSecond(value * 100);

function isSecond(value: number): boolean {
  if (!(Number.isInteger(value) && value >= 0)) return false;
  const [hour, minute, second] = [Math.floor(value / 1e4), Math.floor(value / 100) % 100, value % 100];
  return !Number.isNaN(clockTime(hour, minute, second, 0));
}

const eitherWay = (verb: string, name: string, short: number, long: number) =>
  new PhonographError({
    code: "data/unparseable",
    verb,
    rule: `column "${name}" must show hours and minutes, or seconds too`,
    found: `${short.toLocaleString("en")} numbers that could be hours and minutes, ${long.toLocaleString("en")} that only have seconds`,
    hint: 'write every time of day with all its digits, as text: "0915" or "091500"',
  });
