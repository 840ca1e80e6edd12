import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CheckTextTask, LINE_REASONS, type TextCheck } from "../../workers/kernels/check-text.ts";
import type { TextScan } from "../../workers/kernels/scan-text.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { IssueLedger } from "../core/issues.ts";
import { type Duckdb, DuckdbFailure, literal } from "./duckdb.ts";
import type { SourceFile } from "./files.ts";
import { enterCheck, type LineNumbers } from "./line-numbers.ts";
import type { TextLayout } from "./text-layout.ts";

export interface TextLoad {
  verb: string;
  db: Duckdb;
  file: SourceFile;
  path: string;
  layout: TextLayout;
  nulls: readonly string[];
  ledger: IssueLedger;
  signal?: AbortSignal;
  /** Puts the rows of a relation with the columns `r0`, `r1`, ... into `staged`. */
  insert: (relation: string) => string;
}

const PARALLEL_BYTES = 1 << 23;

/**
 * Loads one text file and proves that nothing was lost on the way. DuckDB reads the file; what it kept must be every
 * line of it, or else every line but those that a check byte by byte sets aside with a reason. Where the two differ,
 * DuckDB reads a clean copy of the good records instead.
 */
export async function loadText(load: TextLoad): Promise<LineNumbers> {
  const { verb, db, file, path, layout, ledger } = load;
  const { firstLine } = layout;
  const { size } = await stat(path);
  if (layout.begin >= size) {
    ledger.add(file.name, "no rows below the header", "noted", 0);
    return { rows: 0, firstLine, skips: new Int32Array() };
  }
  const scan = await scanFile(load, size);
  const isSimple = !scan.hasQuote && !scan.hasBlankLine;
  const task = toCheckTask(load);
  const early = scan.hasQuote ? runCheck(load, task, size) : undefined;
  early?.catch(() => undefined);
  const kept = scan.isUtf8 ? await insert(load, path) : undefined;
  if (isSimple && kept === scan.lines) {
    await db.run("COMMIT");
    ledger.expect(file.name, kept);
    return { rows: kept, firstLine, skips: new Int32Array() };
  }
  const check = await (early ?? runCheck(load, task, size));
  ledger.expect(file.name, enterCheck(ledger, file.name, firstLine, check));
  refuseAllBad(load, check);
  const numbers = { rows: check.records, firstLine, skips: check.skips };
  if (kept === check.records && (await refusedTheSame(load, check, scan))) {
    await db.run("COMMIT");
    return numbers;
  }
  if (kept !== undefined) await db.run("ROLLBACK");
  const copyTo = join(db.folder, `clean-${Math.random().toString(36).slice(2)}`);
  await runCheck(load, { ...task, copyTo }, size);
  const quote = layout.quote && '"';
  const spoken = { ...load, layout: { ...layout, begin: 0, firstLine: 1, quote, escape: quote } };
  for (const parallel of [true, false]) {
    const recovered = check.records === 0 ? 0 : await insert(spoken, copyTo, parallel);
    if (recovered === check.records) {
      if (recovered > 0) await db.run("COMMIT");
      await rm(copyTo);
      return numbers;
    }
    if (recovered !== undefined) await db.run("ROLLBACK");
  }
  throw new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "every line must be read or set aside with a reason",
    found: `${file.name}: DuckDB does not give back its ${check.records} good records`,
    hint: "is the quote or escape character another one?",
  });
}

/** Rows put into `staged` in a transaction left open; undefined, and no transaction, when DuckDB gave up. */
async function insert(load: TextLoad, path: string, parallel = true): Promise<number | undefined> {
  const { db } = load;
  const before = await countRows(db, "staged");
  await db.run("BEGIN");
  try {
    await db.run(load.insert(relation(load, path, parallel)));
    return (await countRows(db, "staged")) - before;
  } catch (error) {
    if (!(error instanceof DuckdbFailure)) throw error;
    await db.run("ROLLBACK");
    return undefined;
  }
}

export async function countRows(db: Duckdb, table: string): Promise<number> {
  return Number((await db.rows(`SELECT count(*) FROM ${table}`))[0]![0]);
}

/** The file as a table function with the columns `r0`, `r1`, ..., all text. */
export function relation({ layout, nulls }: Pick<TextLoad, "layout" | "nulls">, path: string, parallel = true): string {
  const columns = layout.names.map((_, i) => `'r${i}': 'VARCHAR'`).join(", ");
  const skip = layout.firstLine - 1;
  const list = nulls.map(literal).join(", ");
  return `read_csv(${literal(path)}, auto_detect = false, header = false, skip = ${skip}, columns = {${columns}},
    delim = ${literal(layout.delimiter)}, quote = ${literal(layout.quote)}, escape = ${literal(layout.escape)},
    ${nulls.length > 0 ? `nullstr = [${list}],` : ""} store_rejects = true, rejects_limit = 0, parallel = ${parallel})`;
}

/** Whether DuckDB left out what the check sets aside, and nothing else. */
async function refusedTheSame({ db, layout }: TextLoad, check: TextCheck, scan: TextScan): Promise<boolean> {
  const bad: number[] = [];
  for (let i = 0; i < check.skips.length; i++) if (check.reasons[i]! > 1) bad.push(check.skips[i]! + layout.firstLine);
  if (bad.length === 0) return true;
  if (scan.hasQuote || scan.hasCarriageReturn || bad.length > 100_000) return false;
  const lines = await db.rows(
    "SELECT DISTINCT line FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_errors) ORDER BY line",
  );
  return lines.length === bad.length && lines.every(([line], i) => Number(line) === bad[i]);
}

interface WholeScan extends TextScan {
  lines: number;
}

async function scanFile({ verb, path, layout, signal }: TextLoad, size: number): Promise<WholeScan> {
  const workers = size < PARALLEL_BYTES ? 0 : workersFor(verb, Infinity, {});
  const cuts = await lineBorders(
    path,
    borders(size - layout.begin, Math.max(1, workers)).map((at) => at + layout.begin),
  );
  const quote = layout.quote === "" ? -1 : layout.quote.charCodeAt(0);
  const tasks = cuts.slice(1).map((end, i) => ({ path, begin: cuts[i]!, end, quote }));
  const scans = await compute(verb, "scanText", tasks, { workers, signal, progress: () => undefined });
  const last = (await lastByte(path, size)) === 10 ? 0 : 1;
  const some = (flag: (scan: TextScan) => boolean) => scans.some(flag);
  return {
    lineFeeds: scans.reduce((sum, scan) => sum + scan.lineFeeds, 0),
    lines: scans.reduce((sum, scan) => sum + scan.lineFeeds, last),
    hasQuote: some((scan) => scan.hasQuote),
    hasCarriageReturn: some((scan) => scan.hasCarriageReturn),
    hasBlankLine: some((scan) => scan.hasBlankLine),
    hasNul: some((scan) => scan.hasNul),
    isUtf8: scans.every((scan) => scan.isUtf8),
  };
}

/** Moves every inner border to the beginning of a line. */
async function lineBorders(path: string, cuts: number[]): Promise<number[]> {
  if (cuts.length <= 2) return cuts;
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(1 << 16);
    for (let i = 1; i < cuts.length - 1; i++) {
      const last = cuts.at(-1)!;
      for (let at = Math.max(cuts[i]!, cuts[i - 1]!); ; ) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        const feed = buffer.subarray(0, bytesRead).indexOf(10);
        cuts[i] = feed >= 0 ? at + feed + 1 : last;
        if (feed >= 0 || bytesRead === 0) break;
        at += bytesRead;
      }
    }
    return cuts;
  } finally {
    await file.close();
  }
}

async function lastByte(path: string, size: number): Promise<number> {
  const file = await open(path, "r");
  try {
    return (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0]!;
  } finally {
    await file.close();
  }
}

function toCheckTask({ path, layout }: TextLoad): CheckTextTask {
  const byte = (character: string) => (character === "" ? -1 : character.charCodeAt(0));
  return {
    path,
    begin: layout.begin,
    delimiter: byte(layout.delimiter),
    quote: byte(layout.quote),
    escape: byte(layout.escape),
    fields: layout.names.length,
  };
}

async function runCheck({ verb, signal }: TextLoad, task: CheckTextTask, size: number): Promise<TextCheck> {
  const workers = size < PARALLEL_BYTES ? 0 : 1;
  return (await compute(verb, "checkText", [task], { workers, signal, progress: () => undefined }))[0]!;
}

function refuseAllBad({ verb, file, layout }: TextLoad, { records, skips, reasons }: TextCheck): void {
  const bad = reasons.reduce((sum, reason) => sum + (reason > 1 ? 1 : 0), 0);
  if (records > 0 || bad === 0) return;
  const first = reasons.findIndex((reason) => reason > 1);
  throw new PhonographError({
    code: "source/unreadable",
    verb,
    rule: `no line of ${file.name} fits its ${layout.names.length} columns`,
    found: `line ${layout.firstLine + skips[first]!}: ${LINE_REASONS[reasons[first]!]}; ${bad} such lines`,
    hint: `another delimiter than ${JSON.stringify(layout.delimiter)}, or skip: 1 if the header stands lower`,
    rows: [layout.firstLine + skips[first]!],
  });
}
