import type { Column } from "../core/columns.ts";
import { PhonographError } from "../core/errors.ts";
import { gatherColumn } from "../core/gather.ts";
import { IssueLedger } from "../core/issues.ts";
import { type Table, toTable } from "../core/table.ts";
import { collect, type StagedColumn } from "./collect.ts";
import type { PlannedColumn } from "./column-plan.ts";
import { type Duckdb, DuckdbFailure } from "./duckdb.ts";
import type { SourceFile } from "./files.ts";
import type { LineNumbers } from "./line-numbers.ts";
import { narrowColumns } from "./narrow-columns.ts";
import type { TimeSpelling } from "./raw.ts";
import { RowPlaces } from "./row-places.ts";
import { sniffType, withoutClashes } from "./sniff-type.ts";
import { ownNumberSql, valueSql } from "./value-sql.ts";

/** Rows that are none. */
export interface Broken {
  sql: string;
  reason: string;
  /** What to try where every row is: then the whole file is something else, and refused. Default: such rows are only counted. */
  refuse?: string;
}

/** Files as one relation in DuckDB. */
export interface StagedFiles {
  files: readonly SourceFile[];
  /** The SQL of each planned column's text over the relation; undefined where these files do not have it. */
  texts: readonly (string | undefined)[];
  /** The SQL of columns that are numbers in the files already: their text need not be made and read. */
  numbers?: readonly (string | undefined)[];
  /** SQL that is true for rows which are none, and why. */
  broken?: Broken;
  /** The first rows, to look at. */
  sample: string;
  /** Puts the files into `staged` with the given select list, one after the other; gives their line numbers. */
  load: (select: string, ledger: IssueLedger) => Promise<LineNumbers[]>;
}

export interface Staged {
  table: Table;
  rowsIn: number;
  ledger: IssueLedger;
  times: Record<string, TimeSpelling>;
}

/**
 * Reads files into one table: looks at the first rows for types, loads all, turns columns whose later values do not
 * fit a type that was only guessed back into text, and collects shared columns.
 */
export async function stage(
  verb: string,
  db: Duckdb,
  plan: readonly PlannedColumn[],
  sources: readonly StagedFiles[],
  { decimal = "." }: { decimal?: string } = {},
): Promise<Staged> {
  try {
    let typed = await sniffTypes(db, plan, sources[0]!);
    for (;;) {
      const ledger = new IssueLedger();
      const loaded = await loadAll(db, typed, sources, ledger, decimal);
      const misfits = await guessedWrong(db, typed);
      if (misfits.length === 0) return await toTableOf(verb, db, typed, sources, loaded, ledger);
      typed = typed.map((column, i) => (misfits.includes(i) ? { ...column, type: "text", layout: undefined } : column));
    }
  } catch (error) {
    if (!(error instanceof DuckdbFailure)) throw error;
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: `${namesOf(sources).join(", ")} cannot be read`,
      found: error.message,
      cause: error,
    });
  }
}

async function sniffTypes(db: Duckdb, plan: readonly PlannedColumn[], { texts, sample, broken }: StagedFiles) {
  const asked = [...plan.keys()].filter((i) => !plan[i]!.declared || plan[i]!.type === "time");
  if (asked.length === 0) return withoutClashes(plan);
  const where = broken ? ` WHERE NOT coalesce(${broken.sql}, true)` : "";
  const select = asked.map((i) => `${texts[i] ?? "NULL"} AS c${i}`).join(", ");
  const rows = await db.rows(`SELECT ${select} FROM (${sample})${where}`);
  const sniffed = [...plan];
  for (const [k, i] of asked.entries()) {
    sniffed[i] = sniffType(
      plan[i]!,
      rows.map((row) => row[k]),
    );
  }
  return withoutClashes(sniffed);
}

async function loadAll(
  db: Duckdb,
  plan: readonly PlannedColumn[],
  sources: readonly StagedFiles[],
  ledger: IssueLedger,
  decimal: string,
): Promise<LineNumbers[]> {
  const offsets = plan.map((column) => valueSql(column, "NULL", decimal).offset !== undefined);
  const columns = plan.flatMap(({ type }, i) => [
    `c${i} ${type === "text" ? "VARCHAR" : "DOUBLE"}`,
    ...(offsets[i] ? [`o${i} SMALLINT`] : []),
  ]);
  await db.run(`CREATE OR REPLACE TABLE staged (${["broken BOOLEAN", ...columns].join(", ")})`);
  const loaded: LineNumbers[] = [];
  for (const { files, texts, numbers: own, broken, load } of sources) {
    const values = plan.flatMap((column, i) => {
      if (column.type === "number" && column.declared && own?.[i] !== undefined) return [ownNumberSql(own[i])];
      const { value, offset } = valueSql(column, texts[i] ?? "NULL::VARCHAR", decimal);
      return offset ? [value, offset] : [value];
    });
    const numbers = await load([broken ? `coalesce(${broken.sql}, true)` : "NULL", ...values].join(", "), ledger);
    for (const [i, text] of texts.entries()) {
      if (text !== undefined) continue;
      for (const [f, { rows }] of numbers.entries()) {
        ledger.add(files[f]!.name, `no column "${plan[i]!.from}"`, "noted", rows);
      }
    }
    loaded.push(...numbers);
  }
  return loaded;
}

async function guessedWrong(db: Duckdb, plan: readonly PlannedColumn[]): Promise<number[]> {
  const guessed = [...plan.keys()].filter((i) => {
    const { type, declared } = plan[i]!;
    return type === "time" || (type === "number" && !declared);
  });
  if (guessed.length === 0) return [];
  const tests = guessed.map((i) => `coalesce(bool_or(isinf(c${i})), false)`);
  const [row] = await db.rows(`SELECT ${tests.join(", ")} FROM staged WHERE broken IS NOT TRUE`);
  return guessed.filter((_, k) => row![k] === true);
}

async function toTableOf(
  verb: string,
  db: Duckdb,
  plan: readonly PlannedColumn[],
  sources: readonly StagedFiles[],
  loaded: readonly LineNumbers[],
  ledger: IssueLedger,
): Promise<Staged> {
  const staged = plan.map((column): StagedColumn => ({ ...column, hasOffset: column.layout?.spelling === "offset" }));
  const rows = loaded.reduce((sum, numbers) => sum + numbers.rows, 0);
  const places = new RowPlaces(namesOf(sources), loaded);
  const { reason, refuse } = sources.find(({ broken }) => broken)?.broken ?? {};
  const broken =
    reason === undefined ? [] : (await db.rows("SELECT rowid FROM staged WHERE broken")).map(([id]) => Number(id));
  if (refuse !== undefined && rows > 0 && broken.length === rows) throw noneFits(verb, sources, rows, reason!, refuse);
  const { columns, unfit } = await collect(db, staged, rows);
  if (reason !== undefined)
    places.enter(
      ledger,
      broken.sort((a, b) => a - b),
      reason,
      "dropped",
    );
  const gone = new Set(broken);
  for (const [name, where] of unfit) {
    const { type } = plan.find((column) => column.name === name)!;
    const kept = gone.size > 0 ? where.filter((i) => !gone.has(i)) : where;
    places.enter(ledger, kept, `${name}: not a ${type === "boolean" ? "yes or no" : type}`, "blanked");
  }
  const all: Record<string, Column> = { ...columns, source: places.source, row: places.row };
  if (broken.length > 0) {
    const good = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => !gone.has(i));
    for (const [name, column] of Object.entries(all)) all[name] = gatherColumn(column, good);
  }
  const times = Object.fromEntries(staged.flatMap(({ name, layout }) => (layout ? [[name, layout.spelling]] : [])));
  return {
    table: toTable(await narrowColumns(verb, all, times)),
    rowsIn: rows - broken.length + ledger.dropped,
    ledger,
    times,
  };
}

const namesOf = (sources: readonly StagedFiles[]) => sources.flatMap(({ files }) => files.map(({ name }) => name));

function noneFits(verb: string, sources: readonly StagedFiles[], rows: number, reason: string, hint: string) {
  return new PhonographError({
    code: "source/unreadable",
    verb,
    rule: `no line of ${namesOf(sources).join(", ")} can be read`,
    found: `${rows.toLocaleString("en")} ${rows === 1 ? "line" : "lines"}, each ${reason}`,
    hint,
  });
}
