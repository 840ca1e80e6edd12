import { sharedFloat64 } from "../../workers/shared.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { toInstant } from "../core/instant.ts";
import { columnOf, hasColumn } from "../core/table.ts";
import { clockNumbers } from "./clock-numbers.ts";
import { proveDateOrder } from "./date-order.ts";
import type { PreparedInput } from "./event-input.ts";
import { isDateDigits, isPlausible, numberIn, timeOfNumber, UsualUnit, zoneOfNumber } from "./number-times.ts";
import type { DateOrder } from "./time-spellings.ts";
import { TimeTexts } from "./time-texts.ts";
import { LOCAL, UTC, ZoneTexts } from "./zone-texts.ts";

/** Every row's time as it is written. */
export interface WrittenTimes {
  /** Milliseconds since 1970: of the clock that was shown, or of the moment where the zone is UTC. NaN: missing. Infinity: no time. */
  wall: Float64Array<SharedArrayBuffer>;
  /** Minutes, or a code of {@link ZoneTexts}; minutes are still to be taken from `wall`. */
  zone: Int16Array;
  zones: ZoneTexts;
  /** 1 where the year was not written. */
  yearless?: Uint8Array;
  /** 1 where a number was read as hours and minutes of the day. */
  minutes?: Uint8Array;
  /** The order of day and month that the column itself proves, and the rows it decides. */
  proven?: { order: DateOrder; rows: Uint8Array };
}

/** The column `at`, read once for each distinct text. */
export function writtenTimes(verb: string, input: PreparedInput): WrittenTimes {
  const { column, columns, constant } = input.entries.get("at")!;
  const zones = new ZoneTexts(input.abbreviations);
  if (constant !== undefined) {
    const wall = sharedFloat64(input.table.numRows()).fill(toInstant(verb, "map.at.constant", constant));
    return { wall, zone: new Int16Array(wall.length).fill(UTC), zones };
  }
  if (columns) return fromTwo(verb, input, columns, zones);
  const name = column ?? "at";
  const values = columnOf(verb, input.table, name);
  if (input.times[name] !== undefined) return fromTimes(verb, input, name, values, zones);
  return values instanceof TextColumn ? fromTexts(values, input, zones) : fromNumbers(values, input, zones);
}

/** A column that its reader has read as times. */
function fromTimes(verb: string, input: PreparedInput, name: string, values: Column, zones: ZoneTexts): WrittenTimes {
  if (input.written !== undefined) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "written is for texts and plain numbers",
      found: `column "${name}" was read as times`,
      hint: `columns: { ${name}: { from: "${name}", type: "text" } } where it is read`,
    });
  }
  const wall = sharedFloat64(values.length);
  wall.set(numbers(values));
  const spelling = input.times[name];
  const zone = new Int16Array(wall.length).fill(spelling === "local" ? LOCAL : UTC);
  const offsets = `${name}_offset`;
  if (spelling === "offset" && hasColumn(input.table, offsets)) {
    const own = columnOf(verb, input.table, offsets);
    const at = own instanceof WholeColumn ? own.array : (own as Float64Array);
    for (let i = 0; i < zone.length; i++) {
      if (at[i] === NO_OFFSET || Number.isNaN(at[i]!)) continue;
      zone[i] = at[i]!;
      wall[i] = wall[i]! + at[i]! * 6e4;
    }
  }
  return { wall, zone, zones };
}

function fromNumbers(values: Column, { written }: PreparedInput, zones: ZoneTexts): WrittenTimes {
  const wall = sharedFloat64(values.length);
  const zone = new Int16Array(wall.length).fill(zoneOfNumber(written));
  const plain = numbers(values);
  const texts = new TimeTexts({ smpp: written === "smpp" }, zones);
  const digits = written === "smpp" ? 10 : 0;
  const usual = new UsualUnit();
  let isOdd = false;
  for (let i = 0; i < wall.length; i++) {
    const value = plain[i]!;
    usual.add(value);
    if (digits === 0 && !(written === undefined && isDateDigits(value))) {
      wall[i] = Number.isNaN(value) ? Number.NaN : timeOfNumber(value, written);
    } else if (Number.isNaN(value)) wall[i] = Number.NaN;
    else if (texts.read(String(value).padStart(digits, "0"))) {
      wall[i] = texts.wall;
      zone[i] = texts.zone;
    } else wall[i] = digits === 0 ? timeOfNumber(value, written) : Infinity;
    isOdd ||= !isPlausible(wall[i]!) || zone[i] !== UTC;
  }
  const unit = isOdd && written === undefined ? usual.unit : undefined;
  for (let i = 0; unit && i < wall.length; i++) {
    if (isPlausible(wall[i]!) && zone[i] === UTC) continue;
    wall[i] = timeOfNumber(plain[i]!, unit);
    zone[i] = UTC;
  }
  return { wall, zone, zones };
}

const numbers = (values: Column) =>
  values instanceof WholeColumn ? Float64Array.from(values, (value) => value ?? Number.NaN) : (values as Float64Array);

function fromTexts(column: TextColumn, input: PreparedInput, zones: ZoneTexts): WrittenTimes {
  const read = readTexts(column.values, input, zones);
  const rows = column.length;
  const wall = sharedFloat64(rows);
  const zone = new Int16Array(rows);
  for (let i = 0; i < rows; i++) {
    const code = column.codes[i]!;
    wall[i] = code < 0 ? Number.NaN : read.wall[code]!;
    zone[i] = code < 0 ? LOCAL : read.zone[code]!;
  }
  const spread = (marks: Uint8Array) => Uint8Array.from(column.codes, (code) => (code < 0 ? 0 : marks[code]!));
  return {
    wall,
    zone,
    zones,
    ...(read.yearless && { yearless: spread(read.yearless) }),
    ...(read.proven && { proven: { ...read.proven, rows: spread(read.proven.rows) } }),
  };
}

/** Each text once; those without an order of day and month again, if they prove one. */
function readTexts(values: readonly string[], { dateOrder, year, written }: PreparedInput, zones: ZoneTexts) {
  const wall = new Float64Array(values.length);
  const zone = new Int16Array(values.length);
  let yearless: Uint8Array | undefined;
  const unread: number[] = [];
  const texts = new TimeTexts({ dateOrder, year, smpp: written === "smpp" }, zones);
  const unit = written === "smpp" ? undefined : written;
  for (let code = 0; code < values.length; code++) {
    const text = values[code]!.trim();
    const number = unit === undefined ? Number.NaN : numberIn(text);
    if (!Number.isNaN(number)) {
      wall[code] = timeOfNumber(number, unit);
      zone[code] = zoneOfNumber(unit);
    } else if (texts.read(text)) {
      wall[code] = texts.wall;
      zone[code] = texts.zone;
      if (texts.yearless) {
        yearless ??= new Uint8Array(values.length);
        yearless[code] = 1;
      }
    } else {
      wall[code] = text === "" ? Number.NaN : Infinity;
      zone[code] = LOCAL;
      unread.push(code);
    }
  }
  if (written === undefined) readOddNumbers(values, wall, zone);
  const order = dateOrder ? undefined : proveDateOrder(unread.map((code) => values[code]!.trim()));
  if (!order) return { wall, zone, yearless };
  const decided = new Uint8Array(values.length);
  const ordered = new TimeTexts({ dateOrder: order, year }, zones);
  for (const code of unread) {
    if (!ordered.read(values[code]!.trim())) continue;
    wall[code] = ordered.wall;
    zone[code] = ordered.zone;
    decided[code] = 1;
  }
  return { wall, zone, yearless, proven: { order, rows: decided } };
}

/**
 * Where most texts are numbers since 1970 of one unit, so are those that would be no time of our days by their size, and
 * those that happen to look like a date in digits: a clock of milliseconds that began anew shows 42241104.
 */
function readOddNumbers(values: readonly string[], wall: Float64Array, zone: Int16Array): void {
  const usual = new UsualUnit();
  const odd: number[] = [];
  let counted = 0;
  for (let code = 0; code < values.length; code++) {
    if (isPlausible(wall[code]!) && zone[code] === UTC) counted++;
    else if (!Number.isNaN(numberIn(values[code]!.trim()))) odd.push(code);
  }
  if (odd.length === 0) return;
  for (const text of values) usual.add(numberIn(text.trim()));
  const { unit } = usual;
  for (const code of unit ? odd : []) {
    const isDate = zone[code] !== UTC && wall[code] !== Infinity;
    if (isDate && counted * 2 <= values.length) continue;
    wall[code] = timeOfNumber(numberIn(values[code]!.trim()), unit);
    zone[code] = UTC;
  }
}

/** A column of dates and one of times of the day. */
function fromTwo(verb: string, input: PreparedInput, columns: readonly string[], zones: ZoneTexts): WrittenTimes {
  const [days, times] = columns.map((name) => columnOf(verb, input.table, name));
  const { clocks, minutes } =
    times instanceof TextColumn ? { clocks: times } : clockNumbers(verb, columns[1]!, numbers(times!));
  const day = fromTexts(withZeros(days!), input, zones);
  const clock = readTexts(
    clocks.values.map((text) => (text.trim() === "" ? "" : `2001-01-01 ${withColons(text.trim())}`)),
    { ...input, written: undefined },
    zones,
  );
  const start = Date.UTC(2001, 0, 1);
  for (let i = 0; i < day.wall.length; i++) {
    const code = clocks.codes[i]!;
    day.wall[i] = day.wall[i]! + (code < 0 ? Number.NaN : clock.wall[code]! - start);
    if (day.zone[i] === LOCAL && code >= 0) day.zone[i] = clock.zone[code]!;
  }
  return { ...day, ...(minutes && { minutes }) };
}

/** `091500` and `0915` as `09:15:00` and `09:15`. */
const withColons = (text: string) =>
  text.replace(/^(\d\d)(\d\d)(\d\d)?(?!\d)/, (_, h, m, s) => `${h}:${m}${s ? `:${s}` : ""}`);

/** Dates in digits as they were written, with all of them. */
function withZeros(column: Column): TextColumn {
  if (column instanceof TextColumn) return column;
  return TextColumn.from(Array.from(numbers(column), (n) => (Number.isNaN(n) ? null : String(n).padStart(8, "0"))));
}
