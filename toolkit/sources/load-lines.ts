import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LineCheck } from "../../workers/text/line-reasons.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";
import { type Duckdb, DuckdbFailure, literal } from "./duckdb.ts";
import type { SourceFile } from "./files.ts";
import { lineBorders } from "./line-borders.ts";
import { firstLineOf } from "./line-layout.ts";
import { enterCheck, type LineNumbers } from "./line-numbers.ts";

/** A text of one record a line, in a form that DuckDB reads without loss. */
export interface LineText {
  file: SourceFile;
  /** The text itself, or a copy of its good lines. */
  path: string;
  records: number;
  /** What the copy leaves out. */
  check?: LineCheck;
}

interface LineJob {
  verb: string;
  db: Duckdb;
  signal?: AbortSignal;
}

const PARALLEL_BYTES = 1 << 23;
/** Neither JSON nor a log may hold this byte: as a delimiter it makes every line one column. */
const FORBIDDEN = 1;

/** Looks for what stands in DuckDB's way: blank lines, other line ends, lines too long or not UTF-8 are left out. */
export async function toLineText(job: LineJob, file: SourceFile, path: string): Promise<LineText> {
  const { size } = await stat(path);
  const begin = await firstLineOf(path);
  const scan = await scanFile(job, path, begin, size);
  return scan.isPlain ? { file, path, records: scan.lines } : toChecked(job, file, path);
}

/** Goes through it line by line, and copies the good ones. */
async function toChecked({ verb, db, signal }: LineJob, file: SourceFile, path: string): Promise<LineText> {
  const copyTo = join(db.folder, `clean-${Math.random().toString(36).slice(2)}`);
  const { size } = await stat(path);
  const task = { path, begin: await firstLineOf(path), forbidden: FORBIDDEN, copyTo };
  const workers = size < PARALLEL_BYTES ? 0 : 1;
  const [check] = await compute(verb, "checkLines", [task], { workers, signal, progress: () => undefined });
  return { file, path: copyTo, records: check!.records, check };
}

/**
 * Loads the texts and proves that nothing was lost on the way: DuckDB must give as many rows as there are lines. Where
 * it does not, it is given copies of the lines that are good.
 *
 * @param insert the SQL that puts the rows of a relation with the column `r0` into `staged`
 */
export async function loadLines(
  job: LineJob,
  texts: LineText[],
  ledger: IssueLedger,
  insert: (relation: string) => string,
): Promise<LineNumbers[]> {
  if (!(await insertAll(job.db, texts, insert))) {
    for (const [f, { file, path, check }] of texts.entries()) {
      if (!check) texts[f] = await toChecked(job, file, path);
    }
    if (!(await insertAll(job.db, texts, insert))) throw lost(job.verb, texts);
  }
  return texts.map(({ file, records, check }) => {
    ledger.expect(file.name, check ? enterCheck(ledger, file.name, 1, check) : records);
    return { rows: records, firstLine: 1, skips: check?.skips ?? new Int32Array() };
  });
}

/** Whether all rows are in `staged` now; else none is. */
async function insertAll(db: Duckdb, texts: readonly LineText[], insert: (relation: string) => string) {
  const records = texts.reduce((sum, text) => sum + text.records, 0);
  if (records === 0) return true;
  const before = await countRows(db, "staged");
  await db.run("BEGIN");
  try {
    await db.run(insert(lineRelation(texts)));
    const isWhole = (await countRows(db, "staged")) - before === records;
    await db.run(isWhole ? "COMMIT" : "ROLLBACK");
    return isWhole;
  } catch (error) {
    if (!(error instanceof DuckdbFailure)) throw error;
    await db.run("ROLLBACK");
    return false;
  }
}

function lost(verb: string, texts: readonly LineText[]): PhonographError {
  return new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "every line must be read or set aside with a reason",
    found: `${texts.map(({ file }) => file.name).join(", ")}: DuckDB does not give all good lines`,
    hint: "this is a defect of ours: please report it",
  });
}

/** How many rows a table of the reader's own database has. */
export async function countRows(db: Duckdb, table: string): Promise<number> {
  return Number((await db.rows(`SELECT count(*) FROM ${table}`))[0]![0]);
}

/** The lines of the texts, one text after the other, as a table function with the column `r0`. */
export function lineRelation(texts: readonly LineText[]): string {
  const paths = texts.filter(({ records }) => records > 0).map(({ path }) => literal(path));
  if (paths.length === 0) return "(SELECT NULL::VARCHAR AS r0 WHERE false)";
  return `read_csv([${paths.join(", ")}], auto_detect = false, header = false, columns = {'r0': 'VARCHAR'},
    delim = '\u0001', quote = '', escape = '', ignore_errors = true)`;
}

async function scanFile({ verb, signal }: LineJob, path: string, begin: number, size: number) {
  const workers = size < PARALLEL_BYTES ? 0 : workersFor(verb, Infinity, {});
  const cuts = await lineBorders(
    path,
    borders(size - begin, Math.max(1, workers)).map((at) => at + begin),
  );
  const tasks = cuts.slice(1).map((end, i) => ({ path, begin: cuts[i]!, end, quote: -1 }));
  const scans = await compute(verb, "scanText", tasks, { workers, signal, progress: () => undefined });
  const endsOpen = (await lastByte(path, size)) === 10 ? 0 : 1;
  return {
    lines: scans.reduce((sum, scan) => sum + scan.lineFeeds, endsOpen),
    isPlain: begin === 0 && scans.every((scan) => scan.isUtf8 && !scan.hasBlankLine && !scan.hasCarriageReturn),
  };
}

async function lastByte(path: string, size: number): Promise<number> {
  const file = await open(path, "r");
  try {
    return (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0]!;
  } finally {
    await file.close();
  }
}
