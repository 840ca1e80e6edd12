import { checkRead } from "./check-read.ts";
import { type ColumnSpecs, type PlannedColumn, type SpecColumns, toPlan } from "./column-plan.ts";
import { type CsvColumnOptions, type CsvOptions, checkCsvOptions } from "./csv-options.ts";
import { type Paths, requireWhole, toFiles } from "./files.ts";
import type { CsvFile } from "./parse-file.ts";
import { parseFiles } from "./parse-files.ts";
import { DEFAULT_NULLS, type Raw, READ_OPTIONS, toRaw } from "./raw.ts";
import { withScratchFolder } from "./scratch-folder.ts";
import { sniffType, withoutClashes } from "./sniff-type.ts";
import { sniffLayout } from "./text-layout.ts";
import { toText } from "./unpack.ts";

const OPTIONS = [...READ_OPTIONS, "delimiter", "header", "quote", "escape", "skip", "encoding", "decimal"];

/**
 * Reads csv files, also tab- or otherwise delimited, plain or packed with gzip or zstd, into shared columns.
 *
 * A line with another number of columns than the header, with broken quotes, or longer than 1.9 million bytes is left
 * out and counted in `issues` with its line number; nothing else ever is. Values that do not fit a type you asked for
 * become missing and are counted. Columns whose types were guessed and proved wrong further down stay text.
 * Times as `2026-03-01 12:00:00`, with `T`, fraction, `Z` or offset, `01/Mar/2026:12:00:00 +0000`, and, when declared,
 * seconds or fractions of them since 1970, become numbers (see {@link Raw}); others stay text for `normalise`.
 * Digits of seven and more are text, as numbers to call, IMSI and accounts are, unless the name of their column says
 * what they count: `bytes`, `cost`; or that they are seconds, milli- or microseconds since 1970: `created_at`, `ts`.
 *
 * Cost: little more than the processor time of DuckDB's own read of the same file, on all processors. Method: each
 * processor cuts a stretch of the file into fields, four bytes at a time, and reads some hundred records column by
 * column; distinct texts are compared as two words, or as bytes, and made text once.
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
  checkRead(verb, options, OPTIONS);
  checkCsvOptions(verb, options);
  const { columns, signal } = options;
  return withScratchFolder(async (folder) => {
    const files: CsvFile[] = [];
    for (const file of toFiles(verb, path)) {
      const text = await toText(verb, file, folder, options);
      files.push({ file, path: text, layout: await sniffLayout(verb, file, text, options) });
    }
    for (const { file, layout } of files.slice(1)) if (columns) toPlan(verb, layout.names, columns, file.name);
    const names = columns ? files[0]!.layout.names : [...new Set(files.flatMap(({ layout }) => layout.names))];
    const plan = sniffTypes(toPlan(verb, names, columns, files[0]!.file.name), files, options.nulls ?? DEFAULT_NULLS);
    signal?.throwIfAborted();
    const parsed = await parseFiles(verb, files, plan, options);
    requireWhole(
      verb,
      files.map(({ file }) => file),
    );
    return toRaw({ verb, options, ...parsed });
  });
}

/** Types by the first records of the first file that has the column. */
function sniffTypes(plan: readonly PlannedColumn[], files: readonly CsvFile[], nulls: readonly string[]) {
  const sniffed = plan.map((column) => {
    const { layout } = files.find(({ layout }) => layout.names.includes(column.from))!;
    const place = layout.names.indexOf(column.from);
    const values = layout.sample.map((fields) => fields[place]!).filter((text) => !nulls.includes(text));
    return sniffType(column, values);
  });
  return withoutClashes(sniffed);
}
