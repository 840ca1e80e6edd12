import { type ColumnTable, table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import { orderEvents } from "../../toolkit/core/order-events.ts";
import { random } from "../../toolkit/core/random.ts";

interface Row {
  person: number;
  at: number;
  name: string | null;
  place: number;
}

const worlds = fc
  .array(
    fc.record({
      person: fc.integer({ min: -1, max: 40 }),
      at: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -20, max: 20 }) }, fc.constant(Number.NaN)),
      name: fc.constantFrom("otp", "login", null),
    }),
    { maxLength: 300 },
  )
  .map((rows) => rows.map((row, place): Row => ({ ...row, place })));

const toEvents = (rows: readonly Row[]) =>
  table({
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person),
      -1,
    ),
    at: Float64Array.from(rows, ({ at }) => at),
    name: TextColumn.from(rows.map(({ name }) => name)),
    place: Int32Array.from(rows, ({ place }) => place),
  } as never);

/** Array.prototype.sort keeps the order of equal rows. */
const expected = (rows: readonly Row[]) =>
  [...rows].sort((a, b) => {
    const [p, q] = [a, b].map(({ person }) => (person < 0 ? Infinity : person));
    const [s, t] = [a, b].map(({ at }) => (Number.isNaN(at) ? Infinity : at));
    return (p === q ? 0 : p - q) || (s === t ? 0 : s - t);
  });

const rowsOf = (events: ColumnTable): Row[] =>
  Array.from({ length: events.numRows() }, (_, row) => ({
    person: (events.get("person", row) as number | null) ?? -1,
    at: events.get("at", row) as number,
    name: events.get("name", row) as string | null,
    place: events.get("place", row) as number,
  }));

describe("orderEvents", () => {
  test("gives every row, by person and time, rows without either last, in their order where equal", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (rows) => {
        expect(rowsOf(await orderEvents(toEvents(rows), { workers: 0 }))).toEqual(expected(rows));
      }),
    );
  });

  test("does not depend on the number of workers", async () => {
    const chance = random(3);
    const rows = Array.from({ length: 50_000 }, (_, place) => ({
      ...{ person: chance.integer(900) - 1, at: chance.chance(0.02) ? Number.NaN : chance.integer(1e6) },
      ...{ name: chance.pick(["otp", "login", null]), place },
    }));
    const wanted = expected(rows);
    for (const workers of [0, 1, 2, 3]) {
      expect(rowsOf(await orderEvents(toEvents(rows), { workers }))).toEqual(wanted);
    }
  });

  test("sorts a person with most of the rows, equal times and one far away", async () => {
    const chance = random(5);
    const rows = Array.from({ length: 40_000 }, (_, place) => ({
      ...{
        person: chance.chance(0.9) ? 2 : chance.integer(4) - 1,
        at: place === 77 ? -1e12 : chance.integer(300) * 1000,
      },
      ...{ name: chance.pick(["otp", "login", null]), place },
    }));
    expect(rowsOf(await orderEvents(toEvents(rows), { workers: 2 }))).toEqual(expected(rows));
  });

  test("brings columns of every width, and a column that stands twice", async () => {
    const twice = Float64Array.of(30, Number.NaN, 20, 10);
    const wide = { at: twice, copy: twice, person: [1, 1, 0, 1], single: Float32Array.of(0.5, 1.5, 2.5, 3.5) };
    const events = table({ ...wide, tiny: Int8Array.of(-1, 2, -3, 4), short: Uint16Array.of(1, 2, 3, 65_535) });
    const ordered = await orderEvents(events);
    const column = (name: string) => [0, 1, 2, 3].map((row) => ordered.get(name, row));
    expect(column("at")).toEqual([20, 10, 30, Number.NaN]);
    expect(column("copy")).toEqual([20, 10, 30, Number.NaN]);
    expect(column("person")).toEqual([0, 1, 1, 1]);
    expect(column("single")).toEqual([2.5, 3.5, 0.5, 1.5]);
    expect(column("tiny")).toEqual([-3, 4, -1, 2]);
    expect(column("short")).toEqual([3, 65_535, 1, 2]);
  });

  test("keeps times that no date can be, which count as missing", async () => {
    const events = table({ person: [1, 1, 0], at: [9e15, 5, 7] });
    const ordered = await orderEvents(events);
    expect([0, 1, 2].map((row) => [ordered.get("person", row), ordered.get("at", row)])).toEqual([
      [0, 7],
      [1, 5],
      [1, 9e15],
    ]);
  });

  test("brings what a filter shows, and nothing of a table without rows", async () => {
    const events = table({ person: [1, 0, 1], at: [3, 2, 1] });
    const ordered = await orderEvents(events.filter((d: { at: number }) => d.at > 1));
    expect([0, 1].map((row) => ordered.get("at", row))).toEqual([2, 3]);
    expect((await orderEvents(events.filter(() => false))).numRows()).toBe(0);
  });

  test("needs persons and times", async () => {
    const error = await orderEvents(table({ at: [1] })).catch((e: unknown) => e);
    expect(isPhonographError(error) && error.message).toMatch(/orderEvents: the table has no column "person"/);
  });
});
