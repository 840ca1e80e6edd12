import { asOfJoin } from "../../../toolkit/core/as-of-join.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { cooccurrence } from "../../../toolkit/link/cooccurrence.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Case, Contender, Setting } from "../job.ts";
import { otpTraffic } from "../otp-traffic.ts";

const STEP = 2592;
const FIRST = 1_700_000_000_000;
const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
const mixedSql = (i: string, div: (a: string, b: number) => string) => {
  const a = `(${i}) * 48271 % 2147483647`;
  return `(((${a}) % 65536) * 40014 + ${div(`(${a})`, 65_536)} * 30011) % 2147483399`;
};

/**
 * Who sent what before: a login finds the last code of the same number, or of anybody, as of its time; both logs are in the
 * order of time, as logs come. And the whole of it: numbers and users linked by the timing of codes and logins alone.
 */
export default async function* timing({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  const each = Math.max(1000, Math.floor(rows / 10));
  for (const [name, ids] of [
    ["as-of by number", Math.ceil(each / 5)],
    ["as-of of anybody", 1],
  ] as const) {
    if (!wanted(name)) continue;
    const { contenders, close } = await asOf(each, ids, note);
    yield { name, rows: 2 * each, contenders };
    close();
  }
  for (const [name, perDay] of [
    ["link at 4 candidates a code", 5900],
    ["link at 13 candidates a code", 19_600],
  ] as const) {
    if (!wanted(name)) continue;
    yield { name, rows: 2 * each, contenders: linking(each, Math.max(1, Math.round(each / perDay)), note) };
  }
}

async function asOf(each: number, ids: number, note: Setting["note"]) {
  const side = (salt: number) => {
    const at = sharedFloat64(each);
    const id = sharedInt32(each);
    for (let i = 0; i < each; i++) {
      const x = mixed(i + salt);
      at[i] = FIRST + i * STEP + (x % STEP);
      id[i] = Math.floor(x / STEP) % ids;
    }
    return toTable({ at, id });
  };
  const [logins, codes] = [side(each + 1), side(1)];
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const contenders: Contender[] = [2, 1].map((workers) => ({
    name: `phonograph, ${workers} worker${workers > 1 ? "s" : ""}`,
    ours: true,
    run: async () => {
      const found = await asOfJoin(logins, codes, { by: "id", workers });
      const [at, id, past] = ["at", "id", "at_2"].map((name) => found.column(name) as unknown as ArrayLike<number>);
      return { fingerprint: () => fingerprint(found.numRows(), [id, at, past]) };
    },
  }));
  const queried = async (name: string, engine: Engine) => {
    const duck = name === "DuckDB";
    const [memory, big, int] = duck ? ["", "BIGINT", "INTEGER"] : ["ENGINE = Memory", "Int64", "Int32"];
    const div = (a: string, b: number) => (duck ? `(${a} // ${b})` : `intDiv(${a}, ${b})`);
    const numbers = duck ? `range(${each}) t(i)` : `(SELECT toInt64(number) AS i FROM numbers(${each}))`;
    for (const [table, salt] of [
      ["l", each + 1],
      ["r", 1],
    ] as const) {
      const x = mixedSql(`i + ${salt}`, div);
      await engine.run(
        `CREATE TABLE ${table} ${memory} AS SELECT CAST(${FIRST} + i * ${STEP} + x % ${STEP} AS ${big}) AS t, CAST(${div("x", STEP)} % ${ids} AS ${int}) AS id FROM (SELECT i, ${x} AS x FROM ${numbers}) s ORDER BY t`,
      );
    }
    const query = `SELECT l.id AS id, l.t AS t, r.t AS past FROM l ASOF LEFT JOIN r ON l.id = r.id AND l.t >= r.t`;
    return {
      name,
      prepare: () => engine.run("DROP TABLE IF EXISTS o"),
      run: async () => {
        await engine.run(`CREATE TABLE o ${memory} AS ${query}`);
        return {
          fingerprint: () => engine.first(fingerprintSql("o", ["id", "t", "past"])),
          release: () => engine.run("DROP TABLE IF EXISTS o"),
        };
      },
    } satisfies Contender;
  };
  contenders.push(await queried("DuckDB", duckdb));
  if (clickhouse) {
    await clickhouse.run("SET join_use_nulls = 1");
    contenders.push(await queried("ClickHouse", clickhouse));
  } else note("chdb is not installed here: ClickHouse skipped");
  const close = () => {
    duckdb.close();
    clickhouse?.close();
  };
  return { contenders, close };
}

interface Engine {
  run(sql: string): Promise<void>;
  first(sql: string): Promise<string>;
}

/**
 * The same traffic with one thread and two, on the calling thread alone, and without the control, in which it is linked
 * once more. As a whole (`--rows 1e8 --only "timing/link at 4"`) it is ten million codes and as many logins.
 */
function linking(codes: number, days: number, note: Setting["note"]): Contender[] {
  const { table } = otpTraffic({ codes, days });
  const asked = { trigger: "sms", response: "auth" } as const;
  let isTold = false;
  return [
    { workers: 2, control: true },
    { workers: 1, control: true },
    { workers: 0, control: true },
    { workers: 1, control: false },
  ].map(({ workers, control }) => ({
    name: `phonograph, ${workers === 0 ? "inline" : `${workers} worker${workers > 1 ? "s" : ""}`}${control ? " and control" : ""}`,
    ours: true,
    columns: () => [table],
    run: async () => {
      const found = await cooccurrence(table, asked, { workers, control });
      if (!isTold) note(`${found.linked.toLocaleString("en")} links, ${found.candidates.toFixed(1)} candidates a code`);
      isTold = true;
      return { fingerprint: () => String(found.linked), columns: () => [found.table, found.events] };
    },
  }));
}
