import { type About, toAbout } from "../core/about.ts";
import type { ComputeOptions } from "../core/compute.ts";
import type { IssueColumns, IssueLedger } from "../core/issues.ts";
import { type Table, textOf } from "../core/table.ts";

/**
 * How a time column was written: `"utc"` names a moment but no local time (`…Z`, seconds since 1970); `"local"` shows
 * a clock on a wall and no zone; `"offset"` shows both.
 */
export type TimeSpelling = "utc" | "local" | "offset";

/**
 * What a reader gives: every row of the source, or the reason why it is not there.
 *
 * Columns are as narrow as their range allows: whole numbers of which none is missing come as `Uint8Array`, `Int16Array` or
 * `Int32Array`, all others as `Float64Array`, NaN = missing; times are always milliseconds in a `Float64Array`. Every verb
 * takes any of them and gives the same answer.
 */
export interface Raw<C extends object = Record<string, unknown>> {
  /**
   * The rows in file order, one file after the other: the columns asked for, `source` (the file's name) and `row` (the
   * line that the record begins on, 1 for the first of the file, as an editor shows it; in parquet and Arrow files the
   * row, from 1).
   */
  readonly table: Table<C & RawPlace>;
  /** What was dropped, blanked or doubted, counted by source and reason. */
  readonly issues: Table<IssueColumns>;
  /** `rowsIn` = rows of the table + rows of issues with the effect `"dropped"`; `options.files` names what was read. */
  readonly about: About;
  /**
   * The columns that were read as times. They hold milliseconds since 1970: of the moment itself for `"utc"` and
   * `"offset"` (the minutes then stand in `<column>_offset`), of the clock on the wall, taken for UTC, for `"local"`.
   */
  readonly times: Readonly<Record<string, TimeSpelling>>;
}

/** Where a row came from. */
export interface RawPlace {
  source: string;
  row: number;
}

/** Options of every reader. */
export interface ReadOptions extends Pick<ComputeOptions, "signal" | "progress"> {
  /**
   * Spellings of "no value". Default: nothing, `NULL`, `null` and `\N`. `NA` stays text: it is also Namibia.
   *
   * @example ["", "-", "n/a"]
   */
  nulls?: readonly string[];
  /** The IANA zone of local times in these files, for `normalise`: `"Europe/Lisbon"`. Default: not known. */
  zone?: string;
}

/** Options that every reader takes. */
export const READ_OPTIONS = ["columns", "nulls", "zone", "signal", "progress"] as const;

/** Texts that stand for a missing value unless `nulls` says otherwise. */
export const DEFAULT_NULLS: readonly string[] = ["", "NULL", "null", "\\N"];

interface RawParts {
  verb: string;
  options: object;
  table: Table;
  rowsIn: number;
  ledger: IssueLedger;
  times: Record<string, TimeSpelling>;
}

/** What a reader gives: the table, its issues, and `about` without what cannot be told again (signal, progress). */
export function toRaw<C extends object>({ verb, options, table, rowsIn, ledger, times }: RawParts): Raw<C> {
  const { signal, progress, ...given } = options as ReadOptions;
  const said = { files: textOf(verb, table, "source").values, ...given };
  return Object.freeze({
    table: table as Table<C & RawPlace>,
    issues: ledger.toTable(),
    about: toAbout({ verb, options: said, input: table, rowsIn, excluded: ledger.exclusions() }),
    times: Object.freeze(times),
  });
}
