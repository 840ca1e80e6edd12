import { readFile } from "node:fs/promises";
import { type ColumnTable, fromArrow } from "arquero";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type Column, TextColumn } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { IssueLedger } from "../core/issues.ts";
import { maskText } from "../core/mask.ts";
import { toTable } from "../core/table.ts";
import { checkRead } from "./check-read.ts";
import { type ColumnSpecs, type PlannedColumn, type SpecColumns, toPlan } from "./column-plan.ts";
import { type Paths, type SourceFile, toFiles } from "./files.ts";
import { narrowColumns, sharedCounts } from "./narrow-columns.ts";
import { DEFAULT_NULLS, type Raw, READ_OPTIONS, type ReadOptions, type TimeSpelling, toRaw } from "./raw.ts";

/** How to read Arrow files. */
export interface ArrowOptions extends ReadOptions {}

/** {@link ArrowOptions} with the columns to read. */
export interface ArrowColumnOptions<M extends ColumnSpecs> extends ArrowOptions {
  /** Our name for each column, and its name in the file, alone or with a type. Default: all columns. */
  columns: M;
}

/**
 * Reads Arrow IPC files and streams (also called Feather 2; not compressed ones) into shared columns. Numbers and
 * booleans become numbers, timestamps and dates milliseconds as in {@link Raw}, dictionaries and text coded text,
 * anything nested JSON text. `row` is the row in the file, from 1.
 *
 * @throws PhonographError `source/unreadable` (missing, cut short, not Arrow), `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { table, toArrowIPC } from "arquero";
 * import { readArrow } from "phonograph";
 * const file = join(tmpdir(), "phonograph-example.arrow");
 * writeFileSync(file, toArrowIPC(table({ msisdn: ["+14155550101", null], seconds: [61, 7] })));
 * const { table: calls } = await readArrow(file, { columns: { phone: "msisdn", duration: "seconds" } });
 * console.assert(calls.get("phone", 0) === "+14155550101" && calls.get("duration", 1) === 7 && calls.get("row", 1) === 2);
 * ```
 */
export async function readArrow<const M extends ColumnSpecs>(
  path: Paths,
  options: ArrowColumnOptions<M>,
): Promise<Raw<SpecColumns<M>>>;
export async function readArrow(path: Paths, options?: ArrowOptions): Promise<Raw>;
export async function readArrow(path: Paths, options: ArrowOptions & { columns?: ColumnSpecs } = {}): Promise<Raw> {
  const verb = "readArrow";
  checkRead(verb, options, READ_OPTIONS);
  const { nulls = DEFAULT_NULLS, columns, signal } = options;
  const ledger = new IssueLedger();
  const sources: { file: SourceFile; table: ColumnTable }[] = [];
  for (const file of toFiles(verb, path)) {
    signal?.throwIfAborted();
    sources.push({ file, table: await open(verb, file) });
  }
  for (const { file, table } of sources) ledger.expect(file.name, table.numRows());
  const names = [...new Set(sources.flatMap(({ table }) => table.columnNames()))];
  let plan: PlannedColumn[] = [];
  for (const { file, table } of columns ? sources : sources.slice(0, 1)) {
    plan = toPlan(verb, columns ? table.columnNames() : names, columns, file.name);
  }
  const rows = sources.reduce((sum, { table }) => sum + table.numRows(), 0);
  const row = sharedCounts(rows, rows);
  const source = sharedInt32(rows);
  let at = 0;
  for (const [f, { table }] of sources.entries()) {
    for (let i = 0; i < table.numRows(); i++) row[at + i] = i + 1;
    source.fill(f, at, at + table.numRows());
    at += table.numRows();
  }
  const times: Record<string, TimeSpelling> = {};
  const all: Record<string, Column> = {};
  for (const column of plan) {
    const parts = sources.map(({ table }) => table.column(column.from) as unknown as ArrowColumn | undefined);
    const spelling = timeOf(parts);
    if (spelling) times[column.name] = spelling;
    for (const [f, part] of parts.entries()) {
      const { file, table } = sources[f]!;
      if (!part) ledger.add(file.name, `no column "${column.from}"`, "noted", table.numRows());
    }
    const unfit: number[] = [];
    all[column.name] = gather(
      column,
      parts,
      sources.map(({ table }) => table.numRows()),
      nulls,
      unfit,
    );
    for (const [f, { file }] of sources.entries()) {
      const lines = unfit.filter((i) => source[i] === f).map((i) => row[i]!);
      ledger.add(file.name, `${column.name}: not a number`, "blanked", lines.length, lines);
    }
  }
  const files = sources.map(({ file }) => file.name);
  const narrow = await narrowColumns(verb, all, times, signal);
  const table = toTable({ ...narrow, source: new TextColumn(source, files), row });
  return toRaw({ verb, options, table, rowsIn: rows, ledger, times });
}

interface ArrowColumn {
  readonly length: number;
  /** None for dictionaries. */
  readonly type?: { readonly typeId: number; readonly timezone?: string | null };
  at(row: number): unknown;
}

/** Type ids of the Arrow format. */
const WHOLE = 2;
const FLOAT = 3;
const BOOLEAN = 6;
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
const NUMERIC = [WHOLE, FLOAT, BOOLEAN, DECIMAL, DATE, TIMESTAMP];

async function open(verb: string, file: SourceFile): Promise<ColumnTable> {
  try {
    return fromArrow(await readFile(file.path), { useDate: false });
  } catch (error) {
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "the file must be whole Arrow IPC",
      found: `${file.name}, ${file.bytes.toLocaleString("en")} bytes: ${maskText((error as Error).message.slice(0, 120))}`,
      hint: "was it fully copied? write it without compression; readParquet reads parquet",
    });
  }
}

function timeOf(parts: readonly (ArrowColumn | undefined)[]): TimeSpelling | undefined {
  const types = parts.flatMap((part) => (part ? [part.type] : []));
  if (!types.every((type) => type?.typeId === TIMESTAMP || type?.typeId === DATE)) return undefined;
  return types.every((type) => type?.timezone) ? "utc" : "local";
}

function gather(
  { type, declared }: PlannedColumn,
  parts: readonly (ArrowColumn | undefined)[],
  lengths: readonly number[],
  nulls: readonly string[],
  unfit: number[],
): Column {
  const wanted = declared ? type !== "text" : parts.every((part) => !part || NUMERIC.includes(part.type?.typeId ?? 0));
  const asNumbers = wanted && (type !== "time" || timeOf(parts) !== undefined);
  const missing = new Set(nulls);
  const values: unknown[] = [];
  for (const [f, part] of parts.entries()) {
    for (let i = 0; i < lengths[f]!; i++) {
      const value = part?.at(i) ?? null;
      values.push(typeof value === "string" && missing.has(value) ? null : value);
    }
  }
  if (!asNumbers) {
    return TextColumn.from(
      values.map((value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : value)),
    );
  }
  const numbers = sharedFloat64(values.length);
  for (const [i, value] of values.entries()) {
    numbers[i] = value === null ? Number.NaN : Number(value);
    if (value !== null && Number.isNaN(numbers[i])) unfit.push(i);
  }
  return numbers;
}
