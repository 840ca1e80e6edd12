import { type Column, TextColumn } from "../core/columns.ts";
import type { Table } from "../core/table.ts";
import type { ColumnSpecs } from "./column-plan.ts";
import { toPlan } from "./column-plan.ts";
import { type Duckdb, literal, withDuckdb } from "./duckdb.ts";
import { type Paths, requireWhole, type SourceFile, toFiles } from "./files.ts";
import { lineRelation, loadLines } from "./load-lines.ts";
import { DEFAULT_NULLS, type Raw, type ReadOptions, toRaw } from "./raw.ts";
import { type Broken, stage } from "./stage.ts";
import { type TextEncoding, toText } from "./unpack.ts";

export interface LineOptions extends ReadOptions {
  columns?: ColumnSpecs;
  encoding?: TextEncoding;
}

/** How the lines of a file become columns. */
export interface LineShape {
  /** The names that can be asked for. */
  names: readonly string[];
  /** Those of them that were not met in the lines looked at: noted when no line at all has them. */
  unmet?: readonly string[];
  /** SQL over the column `r0` (the line) that gives a list or struct `m`, once a line. */
  parse: string;
  /** SQL of one name's text over `m`. */
  text: (name: string) => string;
  broken: Broken;
}

/** Reads texts of one record a line: every line becomes a row, or an issue with the reason that the shape gives. */
export async function readLines(
  verb: string,
  path: Paths,
  options: LineOptions,
  toShape: (db: Duckdb, sources: readonly { file: SourceFile; rows: string }[]) => Promise<LineShape>,
): Promise<Raw> {
  const { nulls = DEFAULT_NULLS, columns, signal } = options;
  return withDuckdb(verb, options, async (db) => {
    const sources = [];
    for (const file of toFiles(verb, path)) {
      const text = await toText(verb, file, db.folder, options);
      sources.push({ file, text, rows: lineRelation(text) });
    }
    const { names, unmet = [], parse, text, broken } = await toShape(db, sources);
    const plan = toPlan(verb, names, columns, sources[0]!.file.name);
    const missing = nulls.map(literal).join(", ");
    const known = (sql: string) => (nulls.length > 0 ? `CASE WHEN ${sql} NOT IN (${missing}) THEN ${sql} END` : sql);
    const texts = plan.map((_, i) => `t${i}`);
    const fields = plan.map(({ from }, i) => `${known(text(from))} AS t${i}`);
    const parsed = (rows: string) => `SELECT *, ${fields.join(", ")} FROM (SELECT r0, ${parse} AS m FROM ${rows})`;
    const files = sources.map(({ file, text, rows }) => ({
      file,
      texts,
      broken,
      sample: `SELECT * FROM (${parsed(rows)}) LIMIT 2000`,
      load: (select: string, ledger: Parameters<typeof loadLines>[0]["ledger"]) =>
        loadLines({
          verb,
          db,
          file,
          path: text,
          ledger,
          signal,
          insert: (relation) => `INSERT INTO staged SELECT ${select} FROM (${parsed(relation)})`,
        }),
    }));
    const staged = await stage(verb, db, plan, files);
    for (const { name, from } of plan.filter(({ from }) => unmet.includes(from))) {
      if (!isEmpty(staged.table, name)) continue;
      for (const { file } of sources) staged.ledger.add(file.name, `no line has "${from}"`, "noted", 0);
    }
    requireWhole(
      verb,
      sources.map(({ file }) => file),
    );
    return toRaw({ verb, options, ...staged });
  });
}

function isEmpty(table: Table, name: string): boolean {
  const column = table.column(name) as unknown as Column;
  if (column instanceof TextColumn) return column.values.length === 0;
  return (column as Float64Array).every((value) => Number.isNaN(value));
}
