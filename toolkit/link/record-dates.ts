const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{2}|(?<=\D)\d)\2(\d{2}|(?<=\D)\d)(?:[T\s].*)?$/;
const YEAR_LAST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T\s].*)?$/;

/** Which of day and month comes first in dates with the year last. */
export type DayOrder = "dmy" | "mdy";

/** The order that the dates prove, by days above 12; `dmy` where none does, more do than do not, or both do as often. */
export function dayOrder(texts: Iterable<string>): DayOrder {
  let dayFirst = 0;
  for (const text of texts) {
    const parts = YEAR_LAST.exec(text.trim());
    if (!parts) continue;
    dayFirst += Number(parts[1] as string) > 12 ? 1 : 0;
    dayFirst -= Number(parts[2] as string) > 12 ? 1 : 0;
  }
  return dayFirst < 0 ? "mdy" : "dmy";
}

/** A day as eight digits, `19800203`; empty where the text is no day between 1800 and 2200. */
export function foldDate(text: string, order: DayOrder): string {
  const trimmed = text.trim();
  const first = YEAR_FIRST.exec(trimmed);
  if (first) return digits(first[1], first[3], first[4]);
  const last = YEAR_LAST.exec(trimmed);
  if (!last) return "";
  return order === "dmy" ? digits(last[3], last[2], last[1]) : digits(last[3], last[1], last[2]);
}

/** Day and month of eight digits changed over; empty where that is no day, or the same one. */
export function swapDay(date: string): string {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)];
  return month === day ? "" : digits(year, day, month);
}

function digits(year: string, month: string, day: string): string {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const at = new Date(Date.UTC(y, m - 1, d));
  const real = y >= 1800 && y < 2200 && at.getUTCMonth() === m - 1 && at.getUTCDate() === d;
  return real ? `${year}${month.padStart(2, "0")}${day.padStart(2, "0")}` : "";
}
