import { calendarDays, clockTime, fullHour, fullYear, monthOf } from "./calendar-days.ts";
import type { WrittenTime } from "./parse-time.ts";
import { UNKNOWN_ZONE, UTC } from "./zone-texts.ts";

/** Months by the 15 bits of their first three letters; weekdays likewise, as 1. */
const MONTHS = new Uint8Array(1 << 15);
const WEEKDAYS = new Uint8Array(1 << 15);
for (const name of ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]) {
  MONTHS[lettersAt(name, 0)] = monthOf(name);
}
for (const name of ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]) WEEKDAYS[lettersAt(name, 0)] = 1;

/** No text, or no whole one, stands there. */
const NONE = -1;
/** Far below what a sum of digits can make good. */
const NO_DIGIT = -1e9;

/**
 * Where in a text the parts of a time stand, learnt from one of them: other texts of the same layout are then read by
 * position, without a pattern. What fits gives just what the pattern would give.
 */
export class TimeLayout {
  readonly length: number;
  /** The zone of the last time read. */
  zone: number;
  readonly #places: Uint8Array;
  readonly #letters: Uint16Array;
  readonly #year: Place;
  readonly #month: Place;
  readonly #day: Place;
  readonly #hour: Place;
  readonly #minute: Place;
  readonly #second: Place;
  readonly #fraction: Place;
  readonly #divisor: number;
  readonly #half: number;
  readonly #weekday: number;
  readonly #sign: number;
  readonly #zoneMinutes: number;
  /** Of times without a year; and a month that is written out. */
  readonly #knownYear: number;
  readonly #knownMonth: number;
  #key = -1;
  #date = Number.NaN;

  /** `year` is that of times without one. */
  constructor(text: string, { parts, zone }: WrittenTime, year: number | undefined) {
    const groups = parts!.indices!.groups!;
    const place = (name: string): Place => {
      const found = groups[name];
      return found ? { at: found[0], width: found[1] - found[0] } : { at: NONE, width: 0 };
    };
    this.length = text.length;
    this.#year = place("year");
    this.#day = place("day");
    this.#hour = place("hour");
    this.#minute = place("minute");
    this.#second = place("second");
    this.#fraction = place("fraction");
    this.#divisor = 10 ** this.#fraction.width;
    this.#half = place("half").at;
    this.#weekday = place("weekday").at;
    this.#month = place("month");
    this.#knownYear = year ?? Number.NaN;
    const written = place("zone");
    const isOffset = groups["name"] === undefined && /^[+-]\d\d(?::?\d\d)?$/.test(parts!.groups!["zone"] ?? "");
    this.#sign = isOffset ? written.at : NONE;
    this.#zoneMinutes = isOffset && written.width > 3 ? written.at + written.width - 2 : NONE;
    this.zone = zone;
    const open = new Uint8Array(text.length);
    const free = ({ at, width }: Place) => at !== NONE && open.fill(1, at, at + width);
    for (const part of [this.#year, this.#day, this.#hour, this.#minute, this.#second, this.#fraction]) free(part);
    const isName = this.#month.width > 3;
    this.#knownMonth = isName ? monthOf(parts!.groups!["month"]!) : 0;
    if (!isName) free(this.#month);
    free({ at: this.#half, width: 1 });
    free({ at: this.#weekday, width: 3 });
    free({ at: this.#sign, width: 3 });
    free({ at: this.#zoneMinutes, width: 2 });
    const places = Array.from(text, (_, i) => i).filter((i) => open[i] === 0);
    this.#places = Uint8Array.from(places);
    this.#letters = Uint16Array.from(places, (i) => text.charCodeAt(i));
  }

  /** Whether a text has this layout, but for what its digits say. */
  fits(text: string): boolean {
    if (text.length !== this.length) return false;
    for (let i = 0; i < this.#places.length; i++) {
      if (text.charCodeAt(this.#places[i]!) !== this.#letters[i]) return false;
    }
    return true;
  }

  /** Milliseconds that the clock shows, once the text fits; NaN when it is no time, or not in this layout after all. */
  read(text: string): number {
    const year = this.#yearIn(text);
    const month = this.#monthIn(text);
    const day = this.#day.width === 2 ? two(text, this.#day.at) : digit(text, this.#day.at);
    // Only of such days has each a key of its own.
    if (!(month > 0 && month < 13 && day > 0 && day < 32 && year > 0)) return Number.NaN;
    const key = year * 512 + month * 32 + day;
    if (key !== this.#key) {
      this.#date = calendarDays(year, month, day) * 864e5;
      this.#key = key;
    }
    if (this.#weekday !== NONE && WEEKDAYS[lettersAt(text, this.#weekday)] === 0) return Number.NaN;
    return this.#date + this.#timeIn(text);
  }

  #yearIn(text: string): number {
    const { at, width } = this.#year;
    if (width === 4) return two(text, at) * 100 + two(text, at + 2);
    if (width === 0) return this.#knownYear;
    const year = two(text, at);
    return year < 0 ? NO_DIGIT : fullYear(year);
  }

  #monthIn(text: string): number {
    const { at, width } = this.#month;
    if (width === 2) return two(text, at);
    return width === 1 ? digit(text, at) : width === 3 ? MONTHS[lettersAt(text, at)]! : this.#knownMonth;
  }

  #timeIn(text: string): number {
    if (this.#hour.at === NONE) return 0;
    let hour = this.#hour.width === 2 ? two(text, this.#hour.at) : digit(text, this.#hour.at);
    if (this.#half !== NONE) {
      const letter = text.charCodeAt(this.#half) | 32;
      hour = letter === 97 || letter === 112 ? fullHour(hour, letter === 112) : Number.NaN;
    }
    const minute = two(text, this.#minute.at);
    const second = this.#second.at === NONE ? 0 : two(text, this.#second.at);
    if (this.#sign !== NONE) {
      this.zone = this.#offsetIn(text);
      if (Number.isNaN(this.zone)) return Number.NaN;
    }
    const fraction = this.#fraction.width === 0 ? 0 : this.#fractionIn(text);
    if (hour < 24 && hour >= 0 && minute < 60 && minute >= 0 && second < 60 && second >= 0) {
      return hour * 36e5 + minute * 6e4 + second * 1e3 + fraction;
    }
    return clockTime(hour, minute, second, fraction);
  }

  #fractionIn(text: string): number {
    const end = this.#fraction.at + this.#fraction.width;
    let digits = 0;
    for (let i = this.#fraction.at; i < end; i++) {
      const value = digit(text, i);
      if (value < 0) return Number.NaN;
      digits = digits * 10 + value;
    }
    return (digits * 1000) / this.#divisor;
  }

  /** NaN for what is no offset. */
  #offsetIn(text: string): number {
    const sign = text.charCodeAt(this.#sign);
    const hours = two(text, this.#sign + 1);
    const minutes = this.#zoneMinutes === NONE ? 0 : two(text, this.#zoneMinutes);
    if ((sign !== 43 && sign !== 45) || hours < 0 || minutes < 0) return Number.NaN;
    if (hours > 14 || minutes > 59) return UNKNOWN_ZONE;
    const size = hours * 60 + minutes;
    return sign === 43 ? size : size === 0 ? UTC : 0 - size;
  }
}

/** Where a part begins, and how many characters it has. */
interface Place {
  readonly at: number;
  readonly width: number;
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGIT;
}

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGIT;
}

/** Three letters in 15 bits, whatever their case; 0 for anything else. */
function lettersAt(text: string, at: number): number {
  const a = (text.charCodeAt(at) | 32) - 96;
  const b = (text.charCodeAt(at + 1) | 32) - 96;
  const c = (text.charCodeAt(at + 2) | 32) - 96;
  return a > 0 && a < 27 && b > 0 && b < 27 && c > 0 && c < 27 ? (a << 10) | (b << 5) | c : 0;
}
