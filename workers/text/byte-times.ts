import { NO_OFFSET } from "../no-offset.ts";
import { readNumber } from "./byte-numbers.ts";
import { calendarDays } from "./calendar-days.ts";
import { epochTime } from "./epoch-time.ts";

/** How all times of a column end: nothing, `Z`, an offset; or how else they are written. */
export type TimeSuffix = "" | "Z" | "+00:00" | "+0000" | "log" | "epoch";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Reads the times of one column, all written alike. Days are worked out once as long as they stay the same. */
export class TimeReader {
  /** Offset in minutes of the last time read. */
  offset = NO_OFFSET;
  readonly #suffix: TimeSuffix;
  #key = -1;
  #day = Number.NaN;

  constructor(suffix: TimeSuffix) {
    this.#suffix = suffix;
  }

  /** Milliseconds since 1970: of the moment, or of the clock where no zone is written. Infinity for another spelling. */
  read(bytes: Uint8Array, begin: number, end: number): number {
    this.offset = NO_OFFSET;
    const time = this.#suffix === "epoch" ? readEpoch(bytes, begin, end) : this.#readClock(bytes, begin, end);
    return Number.isNaN(time) ? Infinity : time;
  }

  #readClock(bytes: Uint8Array, begin: number, end: number): number {
    switch (this.#suffix) {
      case "":
        return this.#readIso(bytes, begin, end);
      case "Z":
        return bytes[end - 1] === 90 ? this.#readIso(bytes, begin, end - 1) : Number.NaN;
      case "+00:00":
        if (bytes[end - 3] !== 58) return Number.NaN;
        return this.#readIso(bytes, begin, end - 6) - this.#readOffset(bytes, end - 6, end - 2) * 6e4;
      case "+0000":
        return this.#readIso(bytes, begin, end - 5) - this.#readOffset(bytes, end - 5, end - 2) * 6e4;
      default:
        if (end - begin !== 26 || bytes[begin + 20] !== 32) return Number.NaN;
        return this.#readLog(bytes, begin) - this.#readOffset(bytes, end - 5, end - 2) * 6e4;
    }
  }

  #readOffset(bytes: Uint8Array, sign: number, minutes: number): number {
    const way = bytes[sign] === 43 ? 1 : bytes[sign] === 45 ? -1 : Number.NaN;
    const offset = way * (two(bytes, sign + 1) * 60 + two(bytes, minutes));
    if (!Number.isNaN(offset)) this.offset = offset;
    return offset;
  }

  /** `2026-03-01 12:00:00.123`, with a blank or T */
  #readIso(bytes: Uint8Array, at: number, end: number): number {
    const gap = bytes[at + 10];
    if (end - at < 19 || bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || (gap !== 32 && gap !== 84)) return Number.NaN;
    const day = this.#dayOf(two(bytes, at) * 100 + two(bytes, at + 2), two(bytes, at + 5), two(bytes, at + 8));
    return day + readClock(bytes, at + 11, end);
  }

  /** `01/Mar/2026:12:00:00` */
  #readLog(bytes: Uint8Array, at: number): number {
    if (bytes[at + 2] !== 47 || bytes[at + 6] !== 47 || bytes[at + 11] !== 58) return Number.NaN;
    const month = MONTHS.indexOf(String.fromCharCode(bytes[at + 3]!, bytes[at + 4]!, bytes[at + 5]!)) + 1;
    const day = this.#dayOf(two(bytes, at + 7) * 100 + two(bytes, at + 9), month, two(bytes, at));
    return day + readClock(bytes, at + 12, at + 20);
  }

  /** Milliseconds of midnight. */
  #dayOf(year: number, month: number, day: number): number {
    // Only of such days has each a key of its own.
    if (!(month <= 12 && day <= 31)) return Number.NaN;
    const key = year * 416 + month * 32 + day;
    if (key !== this.#key) {
      this.#day = calendarDays(year, month, day) * 864e5;
      this.#key = key;
    }
    return this.#day;
  }
}

function readClock(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 2] !== 58 || bytes[at + 5] !== 58) return Number.NaN;
  const hour = two(bytes, at);
  const minute = two(bytes, at + 3);
  const second = two(bytes, at + 6);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  const time = hour * 36e5 + minute * 6e4 + second * 1e3;
  if (end === at + 8) return time;
  const digits = end - at - 9;
  if (bytes[at + 8] !== 46 || digits < 1 || digits > 9) return Number.NaN;
  let fraction = 0;
  for (let i = at + 9; i < end; i++) fraction = fraction * 10 + digitOf(bytes[i]!);
  return time + (fraction * 1000) / 10 ** digits;
}

function readEpoch(bytes: Uint8Array, begin: number, end: number): number {
  const value = readNumber(bytes, begin, end, 46);
  return value >= 0 && value < Infinity ? epochTime(value) : Number.NaN;
}

const digitOf = (byte: number) => (byte >= 48 && byte <= 57 ? byte - 48 : Number.NaN);
const two = (bytes: Uint8Array, at: number) => digitOf(bytes[at]!) * 10 + digitOf(bytes[at + 1]!);
