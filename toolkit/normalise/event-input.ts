import type { ColumnTable } from "arquero";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, whole } from "../core/options.ts";
import { hasColumn, missingColumn, numbersOf, textOf } from "../core/table.ts";
import { toRegion } from "../numbers/region.ts";
import type { Raw } from "../sources/raw.ts";
import { type EventMap, type MapEntry, toEntries } from "./event-map.ts";
import type { DateOrder } from "./parse-time.ts";
import { checkZone } from "./zone-clock.ts";

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
   * IANA zone of times without one, and of the local time where only UTC is known: `"Europe/Lisbon"`. Default: the
   * reader's, then that of {@link NormaliseOptions}.
   */
  zone?: string;
  /** Country of numbers written without their country code: `"PT"`. Default: that of {@link NormaliseOptions}. */
  region?: string;
  /**
   * The raw column that holds the country of each row's numbers, as ISO 3166 codes; rows without one have `region`. A value
   * that is no code reads its numbers without a region and is noted (`bad-region`).
   */
  regionColumn?: RawName<R>;
  /**
   * `"read"`: `phone` and `peer` are phone numbers as people and machines write them. `"keep"`: they are pseudonyms or
   * made-up numbers, and stay as they are, without country, carrier or type. Default `"read"`.
   */
  numbers?: "read" | "keep";
  /** What `03/04/2026` means. Default: such texts are no times. */
  dateOrder?: DateOrder;
  /** The year of times without one, as in syslog. Default: such texts are no times. */
  year?: number;
}

/** A reader's result, or as much of it as there is. */
export type RawLike = Raw<object> | { readonly table: ColumnTable };

/** An input with everything decided. */
export interface PreparedInput {
  table: ColumnTable;
  times: Raw["times"];
  issues: Raw["issues"] | undefined;
  rowsIn: number;
  entries: Map<string, MapEntry>;
  keep: readonly string[];
  zone: string | undefined;
  region: string | undefined;
  regions: TextColumn | undefined;
  numbers: "read" | "keep";
  dateOrder: DateOrder | undefined;
  year: number | undefined;
  source: TextColumn;
  row: Float64Array<SharedArrayBuffer>;
}

const OPTIONS = ["raw", "map", "keep", "zone", "region", "regionColumn", "numbers", "dateOrder", "year"];

/** Checks one input; the defaults are the options of the whole call. */
export function prepareInput(
  verb: string,
  input: EventInput,
  place: number,
  defaults: { zone?: string; region?: string },
): PreparedInput {
  knownOptions(verb, input, OPTIONS);
  const raw = input.raw as Partial<Raw> & { table: ColumnTable };
  if (typeof raw?.table?.numRows !== "function") {
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
  const keep = input.keep ?? [];
  const used = [...entries.values()].flatMap(({ column, sum }) => [...(column ? [column] : []), ...(sum ?? [])]);
  const telling = input.regionColumn === undefined ? [] : [input.regionColumn];
  for (const name of [...used, ...keep, ...telling]) if (!hasColumn(table, name)) throw missingColumn(verb, table, name);
  const zone = input.zone ?? (raw.about?.options["zone"] as string | undefined) ?? defaults.zone;
  const rows = table.numRows();
  return {
    table,
    times: raw.times ?? {},
    issues: raw.issues,
    rowsIn: rows + droppedBefore(raw.issues),
    entries,
    keep,
    zone: zone === undefined ? undefined : checkZone(verb, zone),
    region: toRegion(verb, input.region ?? defaults.region),
    regions: input.regionColumn === undefined ? undefined : textOf(verb, table, input.regionColumn),
    numbers: keyword(verb, "numbers", input.numbers ?? "read", ["read", "keep"]),
    dateOrder: input.dateOrder === undefined ? undefined : keyword(verb, "dateOrder", input.dateOrder, ["dmy", "mdy"]),
    year: input.year === undefined ? undefined : whole(verb, "year", input.year, 1970, 2100),
    source: hasColumn(table, "source") ? textOf(verb, table, "source") : named(rows, `table ${place + 1}`),
    row: hasColumn(table, "row") ? numbersOf(verb, table, "row") : counted(rows),
  };
}

function droppedBefore(issues: Raw["issues"] | undefined): number {
  let rows = 0;
  for (let i = 0; i < (issues?.numRows() ?? 0); i++) {
    if (issues!.get("effect", i) === "dropped") rows += issues!.get("rows", i) as number;
  }
  return rows;
}

const named = (rows: number, name: string) => new TextColumn(sharedInt32(rows), [name]);

function counted(rows: number): Float64Array<SharedArrayBuffer> {
  const numbers = sharedFloat64(rows);
  for (let i = 0; i < rows; i++) numbers[i] = i + 1;
  return numbers;
}
