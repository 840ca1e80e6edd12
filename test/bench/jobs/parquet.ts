import { existsSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TextColumn } from "../../../toolkit/core/columns.ts";
import { readParquet } from "../../../toolkit/sources/read-parquet.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Case, Contender, Setting } from "../job.ts";

const NUMBERS = ["begun", "duration", "cell"] as const;
const TEXTS = ["caller", "callee"] as const;

/** Call detail records from a parquet file to typed columns in memory: the same records as the csv job reads. */
export default async function* parquet({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("cdr")) return;
  const duckdb = await openDuckdb();
  const file = await cdrFile(rows, duckdb);
  const whole = (name: string) =>
    (TEXTS as readonly string[]).includes(name) ? `CAST(substr(${name}, 2) AS BIGINT)` : `CAST(${name} AS BIGINT)`;
  const contenders: Contender[] = [
    {
      name: "phonograph",
      ours: true,
      run: async () => {
        const { table } = await readParquet(file);
        return {
          columns: () => [table],
          fingerprint: () => {
            const numbers = NUMBERS.map((name) => table.column(name) as unknown as ArrayLike<number>);
            const texts = TEXTS.map((name) => {
              const { codes, values } = table.column(name) as unknown as TextColumn;
              const digits = Float64Array.from(values, Number);
              return (row: number) => digits[codes[row]];
            });
            return fingerprint(table.numRows(), [...numbers, ...texts]);
          },
        };
      },
    },
    {
      name: "DuckDB, into its table",
      prepare: () => duckdb.run("DROP TABLE IF EXISTS cdr"),
      run: async () => {
        await duckdb.run(`CREATE TABLE cdr AS SELECT * FROM read_parquet('${file}')`);
        return {
          fingerprint: () => duckdb.first(fingerprintSql("cdr", [...NUMBERS, ...TEXTS].map(whole))),
          release: () => duckdb.run("DROP TABLE IF EXISTS cdr"),
        };
      },
    },
  ];
  const pl = await openPolars();
  if (!pl) note("Polars is not installed here: skipped");
  else {
    contenders.push({
      name: "Polars",
      run: async () => {
        const frame = pl.readParquet(file);
        return {
          fingerprint: () => {
            const numbers = [
              ...NUMBERS.map((name) => pl.col(name).cast(pl.Float64)),
              ...TEXTS.map((name) => pl.col(name).str.slice(1).cast(pl.Float64)),
            ];
            const plain = frame.select(...numbers);
            const arrays = [...NUMBERS, ...TEXTS].map(
              (name) => plain.getColumn(name).toTypedArray() as unknown as ArrayLike<number>,
            );
            return fingerprint(plain.height, arrays);
          },
        };
      },
    });
  }
  yield { name: "cdr", rows, contenders };
  duckdb.close();
}

/** Made once and kept among the temporary files; the same bytes each time. */
async function cdrFile(rows: number, duckdb: Awaited<ReturnType<typeof openDuckdb>>): Promise<string> {
  const file = join(tmpdir(), `phonograph-bench-cdr-${rows}.parquet`);
  if (existsSync(file)) return file;
  const part = `${file}.${process.pid}.part`;
  const people = Math.max(1, Math.floor(rows / 12.5));
  const draw = (seed: number) => `(((i + ${seed}) * 48271 % 2147483647) * 40014 % 2147483399)`;
  const phone = (seed: number) => `'+351' || (910000000 + ${draw(seed)} % ${people} * 7)`;
  await duckdb.run(
    `COPY (SELECT ${phone(1)} AS caller, ${phone(77_777)} AS callee, (1767225600000 + i * 777)::DOUBLE AS begun,
      (${draw(5)} % 3600)::INTEGER AS duration, (${draw(9)} % 5000)::INTEGER AS cell,
      CASE WHEN ${draw(3)} % 2 = 0 THEN 'out' ELSE 'in' END AS direction
      FROM range(${rows}) t(i)) TO '${part}' (FORMAT parquet)`,
  );
  renameSync(part, file);
  return file;
}
