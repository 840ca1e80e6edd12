import { sharedFloat64, sharedInt16 } from "../../workers/shared.ts";
import { NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { toInstant } from "../core/instant.ts";
import { columnOf, hasColumn } from "../core/table.ts";
import type { PreparedInput } from "./event-input.ts";
import { LOCAL, parseTime, UTC } from "./parse-time.ts";
import type { RowIssues } from "./row-issues.ts";
import { SKIPPED, TWICE, ZoneClock } from "./zone-clock.ts";

export interface EventTimes {
  /** NaN where there is no time: these rows are dropped, each with its reason. */
  at: Float64Array<SharedArrayBuffer>;
  offset: Int16Array<SharedArrayBuffer>;
}

/** Clocks at 1970 or 1980 have lost their time; nothing logged by phones is older. */
const EARLIEST = Date.UTC(1990, 0, 1);

const MISSING = 1;
const UNREAD = 2;
const NO_ZONE = 3;
const WAS_SKIPPED = 4;
const WAS_TWICE = 5;
const EARLY = 6;
const LATE = 7;

/** The moments and local offsets of an input's rows. */
export function eventTimes(verb: string, input: PreparedInput, latest: number, issues: RowIssues): EventTimes {
  const { column, constant } = input.entries.get("at")!;
  const name = column ?? "at";
  const { time, zone } = constant === undefined ? written(verb, input, name) : allAt(verb, input, constant);
  const rows = time.length;
  const offset = sharedInt16(rows);
  const marks = new Uint8Array(rows);
  refuseUnread(verb, input, name, time);
  let locals = 0;
  for (let i = 0; i < rows; i++) if (zone[i] === LOCAL && !Number.isNaN(time[i])) locals++;
  if (input.zone === undefined && locals * 2 > rows) throw noZone(verb, name, locals, rows);
  const clock = input.zone === undefined ? undefined : new ZoneClock(input.zone, ...spanOf(time));
  for (let i = 0; i < rows; i++) {
    let moment = time[i]!;
    let minutes = zone[i]!;
    if (!(Math.abs(moment) < 8.64e15)) {
      marks[i] = moment === Infinity ? UNREAD : MISSING;
      moment = Number.NaN;
      minutes = NO_OFFSET;
    } else if (minutes === LOCAL) {
      if (clock) {
        const wall = moment;
        moment = clock.momentOf(wall);
        const occurrence = clock.occurrence(wall);
        if (occurrence !== 0) marks[i] = occurrence === SKIPPED ? WAS_SKIPPED : occurrence === TWICE ? WAS_TWICE : 0;
        minutes = clock.offsetAt(moment);
      } else {
        marks[i] = NO_ZONE;
        moment = Number.NaN;
        minutes = NO_OFFSET;
      }
    } else if (minutes === UTC) minutes = clock ? clock.offsetAt(moment) : NO_OFFSET;
    if (marks[i] === 0 && moment < EARLIEST) marks[i] = EARLY;
    if (marks[i] === 0 && moment > latest) marks[i] = LATE;
    time[i] = moment;
    offset[i] = minutes;
  }
  issues.addMarked(marks, MISSING, "at: missing", "dropped");
  issues.addMarked(marks, UNREAD, "at: not a time", "dropped");
  issues.addMarked(marks, NO_ZONE, "at: local time without a zone", "dropped");
  issues.addMarked(marks, WAS_SKIPPED, "at: local time that the zone skipped", "noted");
  issues.addMarked(marks, WAS_TWICE, "at: local time that the zone had twice, the first taken", "noted");
  issues.addMarked(marks, EARLY, "at: before 1990", "noted");
  issues.addMarked(marks, LATE, "at: in the future", "noted");
  return { at: time, offset };
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

/** One moment for every row, for tables that tell how things stood then. */
function allAt(verb: string, { table }: PreparedInput, moment: string | number) {
  const time = sharedFloat64(table.numRows()).fill(toInstant(verb, "map.at.constant", moment));
  return { time, zone: new Int16Array(time.length).fill(UTC) };
}

/** The times as written (moments, or clock readings where the zone is {@link LOCAL}); Infinity is no time. */
function written(verb: string, input: PreparedInput, name: string) {
  const column = columnOf(verb, input.table, name);
  const time = sharedFloat64(column.length);
  const zone = new Int16Array(column.length);
  if (column instanceof TextColumn) {
    const { values, codes } = column;
    const times = new Float64Array(values.length);
    const zones = new Int16Array(values.length);
    const parsed = new Float64Array(2);
    for (const [code, text] of values.entries()) {
      const isTime = parseTime(text.trim(), input, parsed);
      times[code] = isTime ? parsed[0]! - (isMinutes(parsed[1]!) ? parsed[1]! * 6e4 : 0) : Infinity;
      zones[code] = isTime ? parsed[1]! : LOCAL;
    }
    for (let i = 0; i < codes.length; i++) {
      time[i] = codes[i]! < 0 ? Number.NaN : times[codes[i]!]!;
      zone[i] = codes[i]! < 0 ? LOCAL : zones[codes[i]!]!;
    }
    return { time, zone };
  }
  const spelling = input.times[name];
  const numbers = column instanceof WholeColumn ? Float64Array.from(column, (value) => value ?? Number.NaN) : column;
  if (spelling === undefined) for (let i = 0; i < time.length; i++) time[i] = sinceEpoch(numbers[i]!);
  else time.set(numbers);
  zone.fill(spelling === "local" ? LOCAL : UTC);
  const offsets = `${name}_offset`;
  if (spelling === "offset" && hasColumn(input.table, offsets)) {
    const own = columnOf(verb, input.table, offsets);
    const at = own instanceof WholeColumn ? own.array : (own as Float64Array);
    for (let i = 0; i < zone.length; i++) zone[i] = at[i] === NO_OFFSET || Number.isNaN(at[i]!) ? UTC : at[i]!;
  }
  return { time, zone };
}

const isMinutes = (zone: number) => zone !== LOCAL && zone !== UTC;

/** Seconds, milli-, micro- or nanoseconds, told by their size. */
function sinceEpoch(value: number): number {
  const size = Math.abs(value);
  return size < 1e11 ? value * 1e3 : size < 1e14 ? value : size < 1e17 ? value / 1e3 : value / 1e6;
}

/** A column of which most is no time at all was not meant, or needs the order of day and month, or a year. */
function refuseUnread(verb: string, input: PreparedInput, name: string, time: Float64Array): void {
  let unread = 0;
  for (let i = 0; i < time.length; i++) if (time[i] === Infinity) unread++;
  if (unread * 2 <= time.length) return;
  const text = String(input.table.get(name, time.indexOf(Infinity)));
  const isDate = /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/.test(text);
  const isSyslog = /^\s*[a-z]{3,9}\.? +\d{1,2} +\d{1,2}:/i.test(text);
  throw new PhonographError({
    code: "data/unparseable",
    verb,
    rule: `column "${name}" must hold times`,
    found: `${unread.toLocaleString("en")} of ${time.length.toLocaleString("en")} values are none, the first of the form ${form(text)}`,
    hint: isDate
      ? 'say which comes first: dateOrder: "dmy" or "mdy"'
      : isSyslog
        ? "say the year: year: 2026"
        : "name the column of the times in map.at",
  });
}

/** What a value looks like, without telling it. */
function form(text: string): string {
  const shape = text.replace(/\p{L}/gu, "a").replace(/\d/g, "9");
  return JSON.stringify(shape.length > 40 ? `${shape.slice(0, 39)}…` : shape);
}

function noZone(verb: string, name: string, locals: number, rows: number): PhonographError {
  return new PhonographError({
    code: "option/missing",
    verb,
    rule: "zone must be given where times have none",
    found: `column "${name}": ${locals.toLocaleString("en")} of ${rows.toLocaleString("en")} rows show a local time`,
    hint: 'zone: "Europe/Lisbon", or zone: "UTC" if that is what the clock showed',
  });
}
