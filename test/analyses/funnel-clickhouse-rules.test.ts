import { describe, expect, test } from "vitest";
import { funnel } from "../../toolkit/analyses/funnel.ts";
import type { FunnelOptions } from "../../toolkit/analyses/funnel-options.ts";
import type { Step } from "../../toolkit/analyses/funnel-steps.ts";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";

const chdb = await import("chdb").catch(() => undefined);
if (!chdb) console.warn("skipped: the rules of the funnel are not compared with ClickHouse, as chdb is not installed");

const WORLDS = 4000;
const NAMES = ["a", "b", "c", "d", "x"];

interface Row {
  person: number;
  at: number;
  name: string;
  key: number;
}

/** Each person is a world; with `apart` no two events share an instant, with `single` no name comes twice. */
function worlds({ apart, single }: { apart: boolean; single: boolean }): Row[] {
  return Array.from({ length: WORLDS }, (_, person) => {
    const chance = random(20_261_122).stream(person, (apart ? 1 : 2) + (single ? 2 : 0));
    const count = single ? chance.integer(6) : chance.integer(14);
    const times = chance.shuffle(Array.from({ length: 30 }, (_, second) => second)).slice(0, count);
    const names = chance.shuffle([...NAMES]);
    const rows = Array.from({ length: count }, (_, i) => ({
      ...{ person, at: 1000 * (apart ? times[i] : chance.integer(9)), key: chance.integer(2) },
      name: single ? names[i] : chance.pick(NAMES),
    }));
    return rows.sort((a, b) => a.at - b.at);
  }).flat();
}

function toEvents(rows: readonly Row[]): Events {
  return toTable({
    at: rows.map(({ at }) => at),
    kind: TextColumn.from(rows.map(() => "app")),
    name: TextColumn.from(rows.map(({ name }) => name)),
    key: TextColumn.from(rows.map(({ key }) => `k${key}`)),
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person),
      -1,
    ),
  }) as unknown as Events;
}

const WINDOW = 9000;

async function ours(rows: readonly Row[], steps: readonly Step[], options: Partial<FunnelOptions>): Promise<number[]> {
  const { people } = await funnel(toEvents(rows), steps, { within: `${WINDOW}ms`, censor: "drop", ...options });
  const level = new Array<number>(WORLDS).fill(0);
  for (const line of people.objects({ limit: Infinity }) as { person: number; level: number }[])
    level[line.person] = line.level;
  return level;
}

/** What an expression over each person's events says, 0 for persons without events. */
function theirs(rows: readonly Row[], expression: string, by = "person"): number[] {
  const session = new chdb!.Session();
  try {
    session.query("CREATE TABLE events (person UInt32, at UInt64, name String, key UInt8) ENGINE = Memory");
    session.query(
      `INSERT INTO events VALUES ${rows.map(({ person, at, name, key }) => `(${person},${at},'${name}',${key})`).join(",")}`,
    );
    const answer = session.query(
      `SELECT person, max(level) FROM (SELECT person, ${expression} AS level FROM events GROUP BY ${by}) GROUP BY person`,
      "JSONCompactEachRow",
    );
    const level = new Array<number>(WORLDS).fill(0);
    for (const line of answer.trim().split("\n")) {
      const [person, reached] = JSON.parse(line) as [number, number];
      level[person] = Number(reached);
    }
    return level;
  } finally {
    session.cleanup();
  }
}

const PLAIN: Step[] = ["a", "b", "c", "d"].map((name) => ({ kind: "app", name }));
const plainSql = "name = 'a', name = 'b', name = 'c', name = 'd'";
const SHARED: Step[] = [["a", "b"], ["b"], ["b", "c"], ["c", "d"]].map((name) => ({ kind: "app", name }));
const sharedSql = "name IN ('a', 'b'), name = 'b', name IN ('b', 'c'), name IN ('c', 'd')";

/** The levels that both give, and that they are of many kinds. */
function agree(mine: readonly number[], other: readonly number[]) {
  expect(
    mine.flatMap((level, person) => (level === other[person] ? [] : [{ person, level, other: other[person] }])),
  ).toEqual([]);
  expect(new Set(other).size).toBeGreaterThan(3);
}

describe.skipIf(!chdb)(`as ClickHouse on ${WORLDS} random worlds`, () => {
  test("one event that may fill several steps: windowFunnel", async () => {
    const rows = worlds({ apart: false, single: false });
    agree(await ours(rows, SHARED, { once: false }), theirs(rows, `windowFunnel(${WINDOW})(at, ${sharedSql})`));
  });

  test("one event that fills one step: strict_once, where no two share an instant", async () => {
    const rows = worlds({ apart: true, single: false });
    agree(await ours(rows, SHARED, {}), theirs(rows, `windowFunnel(${WINDOW}, 'strict_once')(at, ${sharedSql})`));
  });

  test("a column held the same: grouped by it, of each person the furthest", async () => {
    const rows = worlds({ apart: false, single: false });
    agree(
      await ours(rows, PLAIN, { hold: "key" }),
      theirs(rows, `windowFunnel(${WINDOW})(at, ${plainSql})`, "person, key"),
    );
  });

  test("nothing in between: strict_order, where no event comes twice", async () => {
    const rows = worlds({ apart: true, single: true });
    const sql = `windowFunnel(${WINDOW}, 'strict_order')(at, ${plainSql})`;
    agree(await ours(rows, PLAIN, { order: "strict" }), theirs(rows, sql));
  });

  test("nothing in between: the patterns of sequenceMatch, where no event follows its like", async () => {
    const all = worlds({ apart: true, single: false });
    const rows = all.filter(
      ({ person, name }, i) => i === 0 || all[i - 1].person !== person || all[i - 1].name !== name,
    );
    const matches = [1, 2, 3, 4].map((steps) => {
      const pattern = Array.from({ length: steps }, (_, i) => `(?${i + 1})`).join("");
      return `sequenceMatch('${pattern}')(toDateTime(intDiv(at, 1000)), ${plainSql}, name = 'x')`;
    });
    agree(await ours(rows, PLAIN, { order: "strict", within: "1h" }), theirs(rows, matches.join(" + ")));
  });

  test("windows of single steps: joined one after the other", async () => {
    const rows = worlds({ apart: false, single: false });
    const list = (name: string) => `groupArrayIf(at, name = '${name}')`;
    const later = (inner: string, name: string, before: string, window: number) =>
      `arrayExists(t${name} -> t${name} >= ${before} AND t${name} <= ${before} + ${window} AND ${inner}, ${list(name)})`;
    const reach = [
      "1",
      later("1", "b", "ta", 3000),
      later(later("1", "c", "tb", 2000), "b", "ta", 3000),
      later(later(later("1", "d", "tc", 4000), "c", "tb", 2000), "b", "ta", 3000),
    ].map((inner) => `arrayExists(ta -> ${inner}, ${list("a")})`);
    const steps = PLAIN.map((event, i) => ({ event, within: ([undefined, "3s", "2s", "4s"] as const)[i] }) as Step);
    agree(await ours(rows, steps, { within: undefined }), theirs(rows, reach.join(" + ")));
  });
});
