import type { ColumnTable } from "arquero";
import { type SharedArray, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, whole } from "../core/options.ts";
import { columnOf, hasColumn, missingColumn, numbersOf, textOf } from "../core/table.ts";
import { toRegion } from "../numbers/region.ts";
import type { Raw } from "../sources/raw.ts";
import { type ClockCorrection, toCorrection } from "./clock-correction.ts";
import { type EventMap, type MapEntry, toEntries } from "./event-map.ts";
import type { Overlap } from "./log-order.ts";
import { NUMBER_TIMES, type NumberTimes } from "./number-times.ts";
import { ownEvents } from "./own-events.ts";
import type { DateOrder } from "./time-spellings.ts";
import { checkZone } from "./zone-clock.ts";
import { UNKNOWN_ZONE, ZoneTexts } from "./zone-texts.ts";

/** The column names of a raw table. */
export type RawName<R> = R extends Raw<infer C> ? (keyof C & string) | "source" | "row" : string;

/** What is to become events: a raw table, and what its columns are. */
export interface EventInput<R extends RawLike = Raw> {
  /** What a reader gave, or any Arquero table as `{table}`. */
  raw: R;
  map: EventMap<RawName<R>>;
  /** Raw columns that travel along under their own names. */
  keep?: readonly RawName<R>[];
  /**
   * IANA zone of times without one, and of the local time where only UTC is known: `"Europe/Lisbon"`. Or the raw column that
   * tells it row by row, as an IANA name, an offset or an abbreviation; where it is missing, the default holds. Default: the
   * reader's, then that of {@link NormaliseOptions}.
   */
  zone?: string | { readonly column: RawName<R> };
  /** Country of numbers written without their country code: `"PT"`. Default: that of {@link NormaliseOptions}. */
  region?: string;
  /**
   * The raw column that holds the country of each row's numbers, as ISO 3166 codes; rows without one have `region`. A value
   * that is no code reads its numbers without a region and is noted (`bad-region`).
   */
  regionColumn?: RawName<R>;
  /**
   * `"read"`: `phone` and `peer` are phone numbers as people and machines write them. `"keep"`: they are pseudonyms or
   * made-up numbers, and stay as they are, without country, carrier or type. Where a column that is read mixes other things
   * with numbers, codes and senders have keys of their own, all else is blanked and counted by what it is; a column that
   * holds mostly identifiers (IMSI, IMEI, cards) is refused. Default `"read"`.
   */
  numbers?: "read" | "keep";
  /**
   * What `03/04/2026` means. Default: what the column itself proves (27/04 can only be a day before a month), which is
   * noted; where it proves nothing, such texts are no times.
   */
  dateOrder?: DateOrder;
  /**
   * The year of the first time, where times have none, as in syslog; it counts on where they pass New Year. Default: such
   * texts are no times.
   */
  year?: number;
  /**
   * What numbers mean, where they do not show it: `"ios"`, `"spreadsheet"`, `"smpp"`, or seconds and finer since 1970.
   * Default: seconds, milli-, micro- or nanoseconds since 1970, told by their size.
   */
  written?: NumberTimes;
  /** What zones are called here that several places call so: `{IST: "Asia/Kolkata", CST: "-06:00"}`. Default: such times have no zone. */
  abbreviations?: Readonly<Record<string, string>>;
  /**
   * Which of the two moments is meant by a local time that the zone had twice: the `"earlier"`, the `"later"`, the one that
   * fits the `"order"` of the rows in a log, or none: `"drop"`. Default `"earlier"`. Each such row is noted.
   */
  overlap?: Overlap;
  /**
   * What is added to the times because their clock was wrong, `"-23s"` for one that is 23 seconds ahead; `clockSkew`
   * estimates it. Where each device has its own: `{column: "device", values: {d_1: "-5m"}}`. Default: nothing.
   */
  clock?: ClockCorrection | { readonly column: RawName<R>; readonly values: Readonly<Record<string, ClockCorrection>> };
}

/** A reader's result, or as much of it as there is. */
export type RawLike = Raw<object> | { readonly table: ColumnTable };

/** Corrections in milliseconds: the same for every row, or by the value of a column. */
export interface PreparedClock {
  add: number;
  column?: string;
  byValue?: ReadonlyMap<string, number>;
  /** How an issue tells it. */
  words: string;
}

/** An input with everything decided. */
export interface PreparedInput {
  table: ColumnTable;
  /** It holds events that were normalised before. */
  isEvents: boolean;
  times: Raw["times"];
  issues: Raw["issues"] | undefined;
  rowsIn: number;
  entries: Map<string, MapEntry>;
  keep: readonly string[];
  zone: string | undefined;
  zoneColumn: string | undefined;
  region: string | undefined;
  regions: TextColumn | undefined;
  numbers: "read" | "keep";
  dateOrder: DateOrder | undefined;
  year: number | undefined;
  written: NumberTimes | undefined;
  abbreviations: Readonly<Record<string, string>>;
  overlap: Overlap;
  clock: PreparedClock | undefined;
  source: TextColumn;
  row: SharedArray;
}

const OPTIONS = [
  "raw",
  "map",
  "keep",
  "zone",
  "region",
  "regionColumn",
  "numbers",
  "dateOrder",
  "year",
  "written",
  "abbreviations",
  "overlap",
  "clock",
];

/** Checks one input; the defaults are the options of the whole call. */
export function prepareInput(
  verb: string,
  input: EventInput,
  place: number,
  defaults: { zone?: string; region?: string },
): PreparedInput {
  knownOptions(verb, input, OPTIONS);
  const raw = input.raw as Partial<Raw> & { table: ColumnTable };
  if (typeof raw?.table?.numRows !== "function" || (raw.issues && typeof raw.issues.numRows !== "function")) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "raw must be what a reader gave, or {table}",
      found: raw === null ? "null" : typeof raw,
      hint: "normalise({ raw: await readCsv(file), map: {...} })",
    });
  }
  const { table } = raw;
  const entries = toEntries(verb, input.map);
  const keep = toKeep(verb, input.keep, entries);
  const used = [...entries.values()].flatMap(({ column, columns, sum }) =>
    [column ?? [], columns ?? [], sum ?? []].flat(),
  );
  if (input.zone === null) checkZone(verb, input.zone);
  if (input.regionColumn !== undefined) columnName(verb, "regionColumn", { column: input.regionColumn });
  const zoneColumn = typeof input.zone === "object" ? columnName(verb, "zone", input.zone) : undefined;
  const clock = toClock(verb, input.clock);
  const telling = [zoneColumn, input.regionColumn, clock?.column].filter((name) => name !== undefined);
  for (const name of [...used, ...keep, ...telling])
    if (!hasColumn(table, name)) throw missingColumn(verb, table, name);
  const own = zoneColumn === undefined ? (input.zone as string | undefined) : undefined;
  const zone = own ?? (raw.about?.options?.["zone"] as string | undefined) ?? defaults.zone;
  const rows = table.numRows();
  const events =
    raw.times === undefined && input.written === undefined ? ownEvents(verb, table, entries.get("at")) : undefined;
  return {
    table: events ?? table,
    isEvents: events !== undefined,
    times: events ? { at: "offset" } : (raw.times ?? {}),
    issues: raw.issues,
    rowsIn: rows + droppedBefore(raw.issues),
    entries,
    keep,
    zone: zone === undefined ? undefined : checkZone(verb, zone),
    zoneColumn,
    region: toRegion(verb, input.region ?? defaults.region),
    regions: input.regionColumn === undefined ? undefined : textOf(verb, table, input.regionColumn),
    numbers: keyword(verb, "numbers", input.numbers ?? "read", ["read", "keep"]),
    dateOrder:
      input.dateOrder === undefined ? undefined : keyword(verb, "dateOrder", input.dateOrder, ["dmy", "mdy", "ymd"]),
    year: input.year === undefined ? undefined : whole(verb, "year", input.year, 1970, 2100),
    written: input.written === undefined ? undefined : keyword(verb, "written", input.written, NUMBER_TIMES),
    abbreviations: input.abbreviations === undefined ? {} : toAbbreviations(verb, input.abbreviations),
    overlap: keyword(verb, "overlap", input.overlap ?? "earlier", ["earlier", "later", "order", "drop"]),
    clock,
    source: hasColumn(table, "source") ? textOf(verb, table, "source") : named(rows, `table ${place + 1}`),
    row: hasColumn(table, "row") ? placesIn(verb, table) : counted(rows),
  };
}

function columnName(verb: string, option: string, { column }: { column: unknown }): string {
  if (typeof column === "string") return column;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must name a column`,
    found: typeof column,
    hint: `${option}: { column: "…" }`,
  });
}

function toClock(verb: string, clock: EventInput["clock"]): PreparedClock | undefined {
  if (clock === undefined) return undefined;
  if (typeof clock !== "object" || clock === null)
    return { add: toCorrection(verb, "clock", clock), words: `by ${clock}` };
  knownOptions(verb, clock, ["column", "values"]);
  const column = columnName(verb, "clock", clock);
  const byValue = new Map(
    Object.entries(plain(verb, "clock.values", clock.values)).map(([value, add]) => [
      value,
      toCorrection(verb, "clock.values", add),
    ]),
  );
  return { add: 0, column, byValue, words: `by its ${column}` };
}

/** Each must be meant as an offset or as a zone. */
function toAbbreviations(verb: string, words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const zone of Object.values(plain(verb, "abbreviations", words))) {
    if (typeof zone !== "string") checkZone(verb, zone);
    if (new ZoneTexts().codeOf(zone) === UNKNOWN_ZONE) checkZone(verb, zone);
  }
  return words;
}

/** A plain object: of a Map nothing would be seen. */
function plain<O extends object>(verb: string, option: string, given: O): O {
  const isPlain = typeof given === "object" && given !== null && !(given instanceof Map) && !Array.isArray(given);
  if (isPlain) return given;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `${option} must be a plain object, from what is written to what it means`,
    found: given === null ? "null" : given instanceof Map ? "a Map" : Array.isArray(given) ? "a list" : typeof given,
    hint: given instanceof Map ? "Object.fromEntries(map)" : undefined,
  });
}

/** Columns that travel along: none of which has the name of another that the events get. */
function toKeep(verb: string, keep: unknown, entries: ReadonlyMap<string, MapEntry>): readonly string[] {
  if (keep === undefined) return [];
  if (!Array.isArray(keep) || !keep.every((name) => typeof name === "string")) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "keep must be a list of raw columns",
      found: keep === null ? "null" : Array.isArray(keep) ? "a list of other things" : typeof keep,
      hint: typeof keep === "string" ? "put it in a list" : 'keep: ["call_id"]',
    });
  }
  const taken = (keep as string[]).find((name) => entries.has(name) && entries.get(name)!.column !== name);
  if (taken === undefined) return keep as string[];
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: `keep cannot take "${taken}" along: the events have a column of that name, from another`,
    found: `map.${taken}`,
    hint: `read it under another name: columns: { ${taken}_in_file: "${taken}" }`,
  });
}

function droppedBefore(issues: Raw["issues"] | undefined): number {
  let rows = 0;
  for (let i = 0; i < (issues?.numRows() ?? 0); i++) {
    if (issues!.get("effect", i) === "dropped") rows += issues!.get("rows", i) as number;
  }
  return rows;
}

const named = (rows: number, name: string) => new TextColumn(sharedInt32(rows), [name]);

function placesIn(verb: string, table: ColumnTable): SharedArray {
  const column = columnOf(verb, table, "row");
  return column instanceof TextColumn || column instanceof WholeColumn ? numbersOf(verb, table, "row") : column;
}

function counted(rows: number): SharedArray {
  const numbers = sharedInt32(rows);
  for (let i = 0; i < rows; i++) numbers[i] = i + 1;
  return numbers;
}
