import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TextScan } from "../../workers/kernels/scan-text.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";
import { type Duckdb, DuckdbFailure, literal } from "./duckdb.ts";
import type { SourceFile } from "./files.ts";
import { lineBorders } from "./line-borders.ts";
import { firstLineOf } from "./line-layout.ts";
import { enterCheck, type LineNumbers } from "./line-numbers.ts";

export interface LineLoad {
  verb: string;
  db: Duckdb;
  file: SourceFile;
  path: string;
  ledger: IssueLedger;
  signal?: AbortSignal;
  /** Puts the rows of a relation with the column `r0` into `staged`. */
  insert: (relation: string) => string;
}

const PARALLEL_BYTES = 1 << 23;
/** Neither JSON nor a log may hold this byte: as a delimiter it makes every line one column. */
const FORBIDDEN = 1;

/**
 * Loads a text of one record a line and proves that nothing was lost on the way: DuckDB must give as many rows as there
 * are lines. Where it does not, or where lines are blank, too long or not UTF-8, these are set aside with a reason, and
 * DuckDB reads a copy of the others.
 */
export async function loadLines(load: LineLoad): Promise<LineNumbers> {
  const { verb, db, file, path, ledger } = load;
  const { size } = await stat(path);
  const begin = await firstLineOf(path);
  const scan = await scanFile(load, begin, size);
  if (begin === 0 && scan.isUtf8 && !scan.hasBlankLine && !scan.hasCarriageReturn) {
    if ((await insert(load, path)) === scan.lines) {
      await db.run("COMMIT");
      ledger.expect(file.name, scan.lines);
      return { rows: scan.lines, firstLine: 1, skips: new Int32Array() };
    }
    await db.run("ROLLBACK");
  }
  const copyTo = join(db.folder, `clean-${Math.random().toString(36).slice(2)}`);
  const task = { path, begin, forbidden: FORBIDDEN, copyTo };
  const workers = size < PARALLEL_BYTES ? 0 : 1;
  const [check] = await compute(verb, "checkLines", [task], {
    workers,
    signal: load.signal,
    progress: () => undefined,
  });
  const { records, skips } = check!;
  ledger.expect(file.name, enterCheck(ledger, file.name, 1, check!));
  const kept = records === 0 ? 0 : await insert(load, copyTo);
  await rm(copyTo);
  if (kept === records) {
    if (records > 0) await db.run("COMMIT");
    return { rows: records, firstLine: 1, skips };
  }
  throw new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "every line must be read or set aside with a reason",
    found: `${file.name}: ${records} good lines, ${kept ?? "none"} read`,
    hint: "this is a defect of ours: please report it",
  });
}

/** Rows put into `staged` in a transaction left open; undefined when DuckDB gave up. */
async function insert({ db, insert }: LineLoad, path: string): Promise<number | undefined> {
  const before = await countRows(db, "staged");
  await db.run("BEGIN");
  try {
    await db.run(insert(lineRelation(path)));
    return (await countRows(db, "staged")) - before;
  } catch (error) {
    if (!(error instanceof DuckdbFailure)) throw error;
    return undefined;
  }
}

export async function countRows(db: Duckdb, table: string): Promise<number> {
  return Number((await db.rows(`SELECT count(*) FROM ${table}`))[0]![0]);
}

/** The lines of a file as a table function with the column `r0`. */
export function lineRelation(path: string): string {
  return `read_csv(${literal(path)}, auto_detect = false, header = false, columns = {'r0': 'VARCHAR'}, delim = '\u0001',
    quote = '', escape = '', ignore_errors = true)`;
}

type WholeScan = Omit<TextScan, "lineFeeds" | "hasQuote" | "hasNul"> & { lines: number };

async function scanFile({ verb, path, signal }: LineLoad, begin: number, size: number): Promise<WholeScan> {
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
    hasCarriageReturn: scans.some((scan) => scan.hasCarriageReturn),
    hasBlankLine: scans.some((scan) => scan.hasBlankLine),
    isUtf8: scans.every((scan) => scan.isUtf8),
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
