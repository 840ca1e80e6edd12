import type { DuckDBDataChunk } from "@duckdb/node-api";
import { type SharedArray, sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";
import { type Column, NO_OFFSET, TextColumn, WholeColumn } from "../core/columns.ts";
import type { PlannedColumn } from "./column-plan.ts";
import type { Duckdb } from "./duckdb.ts";
import { takeUnfit } from "./take-unfit.ts";

/** A column of the staged table: its values are in `c<i>`, the local offset of a time in `o<i>`. */
export interface StagedColumn extends PlannedColumn {
  hasOffset: boolean;
}

/** Columns as shared arrays, and the rows of each whose values did not fit its type. */
export interface Collected {
  columns: Record<string, Column>;
  unfit: Map<string, number[]>;
}

const SEPARATOR = 31;
const AT_ONCE = 6;
/** Up to so many rows texts are coded here: the queries for a dictionary of each column would take longer. */
const FEW_ROWS = 20_000;
const COLUMNS_AT_ONCE = 64;

/**
 * The staged rows as shared columns in the order of their row ids. Text is coded by order of first appearance: a
 * dictionary of the distinct texts is joined back by their 64-bit hashes, once these are known to be distinct too
 * (else by the texts themselves).
 */
export async function collect(db: Duckdb, plan: readonly StagedColumn[], rows: number): Promise<Collected> {
  const columns: Record<string, Column> = {};
  const unfit = new Map<string, number[]>();
  const numbers: { sql: string; to: SharedArray }[] = [];
  const texts: { sql: string; join: string; to: SharedArray }[] = [];
  const few: number[] = [];
  for (const [i, { name, type, hasOffset }] of plan.entries()) {
    if (type === "text") {
      const to = sharedInt32(rows);
      if (rows <= FEW_ROWS) {
        few.push(i);
        columns[name] = new TextColumn(to, []);
        continue;
      }
      const { values, join } = await dictionary(db, i);
      texts.push({ sql: `coalesce(d${i}.code, -1)`, join, to });
      columns[name] = new TextColumn(to, values);
      continue;
    }
    const to = sharedFloat64(rows);
    numbers.push({ sql: `c${i}`, to });
    columns[name] = to;
    if (!hasOffset) continue;
    const offset = sharedInt16(rows);
    numbers.push({ sql: `o${i}`, to: offset });
    columns[`${name}_offset`] = new WholeColumn(offset, NO_OFFSET);
  }
  for (let i = 0; i === 0 || i < texts.length; i += AT_ONCE) {
    const part = texts.slice(i, i + AT_ONCE);
    await fill(db, i === 0 ? [...part, ...numbers] : part, part.map(({ join }) => join).join(" "));
  }
  for (const i of texts.length > 0 ? plan.keys() : []) await db.run(`DROP TABLE IF EXISTS d${i}`);
  for (let k = 0; k < few.length; k += COLUMNS_AT_ONCE) {
    const some = few.slice(k, k + COLUMNS_AT_ONCE);
    const codes = some.map((i) => (columns[plan[i]!.name] as TextColumn).codes.fill(-1));
    for (const [t, values] of (await codeTexts(db, some, codes)).entries()) {
      columns[plan[some[t]!]!.name] = new TextColumn(codes[t]!, values);
    }
  }
  for (const { name, type } of plan) {
    const places = type === "text" ? [] : takeUnfit(columns[name] as Float64Array);
    if (places.length > 0) unfit.set(name, places);
  }
  return { columns, unfit };
}

/** The bits of a vector's values that are there, 32 rows a word; undefined where all are. */
function presentBits(vector: object): Uint32Array | undefined {
  const { data, offset } = (vector as { validity: { data: BigUint64Array | null; offset: number } }).validity;
  if (data === null || offset !== 0) return undefined;
  return new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
}

/** Codes the texts of some columns, in the order of their row ids; of columns of many fields nearly all are missing. */
async function codeTexts(db: Duckdb, some: readonly number[], codes: readonly Int32Array[]): Promise<string[][]> {
  const dictionaries = some.map(() => new Map<string, number>());
  let from = 0;
  await db.chunks(`SELECT ${some.map((i) => `c${i}`).join(", ")} FROM staged ORDER BY rowid`, (chunk) => {
    for (const [t, known] of dictionaries.entries()) {
      const vector = chunk.getColumnVector(t);
      const bits = presentBits(vector);
      for (let i = 0; i < chunk.rowCount; i++) {
        if (bits !== undefined && (i & 31) === 0 && bits[i >>> 5] === 0) {
          i += 31;
          continue;
        }
        if (bits !== undefined && ((bits[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
        const text = vector.getItem(i) as string | null;
        if (text === null) continue;
        const code = known.get(text) ?? known.size;
        if (code === known.size) known.set(text, code);
        codes[t]![from + i] = code;
      }
    }
    from += chunk.rowCount;
  });
  return dictionaries.map((known) => [...known.keys()]);
}

async function dictionary(db: Duckdb, i: number): Promise<{ values: string[]; join: string }> {
  await db.run(`CREATE TEMP TABLE d${i} AS
    SELECT v, hash(v) AS h, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS code
    FROM (SELECT c${i} AS v, min(rowid) AS first FROM staged WHERE c${i} IS NOT NULL GROUP BY 1)`);
  const [[count, hashes, separated]] = (await db.rows(
    `SELECT count(*), count(DISTINCT h), coalesce(bool_or(contains(v, chr(${SEPARATOR}))), false) FROM d${i}`,
  )) as [[bigint, bigint, boolean]];
  const values: string[] = [];
  if (separated) {
    await db.chunks(`SELECT v FROM d${i} ORDER BY code`, (chunk) => {
      for (const value of chunk.getColumnValues(0)) values.push(value as string);
    });
  } else {
    const sql = `SELECT string_agg(v, chr(${SEPARATOR}) ORDER BY code) FROM d${i} GROUP BY code // 2048 ORDER BY code // 2048`;
    await db.chunks(sql, (chunk) => {
      for (const block of chunk.getColumnValues(0)) {
        for (const value of (block as string).split("\x1f")) values.push(value);
      }
    });
  }
  const key = count === hashes ? `hash(s.c${i}) = d${i}.h` : `s.c${i} = d${i}.v`;
  return { values, join: `LEFT JOIN (SELECT v, h, code FROM d${i}) d${i} ON ${key}` };
}

/** The vectors' own arrays: a value at a time would take twenty times as long. */
const itemsOf = (chunk: DuckDBDataChunk, column: number) =>
  (chunk.getColumnVector(column) as unknown as { items: Int32Array | Int16Array | Float64Array }).items;

async function fill(db: Duckdb, parts: readonly { sql: string; to: SharedArray }[], joins: string): Promise<void> {
  if (parts.length === 0) return;
  const sql = `SELECT s.rowid::INTEGER, ${parts.map((part) => part.sql).join(", ")} FROM staged s ${joins}`;
  await db.chunks(sql, (chunk) => {
    const rows = itemsOf(chunk, 0);
    for (const [k, { to }] of parts.entries()) {
      const items = itemsOf(chunk, k + 1);
      for (let i = 0; i < items.length; i++) to[rows[i]!] = items[i]!;
    }
  });
}
