import { table as arqueroTable } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import { random } from "../../toolkit/core/random.ts";
import { equalGroups, firstEqual, repeatedRows } from "../../toolkit/normalise/duplicates.ts";
import { honestRepeats } from "../../toolkit/normalise/honest-repeats.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";

/** What is said about repeated rows. */
const told = (table: { objects(): object[] }) =>
  (table.objects() as { reason: string; effect: string; rows: number }[]).filter(({ reason }) =>
    reason.startsWith("repeated"),
  );

describe("equal rows", () => {
  test("are those that are equal value by value: NaN is NaN, 0 is -0, missing is missing", () => {
    const number = new Float64Array(new SharedArrayBuffer(6 * 8));
    number.set([0, -0, Number.NaN, Number.NaN, 1, 1]);
    const text = TextColumn.from(["a", "a", null, null, "a", "b"]);
    expect([...repeatedRows([number, text], 6)]).toEqual([0, 1, 0, 1, 0, 0]);
    expect([...firstEqual([number, text], 6, Uint8Array.of(0, 1, 1, 1, 1, 1))]).toEqual([-1, 1, 2, 2, 4, 5]);
    const { codes, count } = equalGroups([number, text], 6);
    expect([[...codes], count]).toEqual([[0, 0, 1, 1, -1, -1], 2]);
  });

  test("are found as a plain search finds them, however hashes fall", () => {
    const cell = fc.constantFrom(0, 1, 2, 1e300, Number.NaN);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 60 }), (rows) => {
        const columns = [0, 1].map((k) => Float64Array.from(rows, (row) => row[k]!)) as Float64Array<never>[];
        const words = rows.map((row) => row.join());
        expect([...firstEqual(columns, rows.length)]).toEqual(words.map((word) => words.indexOf(word)));
      }),
    );
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

  test("are as many as their neighbours in time let expect", () => {
    const { at, who } = messages(20_000);
    const source = TextColumn.from(who.map(() => "log"));
    const names = TextColumn.from(who);
    const repeated = repeatedRows([names, at as Float64Array<never>], at.length).reduce((sum, mark) => sum + mark, 0);
    const [expected] = honestRepeats([source, names], at);
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
