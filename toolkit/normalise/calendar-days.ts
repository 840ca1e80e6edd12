const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970, NaN when there is no such day. Method: Howard Hinnant, "chrono-compatible low-level date algorithms". */
export function calendarDays(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 1)) return Number.NaN;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(day <= LENGTHS[month - 1]! + (month === 2 && isLeap ? 1 : 0))) return Number.NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/**
 * Milliseconds of the day, NaN when no clock shows it. 24:00 is the end of the day; a leap second, which can only end a
 * quarter of an hour, is the second after it. `fraction` is in milliseconds.
 */
export function clockTime(hour: number, minute: number, second: number, fraction: number): number {
  if (!(hour >= 0 && minute >= 0 && minute <= 59 && second >= 0)) return Number.NaN;
  if (hour >= 24 && (hour > 24 || minute + second + fraction > 0)) return Number.NaN;
  if (second >= 60 && (second > 60 || minute % 15 !== 14)) return Number.NaN;
  return hour * 36e5 + minute * 6e4 + second * 1e3 + fraction;
}

/** The hour of a twelve-hour clock as one of 24; NaN for an hour that it does not have. */
export function fullHour(hour: number, isAfternoon: boolean): number {
  return hour >= 1 && hour <= 12 ? (hour % 12) + (isAfternoon ? 12 : 0) : Number.NaN;
}

/** Years of two digits as POSIX reads them: 69 to 99 are of the last century. */
export function fullYear(year: number): number {
  return year + (year >= 69 ? 1900 : 2000);
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** 1 to 12 for an English name or its beginning of three letters or more; 0 for another word. */
export function monthOf(name: string): number {
  const word = name.toLowerCase();
  return word.length < 3 ? 0 : MONTHS.findIndex((month) => month.startsWith(word)) + 1 || (word === "sept" ? 9 : 0);
}
