import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";
import { checkRead } from "./check-read.ts";
import { type ColumnSpecs, type SpecColumns, toPlan } from "./column-plan.ts";
import { type Duckdb, DuckdbFailure, identifier, literal, withDuckdb } from "./duckdb.ts";
import { type Paths, type SourceFile, toFiles } from "./files.ts";
import { countRows } from "./load-lines.ts";
import { DEFAULT_NULLS, type Raw, READ_OPTIONS, type ReadOptions, toRaw } from "./raw.ts";
import { stage } from "./stage.ts";

/** How to read parquet files. */
export interface ParquetOptions extends ReadOptions {}

/** {@link ParquetOptions} with the columns to read. */
export interface ParquetColumnOptions<M extends ColumnSpecs> extends ParquetOptions {
  /** Our name for each column, and its name in the file, alone or with a type. Default: all columns. */
  columns: M;
}

/**
 * Reads parquet files into shared columns. Whole and decimal numbers, times and booleans keep their kind; whole numbers
 * beyond 2^53 come as text, lists and structures as JSON text. `row` is the row in the file, from 1. Timestamps adjusted
 * to UTC are moments (`"utc"`), others the clock on the wall (`"local"`), see {@link Raw}.
 *
 * @throws PhonographError `source/unreadable` (missing, cut short, not parquet), `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { isPhonographError, readParquet } from "phonograph";
 * const problem = await readParquet("payments-2026-03.parquet").catch((error) => error);
 * console.assert(isPhonographError(problem) && problem.code === "source/unreadable");
 * ```
 */
export async function readParquet<const M extends ColumnSpecs>(
  path: Paths,
  options: ParquetColumnOptions<M>,
): Promise<Raw<SpecColumns<M>>>;
export async function readParquet(path: Paths, options?: ParquetOptions): Promise<Raw>;
export async function readParquet(path: Paths, options: ParquetOptions & { columns?: ColumnSpecs } = {}): Promise<Raw> {
  const verb = "readParquet";
  checkRead(verb, options, READ_OPTIONS);
  const { columns, nulls = DEFAULT_NULLS } = options;
  return withDuckdb(verb, options, async (db) => {
    const sources: { file: SourceFile; types: Map<string, string> }[] = [];
    for (const file of toFiles(verb, path)) sources.push({ file, types: await columnTypes(verb, db, file) });
    const names = [...new Set(sources.flatMap(({ types }) => [...types.keys()]))];
    const plan = toPlan(verb, columns ? [...sources[0]!.types.keys()] : names, columns, sources[0]!.file.name);
    for (const { file, types } of sources.slice(1)) if (columns) toPlan(verb, [...types.keys()], columns, file.name);
    const missing = nulls.map((text) => `WHEN ${literal(text)} THEN NULL`).join(" ");
    const files = sources.map(({ file, types }) => {
      const rows = `read_parquet(${literal(file.path)})`;
      return {
        files: [file],
        texts: plan.map(({ from }) =>
          types.has(from) ? textSql(identifier(from), types.get(from)!, missing) : undefined,
        ),
        numbers: plan.map(({ from }) => (isExact(types.get(from)) ? `${identifier(from)}::DOUBLE` : undefined)),
        sample: `SELECT * FROM ${rows} LIMIT 2000`,
        load: async (select: string, ledger: IssueLedger) => {
          const before = await countRows(db, "staged");
          await db.run(`INSERT INTO staged SELECT ${select} FROM ${rows}`);
          const loaded = (await countRows(db, "staged")) - before;
          ledger.expect(file.name, loaded);
          return [{ rows: loaded, firstLine: 1, skips: new Int32Array() }];
        },
      };
    });
    const typed = plan.map((column) => {
      const type = sources.map(({ types }) => types.get(column.from)).find((known) => known !== undefined)!;
      return column.declared || !isNumeric(type) ? column : { ...column, type: "number" as const, declared: true };
    });
    return toRaw({ verb, options, ...(await stage(verb, db, typed, files)) });
  });
}

async function columnTypes(verb: string, db: Duckdb, file: SourceFile): Promise<Map<string, string>> {
  try {
    const rows = await db.rows(`DESCRIBE SELECT * FROM read_parquet(${literal(file.path)})`);
    return new Map(rows.map(([name, type]) => [String(name), String(type)]));
  } catch (error) {
    if (!(error instanceof DuckdbFailure)) throw error;
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "the file must be whole parquet",
      found: `${file.name}, ${file.bytes.toLocaleString("en")} bytes: ${error.message}`,
      hint: "was it fully copied? readCsv and readJsonl read text",
      cause: error,
    });
  }
}

/** Whole numbers that a float may not hold stay text. */
const isNumeric = (type: string) => /^(?:U?(?:TINY|SMALL)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BOOLEAN)/.test(type);

/** Numbers that are the same as a double. One of 32 bits is what it is written as, and not that. */
const isExact = (type: string | undefined) => /^(?:U?(?:TINY|SMALL)INT|U?INTEGER|DOUBLE|BOOLEAN)/.test(type ?? "");

function textSql(name: string, type: string, missing: string): string {
  if (type === "TIMESTAMP WITH TIME ZONE") return `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (type.startsWith("TIMESTAMP")) return `strftime(${name}::TIMESTAMP, '%Y-%m-%d %H:%M:%S.%f')`;
  if (type === "DATE") return `strftime(${name}, '%Y-%m-%d 00:00:00')`;
  if (type === "BOOLEAN") return `${name}::INTEGER::VARCHAR`;
  if (type === "VARCHAR" && missing !== "") return `CASE ${name} ${missing} ELSE ${name} END`;
  if (/^(?:STRUCT|MAP)|\[\d*\]$/.test(type)) return `to_json(${name})::VARCHAR`;
  return `${name}::VARCHAR`;
}
