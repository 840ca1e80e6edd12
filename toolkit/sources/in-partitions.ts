import { join } from "node:path";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { knownOptions, whole } from "../core/options.ts";
import { requireName } from "./column-plan.ts";
import { type Duckdb, DuckdbFailure, type DuckdbOptions, identifier, literal, withDuckdb } from "./duckdb.ts";
import { type Paths, type SourceFile, toFiles } from "./files.ts";

/** How {@link inPartitions} cuts files. */
export interface PartitionOptions extends DuckdbOptions {
  /** The column whose values belong together, as it is called in the files: `"msisdn"`. */
  by: string;
  /** How many parts. Default: one for each 256 MB of the files, 2 at least, 256 at most. */
  parts?: number;
  /** What the cutting may use, such as `"500MB"`. Default: what DuckDB takes, four fifths of the machine. */
  memory?: `${number}${"MB" | "GB"}`;
  /** One character between the columns of csv. Default: told by the file. */
  delimiter?: string;
}

/** One part of the files, as parquet. */
export interface Partition {
  /** For `readParquet`; there until the work on this part ends. */
  readonly path: string;
  /** From 0 up to `parts`. */
  readonly index: number;
  readonly parts: number;
  readonly rows: number;
}

const VERB = "inPartitions";
const PART = "phonograph_part";
const PART_BYTES = 2 ** 28;

/**
 * Works through files that do not fit in memory, part by part: all rows of one key are in one part, so that what is asked of
 * each person is answered part by part, and the answers are put together after.
 *
 * The files, csv (also `.gz` and `.zst`) or parquet, are cut once into parquet files in the folder for temporary files, which
 * takes as much room as they do; then `work` is called for one part after the other, and the parts are removed. A part has
 * the columns of the files, those of csv as text, and two more: `from_file`, the name of the file, and `from_row`, the record in
 * it, from 1, for evidence. Rows without a key are spread over the parts. Nothing is dropped: a line that is no record is refused.
 *
 * Keys are compared as they are written: `+351 21…` and `0035121…` may land in different parts. Cut by an identifier
 * that is written one way only, or bring the numbers into one form first.
 *
 * Method: DuckDB's hash of the key; memory: what one part takes, and `memory` while the files are cut. Cost: the files are read once
 * and written once, some 5 s a GB of csv on two cores.
 *
 * @param paths files of one kind with the same columns
 * @param options {@link PartitionOptions}
 * @param work what is done with each part; parts come one after the other
 * @returns what `work` gave, in the order of the parts
 * @throws PhonographError `source/unreadable`, `data/column-missing`, `option/invalid`; what `work` throws
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { inPartitions, readParquet } from "phonograph";
 * const file = `${mkdtempSync(`${tmpdir()}/cdr-`)}/calls.csv`;
 * writeFileSync(file, "msisdn,seconds\n210000001,60\n210000002,5\n210000001,30\n");
 * const people = await inPartitions(file, { by: "msisdn", parts: 2 }, async ({ path, rows }) => {
 *   if (rows === 0) return 0;
 *   const { table } = await readParquet(path, { columns: { phone: "msisdn" } });
 *   return new Set(table.array("phone")).size;
 * });
 * console.assert(people.reduce((sum, n) => sum + n, 0) === 2);
 * ```
 */
export async function inPartitions<T>(
  paths: Paths,
  options: PartitionOptions,
  work: (part: Partition) => Promise<T> | T,
): Promise<T[]> {
  knownOptions(VERB, options, ["by", "parts", "memory", "delimiter", "signal", "progress"]);
  const files = toFiles(VERB, paths);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const usual = Math.min(256, Math.max(2, Math.ceil(bytes / PART_BYTES)));
  const parts = options.parts === undefined ? usual : whole(VERB, "parts", options.parts, 1, 1024);
  const limit = toLimit(options.memory);
  const answers: T[] = [];
  await withDuckdb(VERB, options, async (db) => {
    const folder = join(db.folder, "parts");
    const counts = await cut(db, files, folder, parts, options, limit);
    for (const [index, rows] of counts.entries()) {
      options.signal?.throwIfAborted();
      const path = join(folder, `${PART}=${index}`, "*.parquet");
      answers.push(await work(Object.freeze({ path, index, parts, rows })));
    }
  });
  return answers;
}

/** Writes the rows of all files into the folders of their parts; gives how many each has. */
async function cut(
  db: Duckdb,
  files: readonly SourceFile[],
  folder: string,
  parts: number,
  { by, delimiter }: PartitionOptions,
  limit: string | undefined,
): Promise<number[]> {
  if (limit !== undefined) await db.run(`SET memory_limit = ${literal(limit)}`);
  // what waits for its part is held for each thread: a few thousand rows are enough for one write
  await db.run(`SET partitioned_write_flush_threshold = ${Math.max(2048, Math.floor(262_144 / parts))}`);
  const counts = new Array<number>(parts).fill(0);
  for (const file of files) {
    try {
      const source = await sourceSql(db, file, delimiter);
      const names = (await db.rows(`DESCRIBE SELECT * FROM ${source}`)).map(([name]) => String(name));
      requireName(VERB, names, by, file.name);
      const key = identifier(by);
      const part = `(CASE WHEN ${key} IS NULL THEN from_row ELSE hash(${key}) END % ${parts})::INTEGER`;
      const rows = `SELECT *, ${literal(file.name)} AS from_file, row_number() OVER () AS from_row FROM ${source}`;
      await db.run(`COPY (SELECT *, ${part} AS ${PART} FROM (${rows})) TO ${literal(folder)}
        (FORMAT parquet, PARTITION_BY (${PART}), APPEND, FILENAME_PATTERN 'rows_{uuid}')`);
    } catch (error) {
      if (!(error instanceof DuckdbFailure)) throw error;
      throw new PhonographError({
        ...{ code: "source/unreadable", verb: VERB, rule: "the files must be whole csv or parquet", cause: error },
        found: `${file.name}: ${error.message}`,
        hint: "readCsv counts the lines that are no records, and reads the others",
      });
    }
  }
  const glob = literal(join(folder, "*", "*.parquet"));
  const found = await db.rows(
    `SELECT ${PART}, count(*) FROM read_parquet(${glob}, hive_partitioning = true) GROUP BY 1`,
  );
  for (const [part, rows] of found) counts[Number(part)] = Number(rows);
  return counts;
}

/** A line that is no record must not make DuckDB take the text for something else: the delimiter is told without such lines. */
async function sourceSql(db: Duckdb, { path, name }: SourceFile, delimiter: string | undefined): Promise<string> {
  if (/\.parquet$/i.test(path)) return `read_parquet(${literal(path)})`;
  if (/\.(?:csv|tsv|txt)(?:\.gz|\.zst)?$/i.test(path)) {
    const sniff = `SELECT Delimiter FROM sniff_csv(${literal(path)}, ignore_errors = true, header = true)`;
    const given = delimiter ?? String((await db.rows(sniff))[0][0]);
    return `read_csv(${literal(path)}, header = true, all_varchar = true, auto_detect = true, skip = 0, delim = ${literal(given)})`;
  }
  throw new PhonographError({
    ...{ code: "option/invalid", verb: VERB, rule: "files must be csv or parquet, told by their names" },
    found: maskText(name),
    hint: "calls.csv, calls.csv.gz or calls.parquet",
  });
}

function toLimit(memory: unknown): string | undefined {
  if (memory === undefined) return undefined;
  if (typeof memory === "string" && /^[1-9]\d*(?:\.\d+)?(?:MB|GB)$/.test(memory)) return memory;
  throw new PhonographError({
    ...{ code: "option/invalid", verb: VERB, rule: "memory must be a number and MB or GB" },
    found: typeof memory === "string" ? JSON.stringify(maskText(memory)) : typeof memory,
    hint: '"500MB"',
  });
}
