import { epochTime, MICROSECONDS_BELOW, MILLISECONDS_BELOW, SECONDS_BELOW } from "../../workers/text/epoch-time.ts";
import { LOCAL, UTC } from "./zone-texts.ts";

/** Numbers that stand for times in a way that cannot be told from them. */
export const NUMBER_TIMES = ["unix-s", "unix-ms", "unix-us", "unix-ns", "ios", "spreadsheet", "smpp"] as const;

/**
 * How numbers stand for times: `unix-…` in that unit since 1970; `ios` seconds or nanoseconds since 2001 UTC; `spreadsheet`
 * days since the end of 1899 on a local clock; `smpp` ten or twelve digits of a local clock, `YYMMDDhhmm` and `…ss`.
 */
export type NumberTimes = (typeof NUMBER_TIMES)[number];

const SINCE_2001 = Date.UTC(2001, 0, 1);
const SINCE_1899 = Date.UTC(1899, 11, 30);

/** Milliseconds since 1970; of the clock on the wall for `spreadsheet`. Without a unit it is told by the size. */
export function timeOfNumber(value: number, unit: NumberTimes | undefined): number {
  switch (unit) {
    case "unix-s":
      return value * 1e3;
    case "unix-ms":
      return value;
    case "unix-us":
      return value / 1e3;
    case "unix-ns":
      return value / 1e6;
    case "ios":
      return SINCE_2001 + (Math.abs(value) < 1e12 ? value * 1e3 : value / 1e6);
    case "spreadsheet":
      return SINCE_1899 + Math.round(value * 864e5);
    default:
      return epochTime(value);
  }
}

/** Whether such numbers show a local clock. */
export const zoneOfNumber = (unit: NumberTimes | undefined) => (unit === "spreadsheet" ? LOCAL : UTC);

/** Whether a number is a date written with digits, 20260301 or 20260301120000: as seconds or milliseconds it would be none. */
export function isDateDigits(value: number): boolean {
  return (
    Number.isInteger(value) &&
    ((value >= 19_000_101 && value <= 21_991_231) || (value >= 19_000_101_000_000 && value <= 21_991_231_235_959))
  );
}

const SIZES = [
  ["unix-s", SECONDS_BELOW],
  ["unix-ms", MILLISECONDS_BELOW],
  ["unix-us", MICROSECONDS_BELOW],
  ["unix-ns", Infinity],
] as const;
/** Clocks at 1904, 1970 or 1980 have lost their time; nothing logged by phones is older. */
export const EARLIEST = Date.UTC(1990, 0, 1);
/** Numbers since 1970 that are taken for what their size says, ms. */
const PLAUSIBLE = [EARLIEST, Date.UTC(2050, 0, 1)] as const;

/**
 * The unit in which most plausible numbers of a column count, for those that would be no time of our days by their own size: a
 * clock of milliseconds that began anew shows 33007211. Undefined without a majority.
 */
export class UsualUnit {
  readonly #counts = [0, 0, 0, 0];
  #all = 0;

  /** Counts a number; a time that is none has no unit. */
  add(value: number): void {
    const size = SIZES.findIndex(([unit, limit]) => value < limit && isPlausible(timeOfNumber(value, unit)));
    if (size < 0) return;
    this.#counts[size]!++;
    this.#all++;
  }

  get unit(): NumberTimes | undefined {
    const size = this.#counts.findIndex((count) => count * 2 > this.#all);
    return SIZES[size]?.[0];
  }
}

/** Whether it is a time of our days. */
export const isPlausible = (time: number) => time >= PLAUSIBLE[0] && time < PLAUSIBLE[1];

const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** The number in a text; NaN for another text. */
export function numberIn(text: string): number {
  return NUMBER.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
}
