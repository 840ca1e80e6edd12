import { type ColumnTable, table } from "arquero";
import { WholeColumn } from "../../../toolkit/core/columns.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { windowJoin } from "../../../toolkit/core/window-join.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";
import { mixed, mixedSql, rowsSql } from "../mixed.ts";
import { threadsFor, threadsName } from "../threads.ts";

/**
 * Codes, a quarter of the rows, and logins, a third as many, of 12 codes a person over a month: which login of the same person
 * came within twelve hours of which code. The answer holds what identifies both, and both times.
 */
const START = 1_700_000_000_000;
const MONTH = 30 * 86_400;
const HOURS_12 = 12 * 3600 * 1000;
const COLUMNS = ["person", "code", "at_1", "login", "at_2"] as const;

const sizes = (rows: number) => {
  const codes = Math.max(1, Math.floor(rows / 4));
  return { codes, logins: Math.max(1, Math.floor((codes * 8) / 25)), people: Math.max(1, Math.floor(codes / 12)) };
};

export default async function* windows({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("code-login")) return;
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const polars = await openPolars();
  const contenders = [...ours(rows), arquero(rows), inSql("DuckDB", rows, duckdb)];
  if (polars) contenders.push(inPolars(rows, polars));
  else note("Polars is not installed here: skipped");
  if (clickhouse) contenders.push(inSql("ClickHouse", rows, clickhouse));
  else note("chdb is not installed here: ClickHouse skipped");
  yield { name: "code-login", rows: sizes(rows).codes, contenders };
  duckdb.close();
  clickhouse?.close();
}

function columns(count: number, people: number, seed: number) {
  const person = sharedInt32(count);
  const at = sharedFloat64(count);
  const id = sharedInt32(count);
  for (let i = 0; i < count; i++) {
    person[i] = mixed(i + seed) % people;
    at[i] = START + 1000 * (mixed(3 * i + seed) % MONTH);
    id[i] = i;
  }
  return { person, at, id };
}

const CODES = 1;
const LOGINS = 77_777;

function both(rows: number) {
  const { codes, logins, people } = sizes(rows);
  const [left, right] = [columns(codes, people, CODES), columns(logins, people, LOGINS)];
  return {
    left: { person: left.person, at: left.at, code: left.id },
    right: { person: right.person, at: right.at, login: right.id },
  };
}

function ours(rows: number): Contender[] {
  let tables: { left: ColumnTable; right: ColumnTable } | undefined;
  const open = () => {
    if (tables) return;
    const { left, right } = both(rows);
    tables = {
      left: toTable({ ...left, person: new WholeColumn(left.person, -1) }),
      right: toTable({ ...right, person: new WholeColumn(right.person, -1) }),
    };
  };
  const given = () => tables as NonNullable<typeof tables>;
  return threadsFor(rows).map((workers) => ({
    ...{ name: threadsName(workers), ours: true, open },
    columns: () => [given().left, given().right],
    run: async () => toAnswer(await windowJoin(given().left, given().right, { within: "12h", workers })),
  }));
}

function toAnswer(given: ColumnTable): Answer {
  const at = COLUMNS.map((name) => given.column(name) as { at(row: number): number });
  return {
    columns: () => [given],
    fingerprint: () =>
      fingerprint(
        given.numRows(),
        at.map((column) => (row: number) => column.at(row)),
      ),
  };
}

function arquero(rows: number): Contender {
  let tables: { left: ColumnTable; right: ColumnTable } | undefined;
  const plain = (side: Record<string, Int32Array | Float64Array>) =>
    table(Object.fromEntries(Object.entries(side).map(([name, values]) => [name, values.slice()])));
  return {
    name: "Arquero, join and filter",
    open: () => {
      const { left, right } = both(rows);
      tables = { left: plain(left), right: plain(right) };
    },
    run: async () => {
      const { left, right } = tables as NonNullable<typeof tables>;
      const within = (d: { at_1: number; at_2: number }) => d.at_2 >= d.at_1 && d.at_2 <= d.at_1 + 432e5;
      return toAnswer(left.join(right, "person").filter(within).reify());
    },
  };
}

interface Engine {
  run(sql: string): Promise<void>;
  first(sql: string): Promise<string>;
}

function inSql(name: "DuckDB" | "ClickHouse", rows: number, engine: Engine): Contender {
  const duck = name === "DuckDB";
  const { codes, logins, people } = sizes(rows);
  const memory = duck ? "" : "ENGINE = Memory";
  const [whole, float, big] = duck ? ["INTEGER", "DOUBLE", "BIGINT"] : ["Int32", "Float64", "Int64"];
  const create = (table: string, id: string, count: number, seed: number) =>
    engine.run(`CREATE TABLE ${table} ${memory} AS SELECT CAST(${mixedSql(name, `i + ${seed}`)} % ${people} AS ${whole}) AS person,
      CAST(${START} + 1000 * (${mixedSql(name, `3 * i + ${seed}`)} % ${MONTH}) AS ${float}) AS moment, CAST(i AS ${whole}) AS ${id} FROM ${rowsSql(name, count)}`);
  return {
    name,
    open: async () => {
      await create("codes", "code", codes, CODES);
      await create("logins", "login", logins, LOGINS);
    },
    prepare: () => engine.run("DROP TABLE IF EXISTS o"),
    run: async () => {
      await engine.run(`CREATE TABLE o ${memory} AS SELECT c.person AS person, c.code AS code, c.moment AS at_1, l.login AS login, l.moment AS at_2
        FROM codes c JOIN logins l ON c.person = l.person AND l.moment >= c.moment AND l.moment <= c.moment + ${HOURS_12}`);
      return {
        fingerprint: () =>
          engine.first(
            fingerprintSql(
              "o",
              COLUMNS.map((column) => `CAST(${column} AS ${big})`),
            ),
          ),
        release: () => engine.run("DROP TABLE IF EXISTS o"),
      };
    },
  };
}

type Polars = NonNullable<Awaited<ReturnType<typeof openPolars>>>;

function inPolars(rows: number, pl: Polars): Contender {
  let frames: { left: ReturnType<Polars["DataFrame"]>; right: ReturnType<Polars["DataFrame"]> } | undefined;
  return {
    name: "Polars, join and filter",
    open: () => {
      const { left, right } = both(rows);
      const { at: at_1, ...codes } = left;
      const { at: at_2, ...logins } = right;
      frames = { left: pl.DataFrame({ ...codes, at_1 }), right: pl.DataFrame({ ...logins, at_2 }) };
    },
    run: async () => {
      const { left, right } = frames as NonNullable<typeof frames>;
      const late = pl.col("at_2").sub(pl.col("at_1"));
      const joined = left.lazy().join(right.lazy(), { on: "person", how: "inner" });
      const answer = await joined.filter(late.gtEq(pl.lit(0)).and(late.ltEq(pl.lit(HOURS_12)))).collect();
      return {
        fingerprint: () => {
          const arrays = COLUMNS.map((name) => answer.getColumn(name).toTypedArray() as unknown as ArrayLike<number>);
          return fingerprint(answer.height, arrays);
        },
      };
    },
  };
}
