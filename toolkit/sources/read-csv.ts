import { knownOptions } from "../core/options.ts";
import { type ColumnSpecs, type SpecColumns, toPlan } from "./column-plan.ts";
import { checkCsvOptions } from "./csv-options.ts";
import { withDuckdb } from "./duckdb.ts";
import { type Paths, toFiles } from "./files.ts";
import { loadText, relation } from "./load-text.ts";
import { DEFAULT_NULLS, type Raw, READ_OPTIONS, type ReadOptions, toRaw } from "./raw.ts";
import { stage } from "./stage.ts";
import { sniffLayout } from "./text-layout.ts";
import { type TextEncoding, toText } from "./unpack.ts";

/** How a delimited text is written. */
export interface CsvOptions extends ReadOptions {
  /** One character between columns: `";"`. Default: the one of `,` `;` tab `|` that fits the first lines. */
  delimiter?: string;
  /** Whether the first line names the columns (default `true`); a list names those of a file without such a line. */
  header?: boolean | readonly string[];
  /** Around texts that hold a delimiter. Default `"`; `""` for none. */
  quote?: string;
  /** Before a quote inside quotes. Default: the quote itself, doubled; MySQL exports use `\`. */
  escape?: string;
  /** Lines to pass over before the header. Default 0. */
  skip?: number;
  /** Default: UTF-8, or UTF-16 when the file begins with its mark; single lines that are not UTF-8 are read as Windows-1252 and counted. */
  encoding?: TextEncoding;
  /** Default `"."`. */
  decimal?: "." | ",";
}

/** {@link CsvOptions} with the columns to read. */
export interface CsvColumnOptions<M extends ColumnSpecs> extends CsvOptions {
  /**
   * Our name for each column, and its name in the file, alone or with a type. Default: all columns under their own
   * names, typed with caution: what may be a phone number or an identifier, begins with 0 or has seven digits stays text.
   *
   * @example { phone: "msisdn", seconds: { from: "billsec", type: "number" } }
   */
  columns: M;
}

const OPTIONS = [...READ_OPTIONS, "delimiter", "header", "quote", "escape", "skip", "encoding", "decimal"];

/**
 * Reads csv files, also tab- or otherwise delimited, plain or packed with gzip or zstd, into shared columns.
 *
 * A line with another number of columns than the header, with broken quotes, or longer than 1.9 million bytes is left
 * out and counted in `issues` with its line number; nothing else ever is. Values that do not fit a type you asked for
 * become missing and are counted. Columns whose types were guessed and proved wrong further down stay text.
 * Times as `2026-03-01 12:00:00`, with `T`, fraction, `Z` or offset, `01/Mar/2026:12:00:00 +0000`, and, when declared,
 * seconds or fractions of them since 1970, become numbers (see {@link Raw}); others stay text for `normalise`.
 *
 * Cost: about twice DuckDB's own read of the same file, on all processors.
 *
 * @throws PhonographError `source/unreadable` (missing, empty, cut short, not text, no line fits),
 * `data/column-missing`, `option/invalid`
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readCsv } from "phonograph";
 * const file = join(tmpdir(), "phonograph-example-calls.csv");
 * writeFileSync(file, "msisdn,started,secs\n+14155550101,2026-03-01 12:00:00,61\nbroken line\n0014155550102,2026-03-01 12:05:00,7\n");
 * const { table, issues } = await readCsv(file, { columns: { phone: "msisdn", at: "started", duration: { from: "secs", type: "number" } } });
 * console.assert(table.get("phone", 1) === "0014155550102" && table.get("duration", 0) === 61 && table.get("row", 1) === 4);
 * console.assert(issues.get("reason", 0) === "too few columns" && issues.get("lines", 0) === "3");
 * ```
 */
export async function readCsv<const M extends ColumnSpecs>(
  path: Paths,
  options: CsvColumnOptions<M>,
): Promise<Raw<SpecColumns<M>>>;
export async function readCsv(path: Paths, options?: CsvOptions): Promise<Raw>;
export async function readCsv(path: Paths, options: CsvOptions & { columns?: ColumnSpecs } = {}): Promise<Raw> {
  const verb = "readCsv";
  knownOptions(verb, options, OPTIONS);
  checkCsvOptions(verb, options);
  const { nulls = DEFAULT_NULLS, columns, signal } = options;
  return withDuckdb(verb, options, async (db) => {
    const sources = [];
    for (const file of toFiles(verb, path)) {
      const text = await toText(verb, file, db.folder, options);
      sources.push({ file, text, layout: await sniffLayout(verb, file, text, options) });
    }
    const names = [...new Set(sources.flatMap(({ layout }) => layout.names))];
    const plan = toPlan(verb, columns ? sources[0]!.layout.names : names, columns, sources[0]!.file.name);
    for (const { file, layout } of sources.slice(1)) if (columns) toPlan(verb, layout.names, columns, file.name);
    const files = sources.map(({ file, text, layout }) => ({
      file,
      texts: plan.map(({ from }) => (layout.names.includes(from) ? `r${layout.names.indexOf(from)}` : undefined)),
      sample: `SELECT * FROM ${relation({ layout, nulls }, text)} LIMIT 2000`,
      load: (select: string, ledger: Parameters<typeof loadText>[0]["ledger"]) =>
        loadText({
          verb,
          db,
          file,
          path: text,
          layout,
          nulls,
          ledger,
          signal,
          insert: (rows) => `INSERT INTO staged SELECT ${select} FROM ${rows}`,
        }),
    }));
    return toRaw({ verb, options, ...(await stage(verb, db, plan, files, options)) });
  });
}
