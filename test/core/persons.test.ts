import { table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { personsOf } from "../../toolkit/core/persons.ts";
import { toTable } from "../../toolkit/core/table.ts";

const shared = (ids: readonly number[]) => {
  const array = new Int32Array(new SharedArrayBuffer(4 * ids.length));
  array.set(ids);
  return toTable({ person: new WholeColumn(array, -1) });
};

describe("personsOf", () => {
  test("numbers persons in the order of their ids, whatever holds them", () => {
    const id = fc.oneof(fc.integer({ min: -1, max: 6 }), fc.integer({ min: 0, max: 0x7fffffff }));
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 30 }), (ids) => {
        const wanted = [...new Set(ids.filter((one) => one >= 0))].sort((a, b) => a - b);
        const rows = ids.map((one) => wanted.indexOf(one));
        const plain = table({ person: ids.map((one) => (one < 0 ? null : one)) });
        for (const events of [shared(ids), plain]) {
          const persons = personsOf("test", events);
          expect([...persons.ids]).toEqual(wanted);
          expect([...persons.rows]).toEqual(rows);
        }
      }),
    );
  });

  test("ids without gaps in shared memory are not copied", () => {
    const events = shared([2, 0, -1, 1, 0]);
    const column = events.column("person") as unknown as WholeColumn;
    expect(personsOf("test", events).rows).toBe(column.array);
    const many = shared(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 150_000));
    expect(personsOf("test", many).ids).toHaveLength(150_000);
    expect(personsOf("test", many).rows).toBe((many.column("person") as unknown as WholeColumn).array);
  });

  test("nobody at all is no person", () => {
    expect(personsOf("test", shared([-1, -1])).ids).toHaveLength(0);
    expect(personsOf("test", toTable({ person: TextColumn.from([null, null]) })).ids).toHaveLength(0);
  });

  test.each([[["ann", "bob"]], [[1.5, 2]], [[-2, 1]], [[2 ** 31, 1]]])("refuses persons like %j", (person) => {
    expect(() => personsOf("test", table({ person }))).toThrow(/column "person" must hold whole numbers/);
  });

  test("asks for linked events where there is no such column", () => {
    expect(() => personsOf("test", table({ at: [1] }))).toThrow(/link\(events\)/);
  });
});
