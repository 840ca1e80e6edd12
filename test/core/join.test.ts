import { type ColumnTable, desc, table } from "arquero";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { join } from "../../toolkit/core/join.ts";
import { type ColumnName, type Table, toTable } from "../../toolkit/core/table.ts";
import { isPhonographError } from "../../toolkit/index.ts";

type Kind = "inner" | "left" | "semi" | "anti";
type On = string | readonly (string | readonly string[])[] | undefined;
const KINDS: readonly Kind[] = ["inner", "left", "semi", "anti"];

/** What Arquero itself gives. */
function arquero(left: ColumnTable, right: ColumnTable, on: On, kind: Kind, suffix?: string[]): ColumnTable {
  const keys = on as Parameters<ColumnTable["join"]>[1];
  if (kind === "semi") return left.semijoin(right, keys);
  if (kind === "anti") return left.antijoin(right, keys);
  const options = suffix ? { suffix } : {};
  return kind === "inner"
    ? left.join(right, keys, undefined, options)
    : left.join_left(right, keys, undefined, options);
}

/** Rows as they are shown; where a row matched nothing Arquero leaves undefined, we leave what the column calls missing. */
function shown(answer: ColumnTable): unknown {
  const missing = (value: unknown) => (value === undefined || value === null || Number.isNaN(value) ? null : value);
  const columns = (answer.columnNames() as string[]).map((name) => [name, Array.from(answer.array(name), missing)]);
  return { names: answer.columnNames(), rows: answer.numRows(), columns };
}

async function equalsArquero(left: ColumnTable, right: ColumnTable, on: On, options: object = {}) {
  for (const type of KINDS) {
    const theirs = shown(arquero(left, right, on, type, (options as { suffix?: string[] }).suffix));
    const mine = await join(left, right, on as string, { type, ...options });
    expect(shown(mine), type).toEqual(theirs);
  }
}

const word = fc.constantFrom("a", "b", "c", "1", "", "é", 'x"|"y', "y", 'x"', "|");
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, 2, 3, -1, 0.5, 1e-300, 2 ** 53, -5, Number.NaN, Infinity, -Infinity, 1e15),
  fc.integer({ min: -3, max: 3 }),
);
const missing = fc.constantFrom(null, undefined);
const date = fc.constantFrom(0, 1, 86_400_000, Number.NaN).map((ms) => new Date(ms));
const odd = fc.constantFrom(
  1n,
  2n,
  true,
  false,
  "1",
  1,
  "true",
  [1, "a"],
  ["1", "a"],
  { a: 1 },
  { a: "1" },
  /x/,
  "/x/",
);

/** Key columns of every make: plain, typed, coded, with and without missing values. */
const makes: readonly ((length: number) => fc.Arbitrary<unknown>)[] = [
  (n) => fc.array(fc.oneof(word, missing), exactly(n)),
  (n) => fc.array(fc.oneof(word, missing), exactly(n)).map((texts) => TextColumn.from(texts)),
  (n) => fc.array(fc.oneof(number, missing), exactly(n)),
  (n) => fc.array(number, exactly(n)).map((v) => Float64Array.from(v)),
  (n) => fc.array(fc.integer({ min: -3, max: 3 }), exactly(n)).map((v) => Int32Array.from(v)),
  (n) => fc.array(fc.integer({ min: -3, max: 3 }), exactly(n)).map((v) => Int8Array.from(v)),
  (n) => fc.array(fc.integer({ min: 0, max: 3 }), exactly(n)).map((v) => Uint32Array.from(v, (x) => 2 ** 31 + x)),
  (n) => fc.array(number, exactly(n)).map((v) => Float32Array.from(v)),
  (n) => fc.array(fc.integer({ min: -3, max: 3 }), exactly(n)).map((v) => new WholeColumn(Int32Array.from(v), -1)),
  (n) => fc.array(fc.integer({ min: -3, max: 3 }), exactly(n)).map((v) => new WholeColumn(Int16Array.from(v), 2)),
  (n) => fc.array(fc.constantFrom(7e9, 8e12, 1, 0.25, -0, 0, Number.NaN), exactly(n)).map((v) => Float64Array.from(v)),
  (n) => fc.array(fc.oneof(date, missing), exactly(n)),
  (n) => fc.array(fc.oneof(fc.boolean(), missing), exactly(n)),
  (n) => fc.array(fc.oneof(odd, missing, number), exactly(n)),
  (n) => fc.array(fc.bigInt(0n, 3n), exactly(n)).map((v) => BigInt64Array.from(v)),
];
const exactly = (n: number) => ({ minLength: n, maxLength: n });

/** A table with two keys, its row numbers, and perhaps a filter and an order. */
const anyTable = (keyMakes: readonly number[], row: string) =>
  fc.integer({ min: 0, max: 12 }).chain((n) =>
    fc
      .record({
        keys: fc.tuple(...keyMakes.map((make) => makes[make]!(n))),
        keep: fc.array(fc.boolean(), exactly(n)),
        filtered: fc.boolean(),
        ordered: fc.constantFrom("no", "later", "already"),
      })
      .map(({ keys, keep, filtered, ordered }) => {
        const columns: Record<string, unknown> = {};
        for (const [i, key] of keys.entries()) columns[`k${i}`] = key;
        columns["n"] = Int16Array.from({ length: n }, (_, i) => i);
        columns[row] = Array.from({ length: n }, (_, i) => `${row}${i}`);
        columns["keep"] = keep;
        let made = table(columns as Parameters<typeof table>[0]);
        if (filtered) made = made.filter((d: { keep: boolean }) => d.keep);
        if (ordered !== "no") made = made.orderby(desc("n"));
        if (ordered === "already") made.indices();
        return made;
      }),
  );

const twoTables = fc
  .tuple(
    fc.array(fc.nat({ max: makes.length - 1 }), { minLength: 1, maxLength: 3 }),
    fc.array(fc.nat({ max: makes.length - 1 }), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  )
  .chain(([mine, others, alike]) => {
    const theirs = mine.map((make, i) => (alike ? make : others[i]!));
    return fc.record({
      left: anyTable(mine, "left"),
      right: anyTable(theirs, "right"),
      keys: fc.constant(mine.map((_, i) => `k${i}`)),
    });
  });

describe("join", () => {
  test("gives Arquero's rows, order and names for any two tables, on the calling thread", async () => {
    await fc.assert(
      fc.asyncProperty(twoTables, async ({ left, right, keys }) => {
        await equalsArquero(left, right, [keys, keys]);
      }),
      { numRuns: 1500 },
    );
  });

  test("gives Arquero's answer whatever the number of workers", async () => {
    await fc.assert(
      fc.asyncProperty(twoTables, fc.constantFrom(1, 2, 3), async ({ left, right, keys }, workers) => {
        await equalsArquero(left, right, [keys, keys], { workers });
      }),
      { numRuns: 60 },
    );
  });

  test("reads on as Arquero does: nothing, a name, a list of one, a pair, a pair of lists", async () => {
    const left = table({ a: [1, 2, 3, 3], b: [2, 2, 1, 3], x: ["p", "q", "r", "s"] });
    const right = table({ b: [3, 2, 2], a: [1, 2, 3], y: [0.5, 1.5, 2.5] });
    for (const on of [
      undefined,
      "a",
      ["a"],
      ["a", "b"],
      [["a", "b"]],
      [
        ["a", "b"],
        ["b", "a"],
      ],
      [["a"], "b"],
    ]) {
      await equalsArquero(left, right, on as On);
    }
  });

  test("renames columns that both tables have as Arquero does, collisions included", async () => {
    const left = table({ k: [1, 2], x: [1, 2], x_1: [3, 4], z: [0, 1] });
    const right = table({ k: [2, 1], x: [5, 6], x_2: [7, 8], z: [2, 3] });
    for (const suffix of [
      ["_1", "_2"],
      ["", "_r"],
      ["_l", ""],
      ["", ""],
      ["_1", "_1"],
    ]) {
      await equalsArquero(left, right, "k", { suffix });
    }
  });

  test("keeps values of unusual types as they are", async () => {
    const left = table({ k: [3, 1, 2], d: [new Date(0), null, new Date(5)], o: [{ a: 1 }, [1], undefined] });
    const right = table({ k: [1, 2], b: BigInt64Array.of(5n, 6n), s: [Symbol.for("a"), true] });
    await equalsArquero(left, right, "k");
  });

  test("semi and anti are views of the left table that keep its order and groups", async () => {
    const left = table({ k: [3, 1, 2, 1], v: [1, 2, 3, 4] })
      .groupby("k")
      .orderby(desc("v"));
    const right = table({ k: [1, 9] });
    for (const type of ["semi", "anti"] as const) {
      const mine = await join(left, right, "k", { type });
      const theirs = arquero(left, right, "k", type);
      expect(mine.column("v")).toBe(left.column("v"));
      expect(mine.isOrdered()).toBe(true);
      expect(mine.groups()).toEqual(theirs.groups());
      expect(mine.objects()).toEqual(theirs.objects());
    }
  });
});

/** A column of keys that is long enough for threads: skewed, with gaps, with missing ones. */
function longTables(rows: number, others: number, make: (i: number) => number) {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const skewed = () => Math.floor(others * 1.1 * random() ** 3);
  const left = {
    key: Float64Array.from({ length: rows }, () => make(skewed())),
    l: Int32Array.from({ length: rows }, (_, i) => i),
  };
  const right = {
    key: Float64Array.from({ length: others }, (_, i) => make(i % 7 === 0 ? i >> 1 : i)),
    r: Float64Array.from({ length: others }, (_, i) => i / 2),
  };
  return { left, right };
}

describe("join of long tables", () => {
  const shapes: [string, (i: number) => number][] = [
    ["dense numbers", (i) => i],
    ["numbers far apart", (i) => 351_900_000_000 + i * 99_991],
    ["fractions", (i) => i / 7],
  ];
  test.each(shapes)("%s: the answer does not depend on the number of workers and is Arquero's", async (_, make) => {
    const { left, right } = longTables(20_000, 34_000, make);
    const text = (keys: Float64Array) => TextColumn.from(Array.from(keys, (key) => (key % 11 < 1 ? null : `n${key}`)));
    const pairs: [ColumnTable, ColumnTable, On][] = [
      [table(left), table(right), "key"],
      [table(right), table(left), "key"],
      [table({ ...left, key: text(left.key) }), table({ ...right, key: text(right.key) }), "key"],
      [
        table({ ...left, key2: text(left.key) }).filter((d: { l: number }) => d.l % 3 > 0),
        table({ ...right, key2: text(right.key) }),
        [
          ["key", "key2"],
          ["key", "key2"],
        ],
      ],
      [
        table({ ...left, b: left.l.map((i) => i % 2) }),
        table({ ...right, b: right.r.map((r) => (r % 1) * 2) }),
        [
          ["key", "b"],
          ["key", "b"],
        ],
      ],
    ];
    for (const [a, b, on] of pairs) {
      for (const type of KINDS) {
        const theirs = shown(arquero(a, b, on, type));
        for (const workers of [0, 1, 2, 3]) {
          const mine = await join(a, b, on as string, { type, workers });
          expect(same(shown(mine), theirs), `${type}, ${workers} workers`).toBe(true);
        }
      }
    }
  });
});

test("join of hundreds of thousands of rows, filled in piece by piece, is Arquero's", async () => {
  const { left, right } = longTables(300_000, 140_000, (i) => 351_900_000_000 + i * 99_991);
  for (const [a, b] of [
    [left, right],
    [right, left],
  ] as const) {
    const theirs = shown(arquero(table(a), table(b), "key", "left"));
    for (const workers of [0, 2, 3]) {
      const mine = await join(table(a), table(b), "key", { type: "left", workers });
      expect(same(shown(mine), theirs), `${workers} workers`).toBe(true);
    }
  }
});

test("join on tens of thousands of distinct texts, compared as bytes, is Arquero's", async () => {
  const texts = (rows: number, factor: number) =>
    Array.from({ length: rows }, (_, i) => `+3519${(i * factor) % 60_000}`);
  const left = table({
    k: TextColumn.from(texts(70_000, 7)) as never,
    l: Int32Array.from({ length: 70_000 }, (_, i) => i),
  });
  const right = table({
    k: TextColumn.from(texts(25_000, 11)) as never,
    r: Int32Array.from({ length: 25_000 }, (_, i) => i),
  });
  for (const [a, b] of [
    [left, right],
    [right, left],
  ] as const) {
    for (const type of KINDS) {
      const theirs = shown(arquero(a, b, "k", type));
      for (const workers of [0, 2]) {
        expect(same(shown(await join(a, b, "k", { type, workers })), theirs), `${type}, ${workers} workers`).toBe(true);
      }
    }
  }
});

/** Deep equality of long lists without printing them. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe("join knows its columns", () => {
  const calls = toTable<{ phone: string; at: number; note: string }>({ phone: ["a"], at: [1], note: ["x"] });
  const owners = toTable<{ msisdn: string; at: number; region: string }>({ msisdn: ["a"], at: [1], region: ["n"] });
  /** Compiles only where the column names of a table are exactly these. */
  const named = <N extends string>(answer: Table<{ [K in N]: unknown }>, ...names: N[]) => {
    expect(answer.columnNames()).toEqual(names);
  };

  test("of an inner, a left and a natural join, suffixes included", async () => {
    const inner = await join(calls, owners, ["phone", "msisdn"]);
    named(inner, "phone", "at_1", "note", "msisdn", "at_2", "region");
    expectTypeOf<ColumnName<typeof inner>>().toEqualTypeOf<"phone" | "at_1" | "note" | "msisdn" | "at_2" | "region">();
    const natural = await join(calls, owners);
    expectTypeOf<ColumnName<typeof natural>>().toEqualTypeOf<"phone" | "at" | "note" | "msisdn" | "region">();
    named(natural, "phone", "at", "note", "msisdn", "region");
    const pairs = await join(
      calls,
      owners,
      [
        ["phone", "at"],
        ["msisdn", "at"],
      ],
      { type: "left" },
    ); // prettier-ignore
    expectTypeOf<ColumnName<typeof pairs>>().toEqualTypeOf<"phone" | "at" | "note" | "msisdn" | "region">();
    named(pairs, "phone", "at", "note", "msisdn", "region");
    const own = await join(calls, owners, ["phone", "msisdn"], { suffix: ["", "_owner"] });
    expectTypeOf<ColumnName<typeof own>>().toEqualTypeOf<"phone" | "at" | "note" | "msisdn" | "at_owner" | "region">();
    const semi = await join(calls, owners, "at", { type: "semi" });
    expectTypeOf(semi).toEqualTypeOf(calls);
  });

  test("a wrong key name does not compile and is refused", async () => {
    // @ts-expect-error no such column on the left
    await expect(join(calls, owners, ["phon", "msisdn"])).rejects.toThrow('did you mean "phone"?');
    // @ts-expect-error not on both sides
    await expect(join(calls, owners, "phone")).rejects.toThrow("no column");
    // @ts-expect-error not a type of join
    await expect(join(calls, owners, "at", { type: "outer" })).rejects.toThrow("type must be");
  });
});

describe("a long join", () => {
  const { left, right } = longTables(400_000, 200_000, (i) => i * 99_991);
  const run = (options: object) => join(table(left), table(right), "key", options);

  test("tells how much is done, never less than before, all at the end", async () => {
    for (const workers of [0, 2]) {
      const told: number[] = [];
      await run({ workers, progress: (done: number, total: number) => told.push(done / total) });
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBe(1);
    }
  });

  test("rejects with the reason of an aborted signal, before or during its work", async () => {
    const reason = new Error("enough");
    for (const workers of [0, 2]) {
      await expect(run({ workers, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const abort = new AbortController();
      const call = run({ workers, signal: abort.signal, progress: () => abort.abort(reason) });
      await expect(call).rejects.toBe(reason);
    }
    expect((await run({ workers: 2 })).numRows()).toBeGreaterThan(0);
  });
});

describe("join refuses", () => {
  const left = table({ phone: [1], at: [2] });
  const right = table({ msisdn: [1], at: [2] });
  const text = async (run: () => Promise<unknown>) => {
    const error = await run().then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(isPhonographError(error)).toBe(true);
    return (error as Error).message;
  };

  test("with the rule, the finding and the remedy", async () => {
    expect(await text(() => join(left, right, "phon"))).toMatchInlineSnapshot(`
      "join: the table has no column "phon"
        found: "phone" or "at"
        try: did you mean "phone"?"
    `);
    expect(await text(() => join(left, right, ["phone", "msisdm"]))).toMatchInlineSnapshot(`
      "join: the table has no column "msisdm"
        found: "msisdn" or "at"
        try: did you mean "msisdn"?"
    `);
    expect(await text(() => join(left, right, ["a", "b", "c"] as never))).toMatchInlineSnapshot(`
      "join: on must be a pair: the left key or keys, then the right ones
        found: a list of 3
        try: for several keys of the same name write them twice: [[a, b, c], [a, b, c]]"
    `);
    expect(await text(() => join(left, right, [["phone", "at"], ["msisdn"]]))).toMatchInlineSnapshot(`
      "join: both sides need the same number of keys
        found: 2 and 1"
    `);
    expect(await text(() => join(left, right, [[], []]))).toMatchInlineSnapshot(`
      "join: a join needs at least one key
        found: none"
    `);
    expect(await text(() => join(left, right, 3 as never))).toMatchInlineSnapshot(`
      "join: on must be a column name, a pair of names, or a pair of lists
        found: number"
    `);
    expect(await text(() => join(left, table({ x: [1] })))).toMatchInlineSnapshot(`
      "join: without on, the tables must share a column name
        found: left "phone" or "at"; right "x"
        try: name the keys: ["left name", "right name"]"
    `);
    expect(await text(() => join(left, right, "at", { type: "outer" as never }))).toMatchInlineSnapshot(`
      "join: type must be "inner", "left", "semi" or "anti"
        found: "outer""
    `);
    expect(await text(() => join(left, right, "at", { suffix: ["_l"] as never }))).toMatchInlineSnapshot(`
      "join: suffix must be two texts, for the left and the right name
        found: a list of 1
        try: ["_1", "_2"]"
    `);
    expect(await text(() => join(left, right, "at", { how: "left" } as never))).toMatchInlineSnapshot(`
      "join: there is no option "how"
        found: "type", "suffix", "workers", "signal" or "progress""
    `);
  });
});
