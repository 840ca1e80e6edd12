import { quality } from "../../../toolkit/analyses/quality.ts";
import { TextColumn } from "../../../toolkit/core/columns.ts";
import type { Events } from "../../../toolkit/core/events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { clean } from "../../../toolkit/normalise/clean.ts";
import { CLEANING_RULES } from "../../../toolkit/normalise/cleaning/rules.ts";
import { sharedFloat64, sharedInt16, sharedInt32 } from "../../../workers/shared.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import type { Case, Contender, Setting } from "../job.ts";

/**
 * A fifth as many calls as the setting's rows, 25 for each line, over 60 days; one in 200 came twice to the letter, one in
 * 500 a second later once more, and some calls of a line overlap. `clean` asks for these three alone, as the peer does;
 * `quality` for all that it tells, of which the peer counts the days, the missing durations and the exact copies.
 */
const SPAN = 60 * 86_400;
const LATEST = "2030-01-01";
const START = Date.UTC(2026, 0, 1);

const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
const mixedSql = (i: string) => {
  const a = `((${i}) * 48271) % 2147483647`;
  return `(((${a}) % 65536) * 40014 + ((${a}) // 65536) * 30011) % 2147483399`;
};

export default async function* cleaning({ rows: all, wanted }: Setting): AsyncGenerator<Case> {
  const rows = Math.max(1000, Math.floor(all / 5));
  const lines = Math.max(1, Math.floor(rows / 25));
  const duckdb = await openDuckdb();
  await fill(duckdb, rows, lines);
  const events = toEvents(rows, lines);
  if (wanted("clean"))
    yield { name: "clean", rows, contenders: [...cleaned(events), inDuckdb(duckdb, "clean", CLEAN)] };
  if (wanted("quality")) {
    yield { name: "quality", rows, contenders: [...looked(events), inDuckdb(duckdb, "quality", QUALITY)] };
  }
  duckdb.close();
}

function toEvents(rows: number, lines: number): Events {
  const [at, duration, row] = [sharedFloat64(rows), sharedFloat64(rows), sharedFloat64(rows)];
  const [phone, peer, kind] = [sharedInt32(rows), sharedInt32(rows), sharedInt32(rows)];
  for (let i = 0; i < rows; i++) {
    const j = i % 200 === 199 || i % 500 === 498 ? i - 1 : i;
    at[i] = START + 1000 * ((mixed(3 * j + 1) % SPAN) + (i % 500 === 498 ? 1 : 0));
    phone[i] = mixed(j + 1) % lines;
    peer[i] = mixed(5 * j + 2) % (4 * lines);
    const long = mixed(11 * j + 3) % 4 === 0 ? 7200 : 300;
    duration[i] = mixed(13 * j + 7) % 50 === 0 ? Number.NaN : 1 + (mixed(7 * j + 5) % long);
    row[i] = i + 1;
  }
  const numbers = (count: number, first: number) => Array.from({ length: count }, (_, i) => `+${first + i}`);
  return toTable({
    ...{ at, offset: sharedInt16(rows), kind: new TextColumn(kind, ["call"]) },
    direction: new TextColumn(sharedInt32(rows), ["out"]),
    phone: new TextColumn(phone, numbers(lines, 351_910_000_000)),
    peer: new TextColumn(peer, numbers(4 * lines, 351_960_000_000)),
    ...{ duration, source: new TextColumn(sharedInt32(rows), ["cdr.csv"]), row },
  }) as unknown as Events;
}

/** The table as it is, anew: one that was looked at before is known to us. */
const again = (events: Events) => events.select(events.columnNames()) as Events;

function cleaned(events: Events): Contender[] {
  const off = Object.keys(CLEANING_RULES).map((rule) => [rule, "off"]);
  const rules = { ...Object.fromEntries(off), repeated: "on", redelivered: "on", overlap: "on" };
  return both("phonograph", async (workers) => {
    const { rules: told } = await clean(again(events), { rules, latest: LATEST, workers });
    const found = new Map((told.objects() as { rule: string; rows: number }[]).map(({ rule, rows }) => [rule, rows]));
    return ["repeated", "redelivered", "overlap"].map((rule) => found.get(rule)).join(" ");
  });
}

function looked(events: Events): Contender[] {
  return both("phonograph", async (workers) => {
    const { table, nulls, duplicates } = await quality(again(events), { latest: LATEST, workers });
    const days = table.objects({ limit: Number.POSITIVE_INFINITY }) as { day: string; rows: number }[];
    const first = days[0]!.day;
    const sum = days.reduce(
      (total, { day, rows }) => total + rows * (1 + (Date.parse(day) - Date.parse(first)) / 864e5),
      0,
    );
    const missing = (nulls.objects() as { column: string; missing: number }[]).find(
      ({ column }) => column === "duration",
    );
    const copies = (duplicates.objects() as { rule: string; rows: number }[]).find(({ rule }) => rule === "repeated");
    return `${days.length} ${sum} ${missing!.missing} ${copies!.rows}`;
  });
}

const both = (name: string, answer: (workers: number) => Promise<string>): Contender[] =>
  [2, 0].map((workers) => ({
    name: `${name}, ${workers === 0 ? "1 thread" : `${workers} threads`}`,
    ours: true,
    run: async () => {
      const counts = await answer(workers);
      return { fingerprint: () => counts };
    },
  }));

type Duckdb = Awaited<ReturnType<typeof openDuckdb>>;

async function fill({ run }: Duckdb, rows: number, lines: number): Promise<void> {
  const long = `(CASE WHEN (${mixedSql("11 * j + 3")}) % 4 = 0 THEN 7200 ELSE 300 END)`;
  await run(`CREATE TABLE calls AS SELECT i + 1 AS place, (${mixedSql("3 * j + 1")}) % ${SPAN} + (i % 500 = 498)::INTEGER AS second,
    ((${mixedSql("j + 1")}) % ${lines})::INTEGER AS phone, ((${mixedSql("5 * j + 2")}) % ${4 * lines})::INTEGER AS peer,
    CASE WHEN (${mixedSql("13 * j + 7")}) % 50 <> 0 THEN 1 + (${mixedSql("7 * j + 5")}) % ${long} END AS duration
    FROM (SELECT i, CASE WHEN i % 200 = 199 OR i % 500 = 498 THEN i - 1 ELSE i END AS j FROM range(${rows}) t(i))`);
}

const COPIES = `row_number() OVER (PARTITION BY second, phone, peer, duration ORDER BY place) > 1`;

/** Copies out, then calls that are equal in all but time and would run twice at once, then overlaps of more than 300 s. */
const CLEAN = `
  WITH marked AS (SELECT *, ${COPIES} AS again FROM calls),
  one AS (SELECT *, second - lag(second) OVER (PARTITION BY phone, peer, duration ORDER BY second, place) AS gap FROM marked WHERE NOT again),
  told AS (SELECT *, coalesce(gap <= 3 AND (duration IS NULL OR gap < duration), false) AS near FROM one),
  ends AS (SELECT second, duration, max(second + duration) OVER (PARTITION BY phone ORDER BY second, place
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM told WHERE NOT near AND duration > 0)
  SELECT (SELECT count(*) FROM marked WHERE again), (SELECT count(*) FROM told WHERE near),
    (SELECT count(*) FROM ends WHERE until IS NOT NULL AND least(until, second + duration) - second > 300)`;

const QUALITY = `
  WITH days AS (SELECT second // 86400 AS day, count(*) AS n FROM calls GROUP BY 1)
  SELECT (SELECT count(*) FROM days), (SELECT sum(n * (1 + day))::BIGINT FROM days), (SELECT count(*) FROM calls WHERE duration IS NULL),
    (SELECT count(*) FROM (SELECT ${COPIES} AS again FROM calls) WHERE again)`;

function inDuckdb({ first }: Duckdb, what: string, sql: string): Contender {
  return {
    name: `DuckDB, SQL of ${what}`,
    run: async () => {
      const counts = await first(sql);
      return { fingerprint: () => counts };
    },
  };
}
