import { funnel } from "../../../toolkit/analyses/funnel.ts";
import { TextColumn, WholeColumn } from "../../../toolkit/core/columns.ts";
import type { Events } from "../../../toolkit/core/events.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import type { Case, Contender, Setting } from "../job.ts";

/**
 * Half as many events as the setting's rows, 25 for each person, over 30 days; four steps within 7 days. ClickHouse gets an Enum8 for
 * the names, and times both as ours and in its fastest form, whole seconds in 32 bits. It says how far each person gets; ours says
 * when as well, and gives the quartiles.
 */
const SHAPES: readonly Shape[] = [
  { name: "unsorted", others: 0, sorted: false },
  { name: "in-time-order", others: 0, sorted: true },
  { name: "unsorted-some", others: 8, sorted: false },
];

interface Shape {
  name: string;
  /** Kinds of events that fill no step, beside the four that do. */
  others: number;
  /** Rows in the order of time, as a log has them. */
  sorted: boolean;
}

const DAYS_30 = 30 * 86_400;
const NAMES = ["otp", "login", "cart", "purchase"];
const STEPS = NAMES.map((name) => `app.${name}` as const);

const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
const mixedSql = (i: string) => {
  const a = `((${i}) * 48271) % 2147483647`;
  return `(((${a}) % 65536) * 40014 + intDiv(${a}, 65536) * 30011) % 2147483399`;
};

export default async function* funnels({ rows: all, wanted, note }: Setting): AsyncGenerator<Case> {
  const rows = Math.max(1, Math.floor(all / 2));
  for (const shape of SHAPES.filter(({ name }) => wanted(name))) {
    const clickhouse = await openClickhouse();
    if (!clickhouse) note("chdb is not installed here: ClickHouse skipped");
    const contenders = ours(shape, rows);
    if (clickhouse) contenders.push(...(await inClickhouse(shape, rows, clickhouse)));
    yield { name: shape.name, rows, contenders };
    clickhouse?.close();
  }
}

const peopleIn = (rows: number) => Math.max(1, Math.floor(rows / 25));
const namesOf = ({ others }: Shape) => [...NAMES, ...Array.from({ length: others }, (_, i) => `other${i}`)];

function ours(shape: Shape, rows: number): Contender[] {
  const names = namesOf(shape);
  const at = sharedFloat64(rows);
  const person = sharedInt32(rows);
  const name = sharedInt32(rows);
  for (let i = 0; i < rows; i++) {
    at[i] = 1000 * (shape.sorted ? Math.floor((i * DAYS_30) / rows) : mixed(3 * i + 1) % DAYS_30);
    person[i] = mixed(i + 1) % peopleIn(rows);
    name[i] = mixed(7 * i + 5) % names.length;
  }
  const kind = sharedInt32(rows);
  const events = toTable({
    ...{ at, kind: new TextColumn(kind, ["app"]), name: new TextColumn(name, names) },
    person: new WholeColumn(person, -1),
  }) as unknown as Events;
  return [2, 1].map((workers) => ({
    name: `phonograph, ${workers === 1 ? "1 thread" : `${workers} threads`}`,
    ours: true,
    columns: () => [events],
    run: async () => {
      const { table } = await funnel(events, STEPS, { within: "7d", censor: "drop", workers });
      return { fingerprint: () => Array.from(table.array("n") as Float64Array).join(" ") };
    },
  }));
}

async function inClickhouse(
  shape: Shape,
  rows: number,
  { run, first }: NonNullable<Awaited<ReturnType<typeof openClickhouse>>>,
): Promise<Contender[]> {
  const names = namesOf(shape);
  const at = shape.sorted ? `intDiv(number * ${DAYS_30}, ${rows})` : `${mixedSql("3 * number + 1")} % ${DAYS_30}`;
  await run(`CREATE TABLE events (at UInt32, ms UInt64, person UInt32, name Enum8(${names.map((n, i) => `'${n}' = ${i}`).join(", ")}))
    ENGINE = Memory`);
  await run(`INSERT INTO events SELECT ${at} AS s, s * 1000, (${mixedSql("number + 1")}) % ${peopleIn(rows)},
    CAST((${mixedSql("7 * number + 5")}) % ${names.length} AS Int8) FROM numbers(${rows})`);
  const conditions = NAMES.map((name) => `name = '${name}'`).join(", ");
  const query = (window: number, at: string) =>
    `SELECT countIf(level >= 1), countIf(level >= 2), countIf(level >= 3), countIf(level >= 4)
     FROM (SELECT windowFunnel(${window})(${at}, ${conditions}) AS level FROM events GROUP BY person)`;
  const contender = (name: string, sql: string): Contender => ({
    name,
    run: async () => {
      const counts = await first(sql);
      return { fingerprint: () => counts };
    },
  });
  return [
    contender("ClickHouse, whole seconds", query(7 * 86_400, "at")),
    contender("ClickHouse, milliseconds as ours", query(7 * 864e5, "ms")),
  ];
}
