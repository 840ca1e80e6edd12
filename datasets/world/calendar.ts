/** The zones that people of this world are in; abroad only while roaming. */
export const ZONES = [
  "Europe/Lisbon",
  "Atlantic/Azores",
  "Europe/Madrid",
  "Europe/Paris",
  "Europe/London",
  "America/Sao_Paulo",
];
const BASE = [0, -60, 60, 60, 0, -180];
const NO_SUMMER = 5;

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** The first day of every world: a Saturday, eight weeks before the clocks go forward. */
export const START = Date.UTC(2025, 1, 1);

const SUMMERS = Array.from({ length: 12 }, (_, i) => [lastSunday(2025 + i, 2) + HOUR, lastSunday(2025 + i, 9) + HOUR]);

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY;
}

function isSummer(utc: number): boolean {
  for (const [from, to] of SUMMERS) {
    if (utc < from) return false;
    if (utc < to) return true;
  }
  return false;
}

/** Minutes that the zone's clocks show more than UTC at that instant. */
export function offsetAt(zone: number, utc: number): number {
  return zone !== NO_SUMMER && isSummer(utc) ? BASE[zone] + 60 : BASE[zone];
}

/** The instant at which the zone's clocks show `local`; an hour that the clocks skip is read as the next one. */
export function toUtc(zone: number, local: number): number {
  const winter = local - BASE[zone] * MINUTE;
  return zone !== NO_SUMMER && isSummer(winter - HOUR) ? winter - HOUR : winter;
}

/** Saturday or Sunday? Day 0 is the first day of the world. */
export function isWeekend(day: number): boolean {
  const weekday = (((day + 6) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
