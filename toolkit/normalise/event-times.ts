import { sharedInt16 } from "../../workers/shared.ts";
import { NO_OFFSET, TextColumn } from "../core/columns.ts";
import { columnOf } from "../core/table.ts";
import type { PreparedInput } from "./event-input.ts";
import { LogOrder } from "./log-order.ts";
import { passNewYears } from "./new-years.ts";
import { EARLIEST } from "./number-times.ts";
import { noteOffsets } from "./offset-issues.ts";
import { markResets } from "./reset-clocks.ts";
import type { RowIssues } from "./row-issues.ts";
import { noZone, refuseUnread } from "./unread-times.ts";
import { type WrittenTimes, writtenTimes } from "./written-times.ts";
import { ZoneClock } from "./zone-clock.ts";
import { isOffset, LOCAL, NAMED, NAMED_UTC, UNKNOWN_ZONE, UTC, type ZoneTexts } from "./zone-texts.ts";

export interface EventTimes {
  /** NaN where there is no time: these rows are dropped, each with its reason. */
  at: Float64Array<SharedArrayBuffer>;
  offset: Int16Array<SharedArrayBuffer>;
}

const MISSING = 1;
const UNREAD = 2;
const NO_ZONE = 3;
const UNKNOWN = 4;
const WAS_SKIPPED = 5;
const TOOK_FIRST = 6;
const TOOK_SECOND = 7;
const WAS_TWICE = 8;
const ONLY_UTC = 9;

const CHOSEN = { first: TOOK_FIRST, second: TOOK_SECOND, neither: WAS_TWICE } as const;

const EARLY = 1;
const LATE = 2;
const RESET = 3;

const REASONS: readonly (readonly [mark: number, reason: string, effect: "dropped" | "noted"])[] = [
  [MISSING, "at: missing", "dropped"],
  [UNREAD, "at: not a time", "dropped"],
  [NO_ZONE, "at: local time without a zone", "dropped"],
  [UNKNOWN, "at: a zone that is unknown, or that several places call so", "dropped"],
  [WAS_TWICE, "at: local time that the zone had twice", "dropped"],
  [WAS_SKIPPED, "at: local time that the zone skipped", "noted"],
  [TOOK_FIRST, "at: local time that the zone had twice, the first taken", "noted"],
  [TOOK_SECOND, "at: local time that the zone had twice, the second taken", "noted"],
  [ONLY_UTC, "at: in UTC without a zone, the local time is unknown", "noted"],
];

/** The moments and local offsets of an input's rows. */
export function eventTimes(verb: string, input: PreparedInput, latest: number, issues: RowIssues): EventTimes {
  const written = writtenTimes(verb, input);
  refuseUnread(verb, input, written);
  const { wall: at, zone, zones } = written;
  const rows = at.length;
  const moved = passNewYears(written, input.source.codes);
  const homes = homesOf(verb, input, rows, zones);
  if (!homes) refuseHomeless(verb, input, written);
  const clocks = new Clocks(zones, at);
  const offset = sharedInt16(rows);
  const marks = new Uint8Array(rows);
  const log = new LogOrder(input.overlap, input.source.values.length);
  const isDated = input.entries.get("at")!.constant !== undefined;
  for (let i = 0; i < rows; i++) {
    const wall = at[i]!;
    const own = zone[i]!;
    let moment = wall;
    let minutes = own;
    if (!(Math.abs(wall) < 8.64e15)) {
      marks[i] = Number.isNaN(wall) ? MISSING : UNREAD;
      at[i] = Number.NaN;
      offset[i] = NO_OFFSET;
      continue;
    }
    if (isOffset(own)) moment = wall - own * 6e4;
    else {
      const home = homeOf(own, homes?.[i]);
      const isMoment = own === UTC || (own >= NAMED_UTC && own < UNKNOWN_ZONE);
      if (own === UNKNOWN_ZONE || (home === UNKNOWN_ZONE && !isMoment)) {
        marks[i] = UNKNOWN;
        moment = Number.NaN;
      } else if (isMoment) {
        minutes = home === UNKNOWN_ZONE || home === LOCAL ? NO_OFFSET : clocks.offsetAt(home, wall);
        if (minutes === NO_OFFSET && !isDated) marks[i] = ONLY_UTC;
      } else if (home === LOCAL) {
        marks[i] = NO_ZONE;
        moment = Number.NaN;
      } else {
        const shift = clocks.shiftAt(home, wall);
        moment = clocks.momentOf(home, wall);
        if (shift > 0) marks[i] = WAS_SKIPPED;
        else if (shift < 0) {
          marks[i] = CHOSEN[log.choose(input.source.codes[i]!, moment, shift * 6e4)];
          if (marks[i] === TOOK_SECOND) moment -= shift * 6e4;
          if (marks[i] === WAS_TWICE) moment = Number.NaN;
        }
        minutes = clocks.offsetAt(home, moment);
      }
      if (Number.isNaN(moment)) minutes = NO_OFFSET;
    }
    if (!Number.isNaN(moment)) log.pass(input.source.codes[i]!, moment);
    at[i] = moment;
    offset[i] = minutes;
  }
  correctClock(verb, input, at, issues);
  if (input.clock !== undefined) {
    const corrected = new Clocks(zones, at);
    for (let i = 0; i < rows; i++) {
      if (isOffset(zone[i]!) || offset[i] === NO_OFFSET || Number.isNaN(at[i]!)) continue;
      offset[i] = corrected.offsetAt(homeOf(zone[i]!, homes?.[i]), at[i]!);
    }
  }
  const strange = zones.unknown.size > 20 ? [] : [...zones.unknown].filter((word) => ZONE_WORD.test(word)).slice(0, 3);
  const which = strange.length > 0 ? `: ${strange.join(", ")}` : "";
  for (const [mark, reason, effect] of REASONS) {
    issues.addMarked(marks, mark, mark === UNKNOWN ? reason + which : reason, effect);
  }
  noteDoubts(at, latest, issues);
  if (!homes && zones.names.length === 0) noteOffsets(offset, issues);
  if (moved) issues.addMarked(moved, 1, "at: after New Year, the year counted on", "noted");
  const words = "at: times of day of up to four digits, read as hours and minutes";
  if (written.minutes) issues.addMarked(written.minutes, 1, words, "noted");
  if (written.proven) {
    const { order, rows: decided } = written.proven;
    const words = order === "dmy" ? "day before month" : "month before day";
    issues.addMarked(decided, 1, `at: ${words}, as the column itself proves`, "noted");
  }
  return { at, offset };
}

/** What may be an abbreviation or the name of a zone, and neither somebody's name nor a path. */
const ZONE_WORD =
  /^(?:[A-Z]{2,5}|(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific)\/[A-Za-z_/]{1,40})$/;

/** The zone of one row: its own where it names one, else its input's. */
const homeOf = (own: number, usual = LOCAL) => (own >= NAMED && own < UNKNOWN_ZONE ? own : usual);

/** Where each row's local time is that of, unless it says so itself; undefined without any zone. */
function homesOf(verb: string, input: PreparedInput, rows: number, zones: ZoneTexts): Int16Array | undefined {
  const usual = input.zone === undefined ? LOCAL : zones.codeOfName(input.zone);
  if (input.zoneColumn === undefined) return usual === LOCAL ? undefined : new Int16Array(rows).fill(usual);
  const column = columnOf(verb, input.table, input.zoneColumn);
  if (!(column instanceof TextColumn)) return new Int16Array(rows).fill(UNKNOWN_ZONE);
  const codes = Int16Array.from(column.values, (text) => (text.trim() === "" ? usual : zones.codeOf(text.trim())));
  return Int16Array.from(column.codes, (code) => (code < 0 ? usual : codes[code]!));
}

function refuseHomeless(verb: string, input: PreparedInput, { wall, zone }: WrittenTimes): void {
  let locals = 0;
  for (let i = 0; i < zone.length; i++) if (zone[i] === LOCAL && Number.isFinite(wall[i]!)) locals++;
  if (locals * 2 > zone.length) throw noZone(verb, input, locals, zone.length);
}

/** The clocks of the zones of one input, each made when it is first asked. */
class Clocks {
  readonly #zones: ZoneTexts;
  readonly #clocks: (ZoneClock | undefined)[] = [];
  readonly #span: [number, number];

  constructor(zones: ZoneTexts, at: Float64Array) {
    this.#zones = zones;
    this.#span = spanOf(at);
  }

  offsetAt(home: number, moment: number): number {
    return isOffset(home) ? home : home === UTC ? 0 : this.#of(home).offsetAt(moment);
  }

  momentOf(home: number, wall: number): number {
    return isOffset(home) ? wall - home * 6e4 : home === UTC ? wall : this.#of(home).momentOf(wall);
  }

  shiftAt(home: number, wall: number): number {
    return isOffset(home) || home === UTC ? 0 : this.#of(home).shiftAt(wall);
  }

  #of(home: number): ZoneClock {
    const place = home >= NAMED_UTC ? home - NAMED_UTC : home - NAMED;
    this.#clocks[place] ??= new ZoneClock(this.#zones.names[place]!, ...this.#span);
    return this.#clocks[place];
  }
}

/** What a zone's clock must cover; times outside a human span use its ends. */
function spanOf(time: Float64Array): [number, number] {
  let first: number = FARTHEST[1];
  let last: number = FARTHEST[0];
  for (const value of time) {
    if (value < first && value > FARTHEST[0]) first = value;
    if (value > last && value < FARTHEST[1]) last = value;
  }
  return first <= last ? [first, last] : [0, 0];
}

const FARTHEST = [Date.UTC(1900, 0, 1), Date.UTC(2100, 0, 1)] as const;

/** Adds what the user says that the clock was wrong by, and counts the rows. */
function correctClock(verb: string, { table, clock }: PreparedInput, at: Float64Array, issues: RowIssues): void {
  if (!clock) return;
  const marks = new Uint8Array(at.length);
  const column = clock.column === undefined ? undefined : columnOf(verb, table, clock.column);
  const texts = column instanceof TextColumn ? column : undefined;
  const byCode = texts && Float64Array.from(texts.values, (text) => clock.byValue?.get(text) ?? 0);
  for (let i = 0; i < at.length; i++) {
    const add = byCode ? (byCode[texts!.codes[i]!] ?? 0) : column ? 0 : clock.add;
    if (add === 0 || Number.isNaN(at[i]!)) continue;
    at[i] = at[i]! + add;
    marks[i] = 1;
  }
  issues.addMarked(marks, 1, `at: clock corrected ${clock.words}`, "noted");
}

function noteDoubts(at: Float64Array, latest: number, issues: RowIssues): void {
  const marks = new Uint8Array(at.length);
  for (let i = 0; i < at.length; i++) marks[i] = at[i]! < EARLIEST ? EARLY : at[i]! > latest ? LATE : 0;
  markResets(at, marks, RESET);
  issues.addMarked(marks, EARLY, "at: before 1990", "noted");
  issues.addMarked(marks, RESET, "at: many at the turn of 2000 or 2001, where lost clocks begin anew", "noted");
  issues.addMarked(marks, LATE, "at: in the future", "noted");
}

/**
 * The last time that is not in the future, as ISO text: as `latest`, it gives the same issues again on any day. Undefined
 * without any time.
 */
export function lastKnown(parts: readonly Float64Array[], latest: number): string | undefined {
  let last = -Infinity;
  let hasLater = false;
  for (const at of parts) {
    for (const time of at) {
      if (time > latest) hasLater = true;
      else if (time > last) last = time;
    }
  }
  const limit = last > -Infinity ? Math.ceil(last) : hasLater ? latest : undefined;
  return limit === undefined ? undefined : new Date(limit).toISOString();
}
