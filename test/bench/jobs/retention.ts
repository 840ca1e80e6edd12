import { retention } from "../../../toolkit/analyses/retention.ts";
import { TextColumn, WholeColumn } from "../../../toolkit/core/columns.ts";
import type { Events } from "../../../toolkit/core/events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import type { Case, Contender, Setting } from "../job.ts";

/**
 * Half as many events as the setting's rows, 25 for each person, over 60 days, unsorted; who comes back on which of the 30 days after the
 * day of their first event of a kind. Ours gives the triangle and the curve with intervals; the peers the counts of the triangle.
 */
const DAYS = 60;
const K = 30;
const SPAN = DAYS * 86_400;
const NAMES = ["signup", "open", "search", "buy"];

const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
const mixedSql = (i: string, divide: (a: string, b: string) => string) => {
  const a = `((${i}) * 48271) % 2147483647`;
  return `(((${a}) % 65536) * 40014 + ${divide(`(${a})`, "65536")} * 30011) % 2147483399`;
};

export default async function* retentions({ rows: all, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("first-time")) return;
  const rows = Math.max(1000, Math.floor(all / 2));
  const people = Math.max(1, Math.floor(rows / 25));
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  if (!clickhouse) note("chdb is not installed here: ClickHouse skipped");
  const contenders = ours(rows, people);
  if (clickhouse) contenders.push(await inClickhouse(rows, people, clickhouse));
  contenders.push(await inDuckdb(rows, people, duckdb));
  yield { name: "first-time", rows, contenders };
  clickhouse?.close();
  duckdb.close();
}

function ours(rows: number, people: number): Contender[] {
  const at = sharedFloat64(rows);
  const person = sharedInt32(rows);
  const name = sharedInt32(rows);
  for (let i = 0; i < rows; i++) {
    at[i] = 1000 * (mixed(3 * i + 1) % SPAN);
    person[i] = mixed(i + 1) % people;
    name[i] = mixed(7 * i + 5) % NAMES.length;
  }
  const events = toTable({
    ...{ at, kind: new TextColumn(sharedInt32(rows), ["app"]), name: new TextColumn(name, NAMES) },
    person: new WholeColumn(person, -1),
  }) as unknown as Events;
  return [2, 1].map((workers) => ({
    name: `phonograph, ${workers === 1 ? "1 thread" : `${workers} threads`}`,
    ours: true,
    columns: () => [events],
    run: async () => {
      const { table } = await retention(events, {
        ...{ start: "app.signup", returning: "app.open", periods: K, asOf: 1000 * SPAN - 1, workers },
      });
      return { fingerprint: () => triangle(table.objects({ limit: Number.POSITIVE_INFINITY }) as Row[]) };
    },
  }));
}

type Row = Record<"cohort_at" | "period" | "people" | "returned", number> & { over: boolean };

/** Sums over all cells that are over, weighted so that every one counts in its place. */
function triangle(rows: readonly Row[]): string {
  let [cells, people, returned] = [0, 0, 0];
  for (const { cohort_at, period, people: size, returned: back, over } of rows) {
    if (period === 0 || !over) continue;
    const weight = 31 * (cohort_at / 864e5) + period;
    cells++;
    people += size * weight;
    returned += back * weight;
  }
  return `${cells} ${people} ${returned}`;
}

async function inClickhouse(
  rows: number,
  people: number,
  { run, first }: NonNullable<Awaited<ReturnType<typeof openClickhouse>>>,
): Promise<Contender> {
  const mix = (i: string) => mixedSql(i, (a, b) => `intDiv(${a}, ${b})`);
  const names = NAMES.map((name, i) => `'${name}' = ${i}`).join(", ");
  await run(`CREATE TABLE events (at UInt32, person UInt32, name Enum8(${names})) ENGINE = Memory`);
  await run(`INSERT INTO events SELECT (${mix("3 * number + 1")}) % ${SPAN}, (${mix("number + 1")}) % ${people},
    CAST((${mix("7 * number + 5")}) % ${NAMES.length} AS Int8) FROM numbers(${rows})`);
  // Bits of days instead of rows: a cohort's day k is bit k of who returned. The fastest form that we found.
  const sql = `
    SELECT count(), sum(people * (31 * base + k)), sum(back * (31 * base + k)) FROM (
      SELECT base, k, count() AS people, countIf(bitTest(bits, base + k)) AS back FROM (
        SELECT person, intDiv(minIf(at, name = 'signup'), 86400) AS base, groupBitOrIf(bitShiftLeft(toUInt64(1), intDiv(at, 86400)), name = 'open') AS bits
        FROM events GROUP BY person HAVING countIf(name = 'signup') > 0)
      ARRAY JOIN range(1, ${K + 1}) AS k WHERE base + k < ${DAYS} - 1 GROUP BY base, k)`;
  return {
    name: "ClickHouse, days as bits",
    run: async () => {
      const counts = await first(sql);
      return { fingerprint: () => counts };
    },
  };
}

async function inDuckdb(
  rows: number,
  people: number,
  { run, first }: Awaited<ReturnType<typeof openDuckdb>>,
): Promise<Contender> {
  const mix = (i: string) => mixedSql(i, (a, b) => `(${a} // ${b})`);
  await run(`CREATE TYPE names AS ENUM (${NAMES.map((name) => `'${name}'`).join(", ")})`);
  await run(`CREATE TABLE events AS SELECT ((${mix("3 * i + 1")}) % ${SPAN})::UINTEGER AS second, ((${mix("i + 1")}) % ${people})::UINTEGER AS person,
    (['${NAMES.join("','")}'])[1 + (${mix("7 * i + 5")}) % ${NAMES.length}]::names AS name FROM range(${rows}) t(i)`);
  const sql = `
    SELECT count(*), sum(people * (31 * base + k)), sum(back * (31 * base + k)) FROM (
      SELECT base, k, count(*) AS people, count(*) FILTER (WHERE (bits >> (base + k)) & 1 = 1) AS back FROM (
        SELECT person, (min(second // 86400) FILTER (WHERE name = 'signup'))::BIGINT AS base, coalesce(bit_or(1::BIGINT << (second // 86400)::BIGINT) FILTER (WHERE name = 'open'), 0) AS bits
        FROM events GROUP BY person HAVING count(*) FILTER (WHERE name = 'signup') > 0), range(1, ${K + 1}) r(k)
      WHERE base + k < ${DAYS} - 1 GROUP BY base, k)`;
  return {
    name: "DuckDB, days as bits",
    run: async () => {
      const counts = await first(sql);
      return { fingerprint: () => counts };
    },
  };
}
