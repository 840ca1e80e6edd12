import { type ColumnTable, table } from "arquero";
import { WholeColumn } from "../../../toolkit/core/columns.ts";
import { orderEvents } from "../../../toolkit/core/order-events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";
import { mixed, mixedSql, rowsSql } from "../mixed.ts";
import { threadsFor, threadsName } from "../threads.ts";

/** Events of 50 a person, in no order, brought in the order of person and time with two more columns. */
const START = 1_700_000_000_000;
const COLUMNS = ["person", "at", "peer", "duration"] as const;

const peopleIn = (rows: number) => Math.max(1, Math.floor(rows / 50));

export default async function* sorts({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("person-time")) return;
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const polars = await openPolars();
  const contenders = [...ours(rows), arquero(rows), inSql("DuckDB", rows, duckdb)];
  if (polars) contenders.push(inPolars(rows, polars));
  else note("Polars is not installed here: skipped");
  if (clickhouse) contenders.push(inSql("ClickHouse", rows, clickhouse));
  else note("chdb is not installed here: ClickHouse skipped");
  yield { name: "person-time", rows, contenders };
  duckdb.close();
  clickhouse?.close();
}

function columns(rows: number) {
  const person = sharedInt32(rows);
  const at = sharedFloat64(rows);
  const peer = sharedInt32(rows);
  const duration = sharedFloat64(rows);
  for (let i = 0; i < rows; i++) {
    person[i] = mixed(i + 1) % peopleIn(rows);
    at[i] = START + mixed(3 * i + 1);
    peer[i] = i % 65_536;
    duration[i] = mixed(7 * i + 5) % 3600;
  }
  return { person, at, peer, duration };
}

function ours(rows: number): Contender[] {
  let events: ColumnTable | undefined;
  const open = () => {
    if (events) return;
    const { person, ...others } = columns(rows);
    events = toTable({ person: new WholeColumn(person, -1), ...others });
  };
  return threadsFor(rows).map((workers) => ({
    ...{ name: threadsName(workers), ours: true, open },
    columns: () => [events as ColumnTable],
    run: async () => toAnswer(await orderEvents(events as ColumnTable, { workers })),
  }));
}

/** The place of each row counts: the same rows in another order are another answer. */
function toAnswer(given: ColumnTable): Answer {
  const at = COLUMNS.map((name) => given.column(name) as { at(row: number): number });
  return {
    columns: () => [given],
    fingerprint: () =>
      fingerprint(given.numRows(), [(row) => row, ...at.map((column) => (row: number) => column.at(row))]),
  };
}

function arquero(rows: number): Contender {
  let events: ColumnTable | undefined;
  return {
    name: "Arquero",
    open: () => {
      events = table(Object.fromEntries(Object.entries(columns(rows)).map(([name, values]) => [name, values.slice()])));
    },
    run: async () => toAnswer((events as ColumnTable).orderby("person", "at").reify()),
  };
}

interface Engine {
  run(sql: string): Promise<void>;
  first(sql: string): Promise<string>;
}

function inSql(name: "DuckDB" | "ClickHouse", rows: number, engine: Engine): Contender {
  const duck = name === "DuckDB";
  const mix = (i: string) => mixedSql(name, i);
  const memory = duck ? "" : "ENGINE = Memory";
  const [whole, float, big] = duck ? ["INTEGER", "DOUBLE", "BIGINT"] : ["Int32", "Float64", "Int64"];
  const row = duck ? "rowid" : `CAST(rowNumberInAllBlocks() AS ${big})`;
  return {
    name,
    open: () =>
      engine.run(`CREATE TABLE e ${memory} AS SELECT CAST(${mix("i + 1")} % ${peopleIn(rows)} AS ${whole}) AS person,
        CAST(${START} + ${mix("3 * i + 1")} AS ${float}) AS at, CAST(i % 65536 AS ${whole}) AS peer,
        CAST(${mix("7 * i + 5")} % 3600 AS ${float}) AS duration FROM ${rowsSql(name, rows)}`),
    prepare: () => engine.run("DROP TABLE IF EXISTS o"),
    run: async () => {
      await engine.run(`CREATE TABLE o ${memory} AS SELECT * FROM e ORDER BY person, e.at`);
      return {
        fingerprint: async () => {
          const sql = fingerprintSql("o", [row, ...COLUMNS.map((column) => `CAST(o.${column} AS ${big})`)]);
          return engine.first(duck ? sql : `${sql} SETTINGS max_threads = 1`);
        },
        release: () => engine.run("DROP TABLE IF EXISTS o"),
      };
    },
  };
}

type Polars = NonNullable<Awaited<ReturnType<typeof openPolars>>>;

function inPolars(rows: number, pl: Polars): Contender {
  let frame: ReturnType<Polars["DataFrame"]> | undefined;
  return {
    name: "Polars",
    open: () => {
      frame = pl.DataFrame(columns(rows));
    },
    run: async () => {
      const answer = (frame as NonNullable<typeof frame>).sort(["person", "at"]);
      return {
        fingerprint: () => {
          const arrays = COLUMNS.map((name) => answer.getColumn(name).toTypedArray() as unknown as ArrayLike<number>);
          return fingerprint(answer.height, [(row) => row, ...arrays]);
        },
      };
    },
  };
}
