/** The order of day and month in dates that begin with neither the year nor a name: nothing is guessed. */
export type DateOrder = "dmy" | "mdy";

/** Stands where an offset in minutes would: no zone was written. */
export const LOCAL = -32768;
/** Stands there too: only that it is UTC was written, not the local time. */
export const UTC = 32767;

export interface TimeOptions {
  dateOrder?: DateOrder;
  /** The year of times that have none, as in syslog. */
  year?: number;
}

/**
 * Reads one written time. Gives false for anything else, else fills `to`: the milliseconds since 1970 that the clock
 * shows (as if it were UTC), and its offset in minutes, {@link LOCAL} or {@link UTC}.
 */
export function parseTime(text: string, options: TimeOptions, to: Float64Array): boolean {
  return fromIso(text, to) || fromDigits(text, to) || fromWords(text, options, to);
}

const digit = (text: string, at: number) => {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};
const two = (text: string, at: number) => digit(text, at) * 10 + digit(text, at + 1);
const four = (text: string, at: number) => two(text, at) * 100 + two(text, at + 2);

/** `2026-03-01`, `2026-03-01 12:00`, `2026-03-01T12:00:00.123+01:00`; also with `/` or `.` between. */
function fromIso(text: string, to: Float64Array): boolean {
  if (text.length < 10) return false;
  const between = text[4]!;
  if ((between !== "-" && between !== "/" && between !== ".") || text[7] !== between) return false;
  const day = days(four(text, 0), two(text, 5), two(text, 8));
  if (text.length === 10) return fill(to, day, 0, LOCAL);
  const gap = text[10];
  if (gap !== "T" && gap !== " " && gap !== "t") return false;
  if (text[13] !== ":") return false;
  const hour = two(text, 11);
  const minute = two(text, 14);
  let at = 16;
  let second = 0;
  if (text[16] === ":") {
    second = two(text, 17);
    at = 19;
    if (text[19] === "." || text[19] === ",") {
      let unit = 0.1;
      for (at = 20; at < text.length && digit(text, at) >= 0; at++, unit /= 10) second += digit(text, at) * unit;
      if (at === 20) return false;
      second = Math.round(second * 1e6) / 1e6;
    }
  }
  return fill(to, day, clock(hour, minute, second), zoneOf(text.slice(at)));
}

/** Seconds, milli-, micro- or nanoseconds since 1970 by their size, or `20260301120000` and `20260301`. */
function fromDigits(text: string, to: Float64Array): boolean {
  if (!/^\d{8,19}(?:\.\d{1,9})?$/.test(text)) return false;
  const whole = text.includes(".") ? text.indexOf(".") : text.length;
  if (whole === 8 || whole === 14) {
    const time = whole === 8 ? 0 : clock(two(text, 8), two(text, 10), two(text, 12));
    return fill(to, days(four(text, 0), two(text, 4), two(text, 6)), time, LOCAL);
  }
  const unit = whole <= 11 ? 1000 : whole === 13 ? 1 : whole === 16 ? 1e-3 : whole === 19 ? 1e-6 : Number.NaN;
  return fill(to, 0, Number(text) * unit, UTC);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK = String.raw`(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?(?: ?([AP]M))?`;
const ZONE = String.raw`(Z|UTC|GMT|[+-]\d\d:?\d\d)`;
/** `17/May/2015:10:05:03 +0100` */
const LOG = new RegExp(`^(\\d{1,2})/([a-z]{3})/(\\d{4}):${CLOCK}(?: ${ZONE})?$`, "i");
/** `Wed Sep 15 19:17:44 +0100 2010`, `Wed Sep  5 19:17:44 2010` */
const UNIX = new RegExp(`^[a-z]{3} ([a-z]{3}) {1,2}(\\d{1,2}) ${CLOCK}(?: ${ZONE})? (\\d{4})$`, "i");
/** `Thu, 22 May 2025 03:31:00 +0000`, `22 May 2025 3:31 PM` */
const MAIL = new RegExp(
  `^(?:[a-z]{3}, )?(\\d{1,2})[ -]([a-z]{3})[a-z]*\\.?[ -](\\d{4}),?(?: ${CLOCK})?(?: ${ZONE})?$`,
  "i",
);
/** `Mar 27, 2018 10:55:52` */
const NAMED = new RegExp(`^([a-z]{3})[a-z]*\\.? (\\d{1,2}), (\\d{4}),?(?: ${CLOCK})?(?: ${ZONE})?$`, "i");
/** `Mar 27 13:06:56` */
const SYSLOG = new RegExp(`^([a-z]{3}) {1,2}(\\d{1,2}) ${CLOCK}$`, "i");
/** `27/03/2018 13:06`, `3.27.2018` */
const NUMERIC = new RegExp(`^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}),?(?:[ T]${CLOCK})?(?: ?${ZONE})?$`, "i");

function fromWords(text: string, { dateOrder, year }: TimeOptions, to: Float64Array): boolean {
  let parts = LOG.exec(text) ?? MAIL.exec(text);
  if (parts) return fromParts(to, parts[3], monthOf(parts[2]), parts[1], parts.slice(4, 8), parts[8]);
  parts = UNIX.exec(text);
  if (parts) return fromParts(to, parts[8], monthOf(parts[1]), parts[2], parts.slice(3, 7), parts[7]);
  parts = NAMED.exec(text);
  if (parts) return fromParts(to, parts[3], monthOf(parts[1]), parts[2], parts.slice(4, 8), parts[8]);
  parts = year === undefined ? null : SYSLOG.exec(text);
  if (parts) return fromParts(to, String(year), monthOf(parts[1]), parts[2], parts.slice(3, 7), undefined);
  parts = dateOrder === undefined ? null : NUMERIC.exec(text);
  if (!parts) return false;
  const [day, month] = dateOrder === "dmy" ? [parts[1], parts[3]] : [parts[3], parts[1]];
  return fromParts(to, parts[4], Number(month), day, parts.slice(5, 9), parts[9]);
}

const monthOf = (name: string | undefined) => MONTHS.indexOf(name!.toLowerCase()) + 1;

function fromParts(
  to: Float64Array,
  year: string | undefined,
  month: number,
  day: string | undefined,
  [hours = "0", minutes = "0", seconds = "0", half]: readonly (string | undefined)[],
  zone: string | undefined,
): boolean {
  let hour = Number(hours);
  if (half) hour = hour >= 1 && hour <= 12 ? (hour % 12) + (half.toUpperCase() === "PM" ? 12 : 0) : Number.NaN;
  const time = clock(hour, Number(minutes), Number(seconds.replace(",", ".")));
  return fill(to, days(Number(year), month, Number(day)), time, zoneOf(zone ?? ""));
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970, NaN when there is no such day. Method: Howard Hinnant, "chrono-compatible low-level date algorithms". */
function days(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 1)) return Number.NaN;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(day <= LENGTHS[month - 1]! + (month === 2 && isLeap ? 1 : 0))) return Number.NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/** Milliseconds of the day; a leap second is the second after it. */
function clock(hour: number, minute: number, second: number): number {
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second < 61)) return Number.NaN;
  return hour * 36e5 + minute * 6e4 + second * 1e3;
}

function zoneOf(text: string): number {
  const zone = text.startsWith(" ") ? text.slice(1) : text;
  if (zone === "") return LOCAL;
  if (/^(?:z|utc|gmt)$/i.test(zone)) return UTC;
  const sign = zone[0] === "+" ? 1 : zone[0] === "-" ? -1 : Number.NaN;
  const hours = two(zone, 1);
  const minutes =
    zone.length === 3
      ? 0
      : zone.length === 5
        ? two(zone, 3)
        : zone[3] === ":" && zone.length === 6
          ? two(zone, 4)
          : Number.NaN;
  return hours <= 14 && minutes <= 59 ? sign * (hours * 60 + minutes) : Number.NaN;
}

function fill(to: Float64Array, day: number, time: number, zone: number): boolean {
  to[0] = day * 864e5 + time;
  to[1] = zone;
  return !Number.isNaN(to[0]) && !Number.isNaN(zone);
}
