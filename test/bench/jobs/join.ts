import { type ColumnTable, table } from "arquero";
import type { DataFrame } from "nodejs-polars";
import { TextColumn } from "../../../toolkit/core/columns.ts";
import { join } from "../../../toolkit/core/join.ts";
import { toTable } from "../../../toolkit/core/table.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";
import { openClickhouse } from "../engines/clickhouse.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { openPolars } from "../engines/polars.ts";
import { fingerprint, fingerprintSql, type Whole } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";
import { threadsFor, threadsName } from "../threads.ts";

/**
 * Records (id, begun, seconds) join their subscribers (id, since, plan), a tenth as many; the answer holds all five columns.
 * The numbers are arithmetic that every engine does exactly: nobody has to read another's data.
 */
const SHAPES: readonly Shape[] = [
  { name: "id", key: "id", subscribers: 1 },
  { name: "id-some", key: "id", subscribers: 0.9 },
  { name: "phone", key: "phone", subscribers: 1 },
  { name: "phone-some", key: "phone", subscribers: 0.9 },
  { name: "far", key: "far", subscribers: 1 },
  { name: "two-keys", key: "pair", subscribers: 1 },
  { name: "skewed", key: "id", subscribers: 1, heavy: true },
  { name: "many-to-many", key: "id", subscribers: 1, heavy: true, each: 3 },
];

/** The rows whose key is the heavy one, from the first on. */
const HEAVY = 7;
const heavyRows = (rows: number) => Math.floor(rows * 0.3);

interface Shape {
  name: string;
  /** `id` is dense, `far` is spread over 53 bits, `phone` is text, `pair` is id and id % 5. */
  key: "id" | "far" | "phone" | "pair";
  /** The share of the ids that are subscribers. */
  subscribers: number;
  /** Three in ten rows, the first ones, have one key. */
  heavy?: boolean;
  /** So many rows for a subscriber, of which there are fewer then. Default 1. */
  each?: number;
}

const mixed = (i: number) => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};
/** The same in SQL; `div` is the engine's whole division. */
const mixedSql = (div: (a: string, b: number) => string) => {
  const a = "(i * 48271) % 2147483647";
  return `(((${a}) % 65536) * 40014 + ${div(`(${a})`, 65_536)} * 30011) % 2147483399`;
};
const FAR = 8_999_999_929;
const PHONE = 910_000_000;

export default async function* joins({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  const ids = Math.max(1, Math.floor(rows / 10));
  for (const shape of SHAPES) {
    if (!wanted(shape.name)) continue;
    const { contenders, close } = await prepare(shape, rows, ids, note);
    yield { name: shape.name, rows, contenders };
    close();
  }
}

async function prepare(shape: Shape, rows: number, ids: number, note: Setting["note"]) {
  const data = generate(shape, rows, ids);
  const duckdb = await openDuckdb();
  const clickhouse = await openClickhouse();
  const polars = await openPolars();
  const contenders: Contender[] = [...ours(shape, data), arquero(shape, data), sql("DuckDB", shape, rows, ids, duckdb)];
  if (polars) contenders.push(inPolars(shape, data, polars));
  else note("Polars is not installed here: skipped");
  if (clickhouse) contenders.push(sql("ClickHouse", shape, rows, ids, clickhouse));
  else note("chdb is not installed here: ClickHouse skipped");
  const close = () => {
    duckdb.close();
    clickhouse?.close();
  };
  return { contenders, close };
}

type Data = ReturnType<typeof generate>;

function generate({ subscribers, heavy, each = 1 }: Shape, rows: number, ids: number) {
  const id = sharedInt32(rows);
  const begun = sharedFloat64(rows);
  const seconds = sharedFloat64(rows);
  for (let i = 0; i < rows; i++) {
    const x = mixed(i + 1);
    id[i] = heavy && i < heavyRows(rows) ? HEAVY % ids : x % ids;
    begun[i] = 1_700_000_000_000 + x;
    seconds[i] = x % 3600;
  }
  const kept = Math.floor(ids * subscribers);
  const rightId = sharedInt32(kept);
  const since = sharedFloat64(kept);
  const plan = sharedInt32(kept);
  for (let i = 0; i < kept; i++) {
    rightId[i] = ((i * 7919) % ids) % Math.ceil(ids / each); // distinct: 7919 is prime to a power of ten
    since[i] = 1_500_000_000_000 + i * 1000;
    plan[i] = i % 20;
  }
  return { left: { id, begun, seconds }, right: { id: rightId, since, plan } };
}

const widened = (ids: Int32Array) => {
  const far = sharedFloat64(ids.length);
  for (let i = 0; i < ids.length; i++) far[i] = ids[i]! * FAR;
  return far;
};

const fifth = (ids: Int32Array) => {
  const part = sharedInt32(ids.length);
  for (let i = 0; i < ids.length; i++) part[i] = ids[i]! % 5;
  return part;
};

const phoneOf = (id: number) => `+351${PHONE + id * 7}`;

/** Distinct texts in the order of their first rows, as a reader makes them; no two columns share a dictionary. */
function phones(ids: Int32Array): TextColumn {
  const codes = sharedInt32(ids.length);
  const codeOf = new Int32Array(ids.reduce((most, id) => Math.max(most, id), 0) + 1).fill(-1);
  const values: string[] = [];
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (codeOf[id]! < 0) codeOf[id] = values.push(flat(phoneOf(id))) - 1;
    codes[i] = codeOf[id]!;
  }
  return new TextColumn(codes, values);
}

/** A text as it comes from a file, not glued from parts. */
const flat = (text: string) => Buffer.from(text, "latin1").toString("latin1");

function keyed({ key }: Shape, { id, ...others }: { id: Int32Array } & Record<string, ArrayLike<number>>): ColumnTable {
  if (key === "phone") return toTable({ phone: phones(id), ...others } as never);
  if (key === "far") return toTable({ id: widened(id), ...others } as never);
  return toTable({ id, ...(key === "pair" ? { part: fifth(id) } : {}), ...others } as never);
}

const onOf = ({ key }: Shape) => (key === "pair" ? [["id", "part"]] : [key === "phone" ? "phone" : "id"]);

function ours(shape: Shape, { left, right }: Data): Contender[] {
  const from = keyed(shape, left);
  const to = keyed(shape, right);
  const texts = shape.key === "phone";
  // fresh texts for each run: what the engine learnt of them in the last one, their hashes above all, does not count
  const fresh = (tbl: ColumnTable) => {
    if (!texts) return tbl;
    const { codes, values } = tbl.column("phone") as unknown as TextColumn;
    return tbl.assign(table({ phone: new TextColumn(codes, values.map(flat)) as never }));
  };
  let cold = { from, to };
  return threadsFor(left.id.length).map((workers) => ({
    name: threadsName(workers),
    ours: true,
    prepare: () => {
      cold = { from: fresh(from), to: fresh(to) };
    },
    columns: () => [cold.from, cold.to],
    run: async () => {
      const answer = await join(cold.from, cold.to, onOf(shape) as never, { workers });
      return inArquero(shape, answer as ColumnTable);
    },
  }));
}

/** Arquero on plain unshared arrays, which it reads fastest. */
function arquero(shape: Shape, data: Data): Contender {
  const plain = (side: Data["left"] | Data["right"]) => {
    const keys = keyed(shape, side);
    const columns: Record<string, unknown> = {};
    for (const name of keys.columnNames() as string[]) {
      const column = keys.column(name) as unknown;
      columns[name] = column instanceof TextColumn ? [...column] : (column as Float64Array).slice();
    }
    return table(columns as never);
  };
  let [left, right]: ColumnTable[] = [];
  return {
    name: "Arquero",
    open: () => {
      [left, right] = [plain(data.left), plain(data.right)];
    },
    run: async () => inArquero(shape, left.join(right, onOf(shape) as never)),
  };
}

function inArquero({ key }: Shape, answer: ColumnTable): Answer {
  return {
    columns: () => [answer],
    fingerprint: () => {
      const columns = ["begun", "seconds", "since", "plan"].map((name) => reader(answer, name));
      const ids = key === "phone" ? phoneReader(answer) : reader(answer, "id");
      return fingerprint(answer.numRows(), [ids, ...columns]);
    },
  };
}

const reader = (answer: ColumnTable, name: string): Whole => {
  const column = answer.column(name)!;
  return (row) => column.at(row) as number;
};

function phoneReader(answer: ColumnTable): Whole {
  const column = answer.column("phone")!;
  return (row) => Number(column.at(row));
}

interface Engine {
  run(sql: string): Promise<void>;
  first(sql: string): Promise<string>;
}

function sql(
  name: "DuckDB" | "ClickHouse",
  { key, subscribers, heavy, each = 1 }: Shape,
  rows: number,
  ids: number,
  engine: Engine,
) {
  const duck = name === "DuckDB";
  const [int, big, float, text] = duck
    ? ["INTEGER", "BIGINT", "DOUBLE", "VARCHAR"]
    : ["Int32", "Int64", "Float64", "String"];
  const memory = duck ? "" : "ENGINE = Memory";
  const numbers = (n: number) => (duck ? `range(${n}) t(i)` : `(SELECT toInt64(number) AS i FROM numbers(${n}))`);
  const cast = (what: string, type: string) => `CAST(${what} AS ${type})`;
  const keyOf = (id: string) =>
    key === "phone"
      ? `concat('+351', ${cast(`${PHONE} + (${id}) * 7`, text!)}) AS phone`
      : key === "far"
        ? `${cast(`(${id}) * ${FAR}`, float!)} AS id`
        : `${cast(id, int!)} AS id${key === "pair" ? `, ${cast(`(${id}) % 5`, int!)} AS part` : ""}`;
  const x = mixedSql((a, b) => (duck ? `(${a} // ${b})` : `intDiv(${a}, ${b})`));
  const numbered = `(SELECT i, ${x} AS x FROM (SELECT i + 1 AS i FROM ${numbers(rows)}) s) r`;
  const kept = Math.floor(ids * subscribers);
  const leftId = heavy ? `CASE WHEN i <= ${heavyRows(rows)} THEN ${HEAVY % ids} ELSE x % ${ids} END` : `x % ${ids}`;
  const on = key === "phone" ? "phone" : key === "pair" ? "id, part" : "id";
  const outs = on.split(", ").map((k) => `l.${k} AS ${k}`);
  const query = `SELECT ${outs.join(", ")}, l.begun AS begun, l.seconds AS seconds, r.since AS since, r.plan AS plan FROM l JOIN r USING (${on})`;
  const id = key === "phone" ? cast("substr(phone, 2)", big!) : cast("id", big!);
  const columns = [id, ...["begun", "seconds", "since", "plan"].map((c) => cast(c, big!))];
  return {
    name,
    open: async () => {
      await engine.run(
        `CREATE TABLE l ${memory} AS SELECT ${keyOf(leftId)}, ${cast("1700000000000 + x", float!)} AS begun, ${cast("x % 3600", float!)} AS seconds FROM ${numbered}`,
      );
      await engine.run(
        `CREATE TABLE r ${memory} AS SELECT ${keyOf(`((i * 7919) % ${ids}) % ${Math.ceil(ids / each)}`)}, ${cast("1500000000000 + i * 1000", float!)} AS since, ${cast("i % 20", int!)} AS plan FROM ${numbers(kept)}`,
      );
    },
    prepare: () => engine.run("DROP TABLE IF EXISTS o"),
    run: async () => {
      await engine.run(`CREATE TABLE o ${memory} AS ${query}`);
      return {
        fingerprint: () => engine.first(fingerprintSql("o", columns)),
        release: () => engine.run("DROP TABLE IF EXISTS o"),
      };
    },
  } satisfies Contender;
}

type Polars = NonNullable<Awaited<ReturnType<typeof openPolars>>>;

function inPolars(shape: Shape, { left, right }: Data, pl: Polars): Contender {
  const keys = shape.key === "pair" ? ["id", "part"] : [shape.key === "phone" ? "phone" : "id"];
  const frame = ({ id, ...others }: { id: Int32Array } & Record<string, ArrayLike<number>>): DataFrame => {
    const key = shape.key === "far" ? { id: widened(id) } : { id };
    const made = pl.DataFrame({ ...key, ...(shape.key === "pair" ? { part: fifth(id) } : {}), ...others });
    if (shape.key !== "phone") return made;
    const digits = pl.col("id").cast(pl.Int64).mul(7).add(PHONE).cast(pl.Int64).cast(pl.Utf8);
    return made.withColumn(pl.concatString({ exprs: [pl.lit("+351"), digits], sep: "" }).alias("phone")).drop("id");
  };
  let [from, to]: DataFrame[] = [];
  return {
    name: "Polars",
    open: () => {
      [from, to] = [frame(left), frame(right)];
    },
    run: async () => {
      const answer = from.join(to, { on: keys, how: "inner" });
      return {
        fingerprint: () => {
          const numbers =
            shape.key === "phone"
              ? answer.withColumn(pl.col("phone").str.slice(1).cast(pl.Float64).alias("id"))
              : answer;
          const columns = ["id", "begun", "seconds", "since", "plan"].map(
            (name) => numbers.getColumn(name).toTypedArray() as unknown as ArrayLike<number>,
          );
          return fingerprint(numbers.height, columns);
        },
      };
    },
  };
}
