import { type Column, TextColumn } from "../core/columns.ts";
import type { Table } from "../core/table.ts";
import type { ColumnSpecs } from "./column-plan.ts";
import { toPlan } from "./column-plan.ts";
import { type Duckdb, literal, withDuckdb } from "./duckdb.ts";
import { type Paths, requireWhole, toFiles } from "./files.ts";
import { type LineText, lineRelation, loadLines, toLineText } from "./load-lines.ts";
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
  toShape: (db: Duckdb, texts: readonly LineText[]) => Promise<LineShape>,
): Promise<Raw> {
  const { nulls = DEFAULT_NULLS, columns: specs, signal } = options;
  return withDuckdb(verb, options, async (db) => {
    const files = toFiles(verb, path);
    const job = { verb, db, signal };
    const texts: LineText[] = [];
    for (const file of files) texts.push(await toLineText(job, file, await toText(verb, file, db.folder, options)));
    const { names, unmet = [], parse, text, broken } = await toShape(db, texts);
    const plan = toPlan(verb, names, specs, files[0]!.name);
    const missing = nulls.map((text) => `WHEN ${literal(text)} THEN NULL`).join(" ");
    // NOT IN would be a join of its own for every column
    const known = (sql: string) => (nulls.length > 0 ? `CASE ${sql} ${missing} ELSE ${sql} END` : sql);
    const columns = plan.map((_, i) => `t${i}`);
    const fields = plan.map(({ from }, i) => `${known(text(from))} AS t${i}`);
    const parsed = (rows: string) => `SELECT *, ${fields.join(", ")} FROM (SELECT r0, ${parse} AS m FROM ${rows})`;
    const insert = (select: string) => (relation: string) =>
      `INSERT INTO staged SELECT ${select} FROM (${parsed(relation)})`;
    const first = texts.filter(({ records }) => records > 0).slice(0, 1);
    const staged = await stage(verb, db, plan, [
      {
        files,
        texts: columns,
        broken,
        sample: `SELECT * FROM (${parsed(lineRelation(first))}) LIMIT 2000`,
        load: (select, ledger) => loadLines(job, texts, ledger, insert(select)),
      },
    ]);
    for (const { name, from } of plan.filter(({ from }) => unmet.includes(from))) {
      if (!isEmpty(staged.table, name)) continue;
      for (const file of files) staged.ledger.add(file.name, `no line has "${from}"`, "noted", 0);
    }
    requireWhole(verb, files);
    return toRaw({ verb, options, ...staged });
  });
}

function isEmpty(table: Table, name: string): boolean {
  const column = table.column(name) as unknown as Column;
  if (column instanceof TextColumn) return column.values.length === 0;
  return (column as Float64Array).every((value) => Number.isNaN(value));
}
