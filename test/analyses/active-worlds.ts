import { type DatedEvent, datedWorlds } from "./calendar-worlds.ts";

export const WORLDS = 1000;
export const ZONE = "Europe/Lisbon";

/** Days around the night in which Lisbon's clocks go forward, weeks and months around the one in which they go back. */
export const SHAPES = {
  day: { begin: Date.UTC(2026, 2, 25, 21), hours: 11 * 24, mesh: 90, events: 40 },
  week: { begin: Date.UTC(2026, 9, 5), hours: 60 * 24, mesh: 360, events: 40 },
  month: { begin: Date.UTC(2026, 8, 20), hours: 240 * 24, mesh: 720, events: 40 },
} as const;
export type Unit = keyof typeof SHAPES;

export const worldRows = (unit: Unit): DatedEvent[] =>
  datedWorlds({ ...SHAPES[unit], seed: 21, worlds: WORLDS, names: ["a", "b"] });
export const endOf = (unit: Unit) => SHAPES[unit].begin + SHAPES[unit].hours * 36e5;

const local = (at: string) => `toDateTime(intDiv(${at}, 1000), '${ZONE}')`;
/** ClickHouse's number of the local day, week or month. */
export function indexSql(unit: Unit, at: string): string {
  if (unit === "day") return `toInt32(toDate(${local(at)}))`;
  return unit === "week"
    ? `intDiv(toInt32(toMonday(${local(at)})) + 3, 7)`
    : `toInt32(toYear(${local(at)}) * 12 + toMonth(${local(at)}))`;
}

/** The same number of a period's name. */
export function indexOf(unit: Unit, name: string): number {
  if (unit === "month") return Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7));
  const day = Date.parse(`${name}T00:00Z`) / 864e5;
  return unit === "day" ? day : Math.floor((day + 3) / 7);
}
