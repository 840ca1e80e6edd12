import { existsSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromCSV } from "arquero";
import type { TextColumn } from "../../../toolkit/core/columns.ts";
import { readCsv } from "../../../toolkit/sources/read-csv.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Case, Contender, Setting } from "../job.ts";

const NUMBERS = ["begun", "duration", "cell"];
const TEXTS = ["caller", "callee"];

/** A call detail record file from disk to typed columns in memory: two numbers as text, begin, duration, cell, direction. */
export default async function* csv({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("cdr")) return;
  const duckdb = await openDuckdb();
  const file = await cdrFile(rows, duckdb);
  note(`${(statSync(file).size / 1e6).toFixed(0)} MB of csv in ${file}`);
  const columns = {
    caller: "VARCHAR",
    callee: "VARCHAR",
    begun: "BIGINT",
    duration: "INTEGER",
    cell: "INTEGER",
    direction: "VARCHAR",
  };
  const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
  const whole = (name: string) =>
    TEXTS.includes(name) ? `CAST(substr(${name}, 2) AS BIGINT)` : `CAST(${name} AS BIGINT)`;
  const names = [...NUMBERS, ...TEXTS];
  const direction = "CASE direction WHEN 'out' THEN 1 ELSE 0 END";
  const contenders: Contender[] = [
    {
      name: "phonograph",
      ours: true,
      run: async () => {
        const { table, issues } = await readCsv(file, {
          columns: {
            caller: { from: "caller", type: "text" },
            callee: { from: "callee", type: "text" },
            begun: { from: "begun", type: "number" },
            duration: { from: "duration", type: "number" },
            cell: { from: "cell", type: "number" },
            direction: { from: "direction", type: "text" },
          },
        });
        if (issues.numRows() > 0) throw new Error(`${issues.numRows()} kinds of issues in a file without any`);
        return {
          fingerprint: () => {
            const numbers = NUMBERS.map((name) => table.column(name as "begun") as unknown as ArrayLike<number>);
            const texts = TEXTS.map((name) => {
              const { codes, values } = table.column(name as "caller") as unknown as TextColumn;
              const digits = Float64Array.from(values, Number);
              return (row: number) => digits[codes[row]!]!;
            });
            const way = table.column("direction") as unknown as TextColumn;
            return fingerprint(table.numRows(), [...numbers, ...texts, (row) => (way.at(row) === "out" ? 1 : 0)]);
          },
        };
      },
    },
    {
      name: "DuckDB, into its table",
      prepare: () => duckdb.run("DROP TABLE IF EXISTS cdr"),
      run: async () => {
        await duckdb.run(
          `CREATE TABLE cdr AS SELECT * FROM read_csv('${file}', header = true, columns = {${types.join(", ")}})`,
        );
        return {
          fingerprint: () => duckdb.first(fingerprintSql("cdr", [...names.map(whole), direction])),
          release: () => duckdb.run("DROP TABLE IF EXISTS cdr"),
        };
      },
    },
  ];
  const pl = await openPolars();
  if (!pl) note("Polars is not installed here: skipped");
  else {
    const dtypes = {
      caller: pl.Utf8,
      callee: pl.Utf8,
      begun: pl.Int64,
      duration: pl.Int32,
      cell: pl.Int32,
      direction: pl.Utf8,
    };
    contenders.push({
      name: "Polars",
      run: async () => {
        const frame = pl.readCSV(file, { dtypes } as never);
        return {
          fingerprint: () => {
            const numbers = [
              ...NUMBERS.map((name) => pl.col(name).cast(pl.Float64)),
              ...TEXTS.map((name) => pl.col(name).str.slice(1).cast(pl.Float64)),
              pl.col("direction").eq(pl.lit("out")).cast(pl.Float64),
            ];
            const plain = frame.select(...numbers);
            const arrays = plain.columns.map(
              (name) => plain.getColumn(name).toTypedArray() as unknown as ArrayLike<number>,
            );
            return fingerprint(plain.height, arrays);
          },
        };
      },
    });
  }
  contenders.push(await arquero(rows, duckdb));
  yield { name: "cdr", rows, contenders };
  duckdb.close();
}

type Duckdb = Awaited<ReturnType<typeof openDuckdb>>;

/** Arquero parses one text in memory: a tenth of the rows, as the whole would not fit in a string. */
async function arquero(rows: number, duckdb: Duckdb): Promise<Contender> {
  const { readFileSync } = await import("node:fs");
  const few = Math.max(1, Math.floor(rows / 10));
  const file = await cdrFile(few, duckdb);
  return {
    name: "Arquero",
    rows: few,
    run: async () => {
      const table = fromCSV(readFileSync(file, "utf8"), { parse: { caller: String, callee: String } });
      return { fingerprint: () => String(table.numRows()) };
    },
  };
}

/** Made once and kept among the temporary files; the same bytes each time. */
async function cdrFile(rows: number, duckdb: Duckdb): Promise<string> {
  const file = join(tmpdir(), `phonograph-bench-cdr-${rows}.csv`);
  if (existsSync(file)) return file;
  const part = `${file}.${process.pid}.part`;
  const people = Math.max(1, Math.floor(rows / 12.5));
  const draw = (seed: number) => `(((i + ${seed}) * 48271 % 2147483647) * 40014 % 2147483399)`;
  const phone = (seed: number) => `'+351' || (910000000 + ${draw(seed)} % ${people} * 7)`;
  await duckdb.run(
    `COPY (SELECT ${phone(1)} AS caller, ${phone(77_777)} AS callee, 1767225600000 + i * 777 AS begun,
      ${draw(5)} % 3600 AS duration, ${draw(9)} % 5000 AS cell,
      CASE WHEN ${draw(3)} % 2 = 0 THEN 'out' ELSE 'in' END AS direction
      FROM range(${rows}) t(i)) TO '${part}' (HEADER)`,
  );
  renameSync(part, file);
  return file;
}
