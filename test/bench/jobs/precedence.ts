import { screen } from "../../../toolkit/analyses/screen.ts";
import type { ScreenColumns } from "../../../toolkit/analyses/screen-result.ts";
import { TextColumn, WholeColumn } from "../../../toolkit/core/columns.ts";
import type { Events } from "../../../toolkit/core/events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import type { Case, Contender, Setting } from "../job.ts";

/**
 * Half as many events as the setting's rows, 25 for each person, of 20 names, over 60 days, unsorted: of all 400 pairs how many
 * responses come within an hour after each trigger, and on the six days around it. Ours gives intervals, placebo and corrected p besides; the
 * peer the two counts, in the fastest form that we found: one join of all events of a person, each lag belonging to one day at most.
 * ClickHouse needs seven times as long as DuckDB for the same join and is left out.
 */
const DAYS = 60;
const SPAN = DAYS * 86_400;
const TYPES = 20;
const HOUR = 3600;
const DAY = 86_400;

const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
const mixedSql = (i: string, divide: (a: string, b: string) => string) => {
  const a = `((${i}) * 48271) % 2147483647`;
  return `(((${a}) % 65536) * 40014 + ${divide(`(${a})`, "65536")} * 30011) % 2147483399`;
};

export default async function* precedences({ rows: all, wanted }: Setting): AsyncGenerator<Case> {
  if (!wanted("screen")) return;
  const rows = Math.max(1000, Math.floor(all / 2));
  const people = Math.max(1, Math.floor(rows / 25));
  const duckdb = await openDuckdb();
  const contenders = ours(rows, people);
  contenders.push(await inDuckdb(rows, people, duckdb));
  yield { name: "screen", rows, contenders };
  duckdb.close();
}

function ours(rows: number, people: number): Contender[] {
  const at = sharedFloat64(rows);
  const person = sharedInt32(rows);
  const name = sharedInt32(rows);
  for (let i = 0; i < rows; i++) {
    at[i] = 1000 * (mixed(3 * i + 1) % SPAN);
    person[i] = mixed(i + 1) % people;
    name[i] = mixed(7 * i + 5) % TYPES;
  }
  const names = Array.from({ length: TYPES }, (_, t) => `n${t}`);
  const events = toTable({
    ...{ at, kind: new TextColumn(sharedInt32(rows), ["app"]), name: new TextColumn(name, names) },
    person: new WholeColumn(person, -1),
  }) as unknown as Events;
  return [2, 1].map((workers) => ({
    name: `phonograph, ${workers === 1 ? "1 thread" : `${workers} threads`}`,
    ours: true,
    run: async () => {
      const { table } = await screen(events, { within: "60m", workers });
      return { fingerprint: () => sums(table.objects({ limit: Number.POSITIVE_INFINITY }) as ScreenColumns[]) };
    },
  }));
}

/** Sums over all pairs, weighted so that each counts in its place; of what is expected to one part in a million. */
function sums(rows: readonly ScreenColumns[]): string {
  let [triggers, seen, expected] = [0, 0, 0];
  for (const row of rows) {
    const weight = 1 + TYPES * Number(row.trigger.slice(5)) + Number(row.response.slice(5));
    triggers += row.triggers * weight;
    seen += row.seen * weight;
    expected += row.expected * weight;
  }
  return `${triggers} ${seen} ${Number(expected.toPrecision(6))}`;
}

/** What the peer runs: `e` has person, ts (s), name and each event's first and last possible moment, lag tells day and place. */
function sql(): string {
  const shifts = [-3, -2, -1, 1, 2, 3];
  const both = (k: string) => `(ts + ${k} * ${DAY} BETWEEN low AND high AND ts - ${k} * ${DAY} BETWEEN low AND high)`;
  const valid = shifts.map((k) => `CAST(${both(`(${k})`)} AS INTEGER)`).join(" + ");
  return `
    WITH span AS (SELECT person, min(ts) + ${HOUR} AS low, max(ts) - ${HOUR} AS high FROM events GROUP BY person),
    a AS (SELECT events.person AS person, ts, name, low, high, ${valid} AS places FROM events JOIN span ON events.person = span.person
      WHERE ts BETWEEN low AND high),
    t AS (SELECT person, ts, name, low, high, places FROM a WHERE places > 0),
    pairs AS (SELECT t.name AS x, b.name AS y, t.ts AS ts, low, high, places, b.ts - t.ts AS lag,
      (b.ts - t.ts + ${120 * DAY} - 1) // ${DAY} - 120 AS k FROM t JOIN events b ON t.person = b.person
      WHERE b.ts - t.ts BETWEEN ${-3 * DAY + 1} AND ${3 * DAY + HOUR}),
    hits AS (SELECT x, y, k, places FROM pairs WHERE lag - k * ${DAY} BETWEEN 1 AND ${HOUR} AND k BETWEEN -3 AND 3
      AND ${both("k")}),
    counts AS (SELECT x, y, count(*) FILTER (WHERE k = 0) AS seen, sum(CASE WHEN k = 0 THEN 0 ELSE 1.0 / places END) AS expected FROM hits GROUP BY x, y)
    SELECT (SELECT sum(n * (${TYPES} + ${TYPES} * ${TYPES} * c.name + ${(TYPES * (TYPES - 1)) / 2})) FROM
        (SELECT name, count(*) AS n FROM t GROUP BY name) c) AS triggers,
      sum(seen * (1 + ${TYPES} * x + y)), sum(expected * (1 + ${TYPES} * x + y)) FROM counts`;
}

const rounded = (answer: string) => {
  const [triggers, seen, expected] = answer.split(" ").map(Number);
  return `${triggers} ${seen} ${Number(expected.toPrecision(6))}`;
};

async function inDuckdb(
  rows: number,
  people: number,
  { run, first }: Awaited<ReturnType<typeof openDuckdb>>,
): Promise<Contender> {
  const mix = (i: string) => mixedSql(i, (a, b) => `(${a} // ${b})`);
  await run(`CREATE TABLE events AS SELECT ((${mix("3 * i + 1")}) % ${SPAN})::BIGINT AS ts, ((${mix("i + 1")}) % ${people})::UINTEGER AS person,
    ((${mix("7 * i + 5")}) % ${TYPES})::BIGINT AS name FROM range(${rows}) t(i)`);
  const query = sql();
  return {
    name: "DuckDB, one join",
    run: async () => {
      const counts = await first(query);
      return { fingerprint: () => rounded(counts) };
    },
  };
}
