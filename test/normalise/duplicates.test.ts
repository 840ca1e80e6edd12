import { table as arqueroTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import { random } from "../../toolkit/core/random.ts";
import { equalGroups, firstEqual, repeatedRows } from "../../toolkit/normalise/duplicates.ts";
import { honestRepeats } from "../../toolkit/normalise/honest-repeats.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { sharedFloat64, sharedInt16, sharedInt32 } from "../../workers/shared.ts";

/** What is said about repeated rows. */
const told = (table: { objects(): object[] }) =>
  (table.objects() as { reason: string; effect: string; rows: number }[]).filter(({ reason }) =>
    reason.startsWith("repeated"),
  );

const by = { verb: "test", options: {} };

describe("equal rows", () => {
  test("are those that are equal value by value: NaN is NaN, 0 is -0, missing is missing", async () => {
    const number = new Float64Array(new SharedArrayBuffer(6 * 8));
    number.set([0, -0, Number.NaN, Number.NaN, 1, 1]);
    const text = TextColumn.from(["a", "a", null, null, "a", "b"]);
    expect([...(await repeatedRows(by, [number, text], 6))]).toEqual([0, 1, 0, 1, 0, 0]);
    const alive = Uint8Array.of(0, 1, 1, 1, 1, 1);
    expect([...(await firstEqual(by, [number, text], 6, { alive }))]).toEqual([-1, 1, 2, 2, 4, 5]);
    const { codes, count } = await equalGroups(by, [number, text], 6);
    expect([[...codes], count]).toEqual([[0, 0, 1, 1, -1, -1], 2]);
  });

  test("are found as a plain search finds them, however hashes fall", async () => {
    const cell = fc.constantFrom(0, 1, 2, 1e300, Number.NaN);
    const property = fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { maxLength: 60 }),
      fc.boolean(),
      async (rows, one) => {
        const columns = [0, 1].map((k) => Float64Array.from(rows, (row) => row[k]!)) as Float64Array<never>[];
        const words = rows.map((row) => row.join());
        const hashes = one ? sharedInt32(rows.length) : undefined;
        const found = await firstEqual(by, columns, rows.length, { hashes });
        expect([...found]).toEqual(words.map((word) => words.indexOf(word)));
      },
    );
    await fc.assert(property);
  });

  test("are the same whether they are looked for here, by one thread, by two or by three", async () => {
    const chance = random(5);
    const rows = 20_000;
    const number = Float64Array.from({ length: rows }, () => chance.integer(40));
    const small = sharedInt16(rows);
    for (let i = 0; i < rows; i++) small[i] = chance.integer(30) - 15;
    const text = TextColumn.from(Array.from({ length: rows }, () => `u${chance.integer(30)}`));
    const columns = [sharedFloat64(rows), text, small];
    (columns[0] as Float64Array).set(number);
    const [here, ...others] = await Promise.all(
      [0, 1, 2, 3].map((workers) => firstEqual({ verb: "test", options: { workers } }, columns, rows)),
    );
    const words = Array.from(number, (value, i) => `${value} ${text.at(i)} ${small[i]}`);
    const known = new Map<string, number>();
    for (const [i, word] of words.entries()) if (!known.has(word)) known.set(word, i);
    expect([...here!]).toEqual(words.map((word) => known.get(word)));
    for (const other of others) expect(other).toEqual(here);
  });
});

describe("rows that are equal by chance", () => {
  /** Messages of ten senders within ten hours, to the second. */
  const messages = (count: number) => {
    const chance = random(3);
    const start = Date.UTC(2026, 2, 1);
    const at = Float64Array.from({ length: count }, () => start + chance.integer(36_000) * 1000);
    const who = Array.from({ length: count }, () => `u${chance.integer(10)}`);
    return { at, who };
  };

  test("are as many as their neighbours in time let expect", async () => {
    const { at, who } = messages(20_000);
    const source = TextColumn.from(who.map(() => "log"));
    const names = TextColumn.from(who);
    const marks = await repeatedRows(by, [names, at as Float64Array<never>], at.length);
    const repeated = marks.reduce((sum, mark) => sum + mark, 0);
    const [expected] = await honestRepeats(by, [source, names], at);
    expect(repeated).toBeGreaterThan(400);
    expect(expected! / repeated).toBeGreaterThan(0.85);
    expect(expected! / repeated).toBeLessThan(1.15);
  });

  test("are told as such; with the column that numbers them none is dropped", async () => {
    const { at, who } = messages(5000);
    const columns = { at: Array.from(at), who };
    const map = { at: "at", kind: { constant: "app" }, user: "who" } as const;
    const { issues } = await normalise({ raw: { table: arqueroTable(columns) }, map });
    const [dropped, doubtful] = told(issues).sort((a, b) => (a.effect < b.effect ? -1 : 1));
    expect(dropped).toMatchObject({ reason: "repeated row", effect: "dropped" });
    expect(doubtful!.reason).toBe("repeated row: may be an event of its own, 2 columns cannot tell");
    expect(doubtful!.rows).toBeGreaterThan(dropped!.rows * 0.6);
    expect(doubtful!.rows).toBeLessThanOrEqual(dropped!.rows);
    const numbered = arqueroTable({ ...columns, id: who.map((_, i) => `m${i}`) });
    expect(told((await normalise({ raw: { table: numbered }, map })).issues)).toEqual([]);
  });

  test("are none where copies are the reason: nothing is noted", async () => {
    const { at, who } = messages(300);
    const twice = <T>(list: Iterable<T>) => [...list, ...list];
    const columns = { at: twice(at).map((time, i) => time + (i % 300) * 864e5), who: twice(who) };
    const { issues } = await normalise({
      raw: { table: arqueroTable(columns) },
      map: { at: "at", kind: { constant: "app" }, user: "who" },
    });
    expect(told(issues).map(({ reason, rows }) => [reason, rows])).toEqual([["repeated row", 300]]);
  });
});
