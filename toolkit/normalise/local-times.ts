import { sharedInt32 } from "../../workers/shared.ts";
import { type About, toAbout } from "../core/about.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { type EventColumns, type Events, requireColumns } from "../core/events.ts";
import { timeSpan } from "../core/instant.ts";
import { knownOptions } from "../core/options.ts";
import { columnOf, hasColumn, type Table, toTable } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { checkZone, ZoneClock } from "./zone-clock.ts";

/** What the clock on the wall and the calendar beside it showed. */
export interface LocalColumns {
  /** 0 to 23; missing where the local offset is. */
  local_hour: number | null;
  /** 1 is Monday, 7 is Sunday, as ISO 8601 counts. */
  local_weekday: number | null;
  /** The local date, `"2026-03-29"`. */
  local_day: string | null;
}

/** How local times are found where rows do not tell. */
export interface LocalTimesOptions {
  /** IANA zone of rows whose offset is missing: `"Europe/Lisbon"`. Default: none, they have no local time. */
  zone?: string;
}

/** Events with the hour, weekday and date of their own place. */
export interface LocalTimes {
  /** The events in their order, with {@link LocalColumns}. */
  readonly table: Table<EventColumns & LocalColumns & Record<string, unknown>>;
  /** Rows whose local time is not known. */
  readonly unknown: number;
  readonly about: About;
}

/**
 * At which hour, on which weekday and date events were where they happened: `at` plus its own `offset`, row by row, so that
 * summer time and travel are told apart. Of rows without an offset, which came as UTC and of no known zone, nothing is made
 * up: they have none of the three unless `zone` says where they were.
 *
 * Cost: one pass, 7 bytes a row.
 *
 * @throws PhonographError `data/column-missing`; `option/missing` where no row has an offset and no zone is given;
 * `option/invalid` for a zone that is none
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { localTimes, normalise } from "phonograph";
 * const raw = { table: table({ at: ["2026-07-04T23:30:00Z", "2026-01-04T23:30:00Z"] }) };
 * const { table: events } = await normalise({ raw, zone: "Europe/Lisbon", map: { at: "at", kind: { constant: "call" } } });
 * const { table: local } = localTimes(events);
 * console.assert(local.get("local_hour", 0) === 0 && local.get("local_day", 0) === "2026-07-05");
 * console.assert(local.get("local_hour", 1) === 23 && local.get("local_weekday", 1) === 7);
 * ```
 */
export function localTimes(events: Events, options: LocalTimesOptions = {}): LocalTimes {
  const verb = "localTimes";
  knownOptions(verb, options, ["zone"]);
  requireColumns(verb, events, ["at"]);
  const at = timesOf(verb, events);
  const zone = options.zone === undefined ? undefined : checkZone(verb, options.zone);
  const clock = zone === undefined || at.length === 0 ? undefined : new ZoneClock(zone, ...spanOf(at));
  const offsets = hasColumn(events, "offset") ? offsetsOf(columnOf(verb, events, "offset")) : undefined;
  const hour = new Int8Array(new SharedArrayBuffer(at.length)).fill(-1);
  const weekday = new Int8Array(new SharedArrayBuffer(at.length)).fill(-1);
  const day = sharedInt32(at.length).fill(-1);
  const days: string[] = [];
  const dayCodes = new Map<number, number>();
  let unknown = 0;
  for (let row = 0; row < at.length; row++) {
    const own = offsets ? offsets(row) : NO_OFFSET;
    const minutes = own !== NO_OFFSET ? own : clock ? clock.offsetAt(at[row]!) : NO_OFFSET;
    if (minutes === NO_OFFSET || !(Math.abs(at[row]!) < 8.64e15)) {
      unknown++;
      continue;
    }
    const wall = at[row]! + minutes * 6e4;
    const date = Math.floor(wall / 864e5);
    hour[row] = Math.min(23, Math.floor((wall - date * 864e5) / 36e5));
    weekday[row] = ((((date + 3) % 7) + 7) % 7) + 1;
    let code = dayCodes.get(date);
    if (code === undefined) {
      code = days.push(new Date(date * 864e5).toISOString().replace(/T.*/, "")) - 1;
      dayCodes.set(date, code);
    }
    day[row] = code;
  }
  if (unknown === at.length && at.length > 0 && !clock) throw noOffsets(verb, at.length);
  const own = Object.fromEntries(
    (events.columnNames() as string[]).map((name) => [name, columnOf(verb, events, name)]),
  ) as Record<string, Column>;
  const local = {
    local_hour: new WholeColumn(hour, -1),
    local_weekday: new WholeColumn(weekday, -1),
    local_day: new TextColumn(day, days),
  };
  const excluded = [{ reason: "local time unknown", rows: unknown }];
  return Object.freeze({
    table: toTable({ ...own, ...local }) as unknown as LocalTimes["table"],
    unknown,
    about: toAbout({ verb, options, input: events, columns: ["at", "offset"], excluded }),
  });
}

function offsetsOf(column: Column): (row: number) => number {
  if (column instanceof TextColumn) return () => NO_OFFSET;
  if (column instanceof WholeColumn) return (row) => column.at(row) ?? NO_OFFSET;
  return (row) => (Number.isNaN(column[row]!) ? NO_OFFSET : column[row]!);
}

function spanOf(at: Float64Array): [number, number] {
  const [first, last] = timeSpan(at);
  const [from, until] = [Date.UTC(1900, 0), Date.UTC(2100, 0)];
  return [Math.min(Math.max(first, from), until), Math.max(Math.min(last, until), from)];
}

const noOffsets = (verb: string, rows: number) =>
  new PhonographError({
    code: "option/missing",
    verb,
    rule: "zone must be given where only UTC is known",
    found: `${rows.toLocaleString("en")} rows, none with a local offset`,
    hint: 'zone: "Europe/Lisbon" here or in normalise',
  });
