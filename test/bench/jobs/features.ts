import { type ColumnTable, op, table } from "arquero";
import { TextColumn, WholeColumn } from "../../../toolkit/core/columns.ts";
import type { Events } from "../../../toolkit/core/events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { features } from "../../../toolkit/segments/features.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";
import { mixed, mixedSql, rowsSql } from "../mixed.ts";
import { threadsFor, threadsName } from "../threads.ts";

/**
 * The behavioural table: of 50 events each a person's calls and messages, seconds on the phone, distinct contacts, median and
 * ninetieth percentile of a call. The peers get the contacts as whole numbers, and are asked for both percentiles at once,
 * as ours works them out: those are their fastest forms.
 */
const KINDS = ["call", "sms", "data"];
const SPEC = {
  calls: { count: "call" },
  messages: { count: "sms" },
  seconds: { sum: "duration", of: "call" },
  contacts: { distinct: "peer" },
  typical: { quantile: "duration", p: 0.5, of: "call" },
  long: { quantile: "duration", p: 0.9, of: "call" },
} as const;
const COLUMNS = ["person", ...Object.keys(SPEC)];

const peopleIn = (rows: number) => Math.max(1, Math.floor(rows / 50));
const contactsIn = (rows: number) => Math.max(1, Math.floor(rows / 12.5));

export default async function* featureTables({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("person")) return;
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const polars = await openPolars();
  const contenders = [...ours(rows), arquero(rows), inSql("DuckDB", rows, duckdb)];
  if (polars) contenders.push(inPolars(rows, polars));
  else note("Polars is not installed here: skipped");
  if (clickhouse) contenders.push(inSql("ClickHouse", rows, clickhouse));
  else note("chdb is not installed here: ClickHouse skipped");
  yield { name: "person", rows, contenders };
  duckdb.close();
  clickhouse?.close();
}

function columns(rows: number) {
  const person = sharedInt32(rows);
  const kind = sharedInt32(rows);
  const peer = sharedInt32(rows);
  const duration = sharedFloat64(rows);
  for (let i = 0; i < rows; i++) {
    person[i] = mixed(i + 1) % peopleIn(rows);
    kind[i] = mixed(3 * i + 2) % KINDS.length;
    // a few contacts each, most of them often
    peer[i] = (person[i] * 37 + ((mixed(5 * i + 3) % 100) ** 2 % 40)) % contactsIn(rows);
    duration[i] = mixed(7 * i + 5) % 3600;
  }
  return { person, kind, peer, duration };
}

function ours(rows: number): Contender[] {
  let events: Events | undefined;
  const open = () => {
    if (events) return;
    const { person, kind, peer, duration } = columns(rows);
    const peers = Array.from({ length: contactsIn(rows) }, (_, i) => `+3519${10_000_000 + i}`);
    const all = {
      ...{ person: new WholeColumn(person, -1), kind: new TextColumn(kind, KINDS) },
      ...{ peer: new TextColumn(peer, peers), duration },
    };
    events = toTable(all) as unknown as Events;
  };
  return threadsFor(rows).map((workers) => ({
    ...{ name: threadsName(workers), ours: true, open },
    columns: () => (["person", "kind", "peer", "duration"] as const).map((name) => arrayOf(events as Events, name)),
    run: async () => {
      const { table } = await features(events as Events, SPEC, { workers });
      return toAnswer(table as unknown as ColumnTable);
    },
  }));
}

/** Codes without their texts: nothing here reads those. */
function arrayOf(events: Events, name: string): ArrayBufferView {
  const column = events.column(name) as unknown;
  return column instanceof TextColumn
    ? column.codes
    : column instanceof WholeColumn
      ? column.array
      : (column as Float64Array);
}

function toAnswer(given: ColumnTable): Answer {
  const at = COLUMNS.map((name) => given.column(name) as { at(row: number): number });
  const tenfold = (i: number) => (row: number) => Math.round(10 * at[i].at(row));
  return {
    columns: () => [given],
    fingerprint: () =>
      fingerprint(
        given.numRows(),
        at.map((_, i) => tenfold(i)),
      ),
  };
}

function arquero(rows: number): Contender {
  let events: ColumnTable | undefined;
  return {
    name: "Arquero",
    open: () => {
      const { person, kind, peer, duration } = columns(rows);
      events = table({
        person: person.slice(),
        kind: Array.from(kind, (k) => KINDS[k]),
        peer: peer.slice(),
        duration: duration.slice(),
      });
    },
    run: async () => {
      const calls = (d: { kind: string; duration: number }) => (d.kind === "call" ? d.duration : null);
      const answer = (events as ColumnTable)
        .derive({ call: calls as never })
        .groupby("person")
        .rollup({
          calls: (d: { kind: string }) => op.sum((d.kind === "call" ? 1 : 0) as never),
          messages: (d: { kind: string }) => op.sum((d.kind === "sms" ? 1 : 0) as never),
          seconds: (d: { kind: string; duration: number }) => op.sum((d.kind === "call" ? d.duration : 0) as never),
          contacts: (d: { peer: number }) => op.distinct(d.peer as never),
          typical: (d: { call: number }) => op.quantile(d.call as never, 0.5),
          long: (d: { call: number }) => op.quantile(d.call as never, 0.9),
        } as never);
      return toAnswer(answer.orderby("person").reify());
    },
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
  const type = duck ? "UTINYINT" : "UInt8";
  const wide = duck ? "UINTEGER" : "UInt32";
  const big = duck ? "BIGINT" : "Int64";
  const square = `((${mix("5 * i + 3")} % 100) * (${mix("5 * i + 3")} % 100) % 40)`;
  const quantiles = duck
    ? "quantile_cont(duration, [0.5, 0.9]) FILTER (WHERE kind = 0)"
    : "quantilesExactInclusiveIf(0.5, 0.9)(duration, kind = 0)";
  const countIf = (what: string) => (duck ? `count(*) FILTER (WHERE ${what})` : `countIf(${what})`);
  const sum = duck ? "coalesce(sum(duration) FILTER (WHERE kind = 0), 0)" : "sumIf(duration, kind = 0)";
  const distinct = duck ? "count(DISTINCT peer)" : "uniqExact(peer)";
  const query = `SELECT person, calls, messages, seconds, contacts, q[1] AS typical, q[2] AS long FROM
    (SELECT person, ${countIf("kind = 0")} AS calls, ${countIf("kind = 1")} AS messages, ${sum} AS seconds,
    ${distinct} AS contacts, ${quantiles} AS q FROM e GROUP BY person) g`;
  const whole = (column: string) => {
    const value = `CAST(round(10 * ${column}) AS ${big})`;
    return duck ? value : `if(isNaN(${column}), -1, ${value})`;
  };
  return {
    name,
    open: () =>
      engine.run(`CREATE TABLE e ${memory} AS SELECT CAST(person AS ${wide}) AS person, CAST(${mix("3 * i + 2")} % 3 AS ${type}) AS kind,
        CAST((person * 37 + ${square}) % ${contactsIn(rows)} AS ${wide}) AS peer, CAST(${mix("7 * i + 5")} % 3600 AS ${duck ? "DOUBLE" : "Float64"}) AS duration
        FROM (SELECT i, ${mix("i + 1")} % ${peopleIn(rows)} AS person FROM ${rowsSql(name, rows)}) s`),
    prepare: () => engine.run("DROP TABLE IF EXISTS o"),
    run: async () => {
      await engine.run(`CREATE TABLE o ${memory} AS ${query}`);
      return {
        fingerprint: () => engine.first(fingerprintSql("o", COLUMNS.map(whole))),
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
      const { person, kind, peer, duration } = columns(rows);
      frame = pl.DataFrame({ person, kind, peer, duration });
    },
    run: async () => {
      const call = pl
        .when(pl.col("kind").eq(pl.lit(0)))
        .then(pl.col("duration"))
        .otherwise(pl.lit(null));
      const answer = (frame as NonNullable<typeof frame>)
        .withColumn(call.alias("call"))
        .groupBy("person")
        .agg(
          pl.col("kind").eq(pl.lit(0)).sum().alias("calls"),
          pl.col("kind").eq(pl.lit(1)).sum().alias("messages"),
          pl.col("call").sum().alias("seconds"),
          pl.col("peer").nUnique().alias("contacts"),
          pl.col("call").quantile(0.5, "linear").alias("typical"),
          pl.col("call").quantile(0.9, "linear").alias("long"),
        );
      return {
        fingerprint: () => {
          const arrays = COLUMNS.map((name) => answer.getColumn(name).toArray() as (number | null)[]);
          return fingerprint(
            answer.height,
            arrays.map((a) => (row: number) => (a[row] === null ? null : Math.round(10 * (a[row] as number)))),
          );
        },
      };
    },
  };
}
