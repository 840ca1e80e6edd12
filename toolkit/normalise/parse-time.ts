import { epochTime } from "../../workers/text/epoch-time.ts";
import { calendarDays, clockTime, fullHour, fullYear, monthOf } from "./calendar-days.ts";
import { spellingsFor, type TimeOptions, type TimeSpelling } from "./time-spellings.ts";
import { NAMED, NAMED_UTC, UNKNOWN_ZONE, UTC, ZoneTexts } from "./zone-texts.ts";

export type { DateOrder, TimeOptions } from "./time-spellings.ts";
export { LOCAL, UTC } from "./zone-texts.ts";

/** A time as written. */
export interface WrittenTime {
  /** Milliseconds since 1970 that the clock shows, as if it were UTC; NaN where there is no such day or time. */
  wall: number;
  /** Offset in minutes, or one of the codes of {@link ZoneTexts}. */
  zone: number;
  /** How it is written; undefined for seconds since 1970. */
  spelling: TimeSpelling | undefined;
  parts: RegExpExecArray | undefined;
}

/** Reads times one by one, in any spelling that is told apart; what is none gives undefined. */
export class TimeReader {
  readonly zones: ZoneTexts;
  readonly options: TimeOptions;
  readonly #spellings: readonly TimeSpelling[];

  constructor(options: TimeOptions, zones = new ZoneTexts()) {
    this.options = options;
    this.zones = zones;
    this.#spellings = spellingsFor(options);
  }

  read(text: string): WrittenTime | undefined {
    if (text.length < 8 || text.length > 100) return undefined;
    for (const spelling of this.#spellings) {
      const parts = spelling.pattern.exec(text);
      if (parts) return { ...this.#fromParts(parts.groups!), spelling, parts };
    }
    const wall = sinceEpoch(text);
    return Number.isNaN(wall) ? undefined : { wall, zone: UTC, spelling: undefined, parts: undefined };
  }

  #fromParts(groups: Partial<Record<string, string>>) {
    const { year = String(this.options.year), month = "", day, hour = "0", minute = "0", second = "0" } = groups;
    const { fraction = "", half, zone = "", name, quarters } = groups;
    const date = calendarDays(
      year.length === 2 ? fullYear(Number(year)) : Number(year),
      /^\d/.test(month) ? Number(month) : monthOf(month),
      Number(day),
    );
    const hours = half === undefined ? Number(hour) : fullHour(Number(hour), /p/i.test(half));
    const time = clockTime(hours, Number(minute), Number(second), (Number(fraction) * 1000) / 10 ** fraction.length);
    return { wall: date * 864e5 + time, zone: this.zoneOf(zone, name, quarters) };
  }

  /** The code of what a text tells of its zone. */
  zoneOf(zone: string, name: string | undefined, quarters: string | undefined): number {
    if (quarters !== undefined) {
      const minutes = 15 * Number(quarters.slice(0, 2));
      return minutes > 14 * 60 ? UNKNOWN_ZONE : quarters[2] === "-" ? 0 - minutes : minutes;
    }
    const code = this.zones.codeOf(zone);
    if (name === undefined) return code;
    const named = this.zones.codeOf(name);
    if (code === UTC) return named >= NAMED && named < NAMED_UTC ? named - NAMED + NAMED_UTC : UTC;
    return zone === "" ? named : code;
  }
}

const EPOCH = /^-?(?:\d{9,11}|\d{13}|\d{16}|\d{19})(?:[.,]\d{1,9})?$/;

/** Seconds, milli-, micro- or nanoseconds since 1970 by their digits; NaN for another text. */
function sinceEpoch(text: string): number {
  if (!EPOCH.test(text)) return Number.NaN;
  const digits = /\d+/.exec(text)![0].length;
  return epochTime(Number(text.replace(",", ".")), 10 ** (digits - 1));
}

/**
 * Reads one written time. Gives false for anything else, else fills `to`: the milliseconds since 1970 that the clock
 * shows (as if it were UTC), and its offset in minutes or what else is known of its zone.
 */
export function parseTime(text: string, options: TimeOptions, to: Float64Array): boolean {
  const time = new TimeReader(options).read(text);
  if (!time || Number.isNaN(time.wall)) return false;
  to[0] = time.wall;
  to[1] = time.zone;
  return time.zone !== UNKNOWN_ZONE;
}
