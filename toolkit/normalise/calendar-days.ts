export { calendarDays } from "../../workers/text/calendar-days.ts";

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
