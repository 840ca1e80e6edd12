import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { suggest } from "../core/suggest.ts";
import { zoneName } from "./zone-texts.ts";

/** The local time was there once. */
export const ONCE = 0;
/** It was skipped when clocks went forward. */
export const SKIPPED = 1;
/** It was there twice, when clocks went back. */
export const TWICE = 2;

/**
 * One time zone as its clock changes between two moments: converts millions of times without a calendar call for each.
 * A local time that the zone skipped is taken as if clocks had not gone forward; of one that it had twice, the first
 * is meant: the rule that Temporal calls "compatible".
 */
export class ZoneClock {
  /** Moments of change, and the offset in minutes from each on; the first is -Infinity. */
  readonly #moments: number[] = [-Infinity];
  readonly #offsets: number[] = [];
  /** Clock readings below which the offset before the change holds. */
  readonly #walls: number[] = [-Infinity];
  #at = 0;

  constructor(zone: string, first: number, last: number) {
    const DAY = 864e5;
    let time = Temporal.Instant.fromEpochMilliseconds(Math.floor(first) - 2 * DAY).toZonedDateTimeISO(zone);
    this.#offsets.push(minutes(time));
    for (;;) {
      const change = time.getTimeZoneTransition("next");
      if (!change || change.epochMilliseconds > last + 2 * DAY) break;
      time = change;
      const before = this.#offsets.at(-1)!;
      const after = minutes(time);
      if (after === before) continue;
      this.#moments.push(time.epochMilliseconds);
      this.#offsets.push(after);
      this.#walls.push(time.epochMilliseconds + Math.max(before, after) * 6e4);
    }
  }

  /** The offset in minutes at a moment. */
  offsetAt(moment: number): number {
    this.#at = seek(this.#moments, moment, this.#at);
    return this.#offsets[this.#at]!;
  }

  /** The moment at which the clock on the wall shows `wall` (milliseconds as if it were UTC). */
  momentOf(wall: number): number {
    this.#at = seek(this.#walls, wall, this.#at);
    return wall - this.#offsets[this.#at]! * 6e4;
  }

  /** Whether the zone shows `wall` once, never or twice. */
  occurrence(wall: number): 0 | 1 | 2 {
    const shift = this.shiftAt(wall);
    return shift === 0 ? ONCE : shift > 0 ? SKIPPED : TWICE;
  }

  /** How far clocks went, in minutes, in the change that skipped `wall` (above 0) or made it come twice (below 0); else 0. */
  shiftAt(wall: number): number {
    this.#at = seek(this.#walls, wall, this.#at);
    for (let at = Math.max(1, this.#at); at <= this.#at + 1 && at < this.#moments.length; at++) {
      const before = this.#moments[at]! + this.#offsets[at - 1]! * 6e4;
      const after = this.#moments[at]! + this.#offsets[at]! * 6e4;
      if (wall >= Math.min(before, after) && wall < Math.max(before, after)) {
        return this.#offsets[at]! - this.#offsets[at - 1]!;
      }
    }
    return 0;
  }
}

const minutes = (time: Temporal.ZonedDateTime) => Math.round(time.offsetNanoseconds / 6e10);

/** The last border that is not above `value`; times mostly come in order, so the last answer is tried first. */
function seek(borders: readonly number[], value: number, hint: number): number {
  if (value >= borders[hint]! && !(value >= borders[hint + 1]!)) return hint;
  let low = 0;
  let high = borders.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= borders[middle]!) low = middle;
    else high = middle;
  }
  return low;
}

/** Refuses what is no IANA time zone. */
export function checkZone(verb: string, zone: string): string {
  if (typeof zone === "string" && zoneName(zone) !== undefined) return zone;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "zone must be an IANA time zone",
    found: JSON.stringify(maskText(String(zone))),
    hint: nearZone(String(zone)) ?? '"Europe/Lisbon", "America/New_York" or "UTC"',
  });
}

/** `Lisbon`, `Lisbon/Europe` and `europe/lisbom` are near `Europe/Lisbon`. */
function nearZone(text: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const parts = text.trim().toLowerCase().replaceAll(" ", "_").split("/");
  const exact = zones.find((zone) => parts.includes(cityOf(zone)));
  if (exact !== undefined) return `did you mean "${exact}"?`;
  const city = /"(.*)"/.exec(suggest(parts.at(-1)!, zones.map(cityOf)) ?? "")?.[1];
  const near = zones.find((zone) => cityOf(zone) === city);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

const cityOf = (zone: string) => zone.slice(zone.lastIndexOf("/") + 1).toLowerCase();
