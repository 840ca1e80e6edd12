import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { borders } from "../../../toolkit/core/compute.ts";
import { type PersonOrder, personOrder } from "../../../workers/kernels/person-order.ts";

const PEOPLE = 6;

const rows = fc.array(
  fc.record({
    person: fc.integer({ min: -1, max: PEOPLE - 1 }),
    at: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -5, max: 30 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    tag: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 400 },
);

type Row = { person: number; at: number; tag: number };

const columns = (list: readonly Row[]) => ({
  person: Int32Array.from(list, ({ person }) => person),
  at: Float64Array.from(list, ({ at }) => at),
});

function expected(list: readonly Row[], carried: (row: Row, i: number) => number) {
  return list
    .map((row, i) => ({ ...row, carried: carried(row, i) }))
    .filter(({ person, at }) => person >= 0 && !Number.isNaN(at))
    .sort((a, b) => a.person - b.person || a.at - b.at || a.carried - b.carried);
}

const flat = (order: PersonOrder) => ({ rows: [...order.rows], at: [...order.at], offsets: [...order.offsets] });

describe("personOrder", () => {
  test("orders rows by person, time and row, without nobody's rows and rows without a time", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const order = personOrder({ ...columns(list), from: 0, to: PEOPLE });
        const wanted = expected(list, (_, i) => i);
        expect([...order.rows]).toEqual(wanted.map(({ carried }) => carried));
        expect([...order.at]).toEqual(wanted.map(({ at }) => at));
        for (let p = 0; p < PEOPLE; p++) {
          const mine = [...order.rows.subarray(order.offsets[p], order.offsets[p + 1])];
          expect(mine).toEqual(wanted.filter(({ person }) => person === p).map(({ carried }) => carried));
        }
      }),
    );
  });

  test("with tags leaves out rows of tag 0 and gives the same whatever the order of the rows", () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list.map((row) => ({ row, key: keys.next().value as number }));
        const other = shuffled.sort((a, b) => a.key - b.key).map(({ row }) => row);
        const run = (of: readonly Row[]) =>
          flat(
            personOrder({
              ...columns(of),
              tag: Uint16Array.from(of, ({ tag, at }) => (Number.isNaN(at) ? 0 : tag)),
              from: 0,
              to: PEOPLE,
            }),
          );
        const wanted = expected(
          list.filter(({ tag }) => tag > 0),
          ({ tag }) => tag,
        );
        expect(run(list).rows).toEqual(wanted.map(({ carried }) => carried));
        expect(run(other)).toEqual(run(list));
      }),
    );
  });

  test("in parts gives the same as in one", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), (list, parts) => {
        const whole = personOrder({ ...columns(list), from: 0, to: PEOPLE });
        const ends = borders(PEOPLE, parts);
        const split = ends.slice(1).map((to, i) => personOrder({ ...columns(list), from: ends[i]!, to }));
        expect(split.flatMap((part) => [...part.rows])).toEqual([...whole.rows]);
        expect(split.flatMap((part) => [...part.at])).toEqual([...whole.at]);
      }),
    );
  });

  test("a person with a hundred thousand rows in reverse comes out in order", () => {
    const n = 100_000;
    const at = Float64Array.from({ length: n }, (_, i) => Math.floor((n - i) / 3));
    const { rows: order, at: times } = personOrder({ person: new Int32Array(n).fill(1), at, from: 0, to: 2 });
    for (let i = 1; i < n; i++) {
      if (times[i - 1]! > times[i]! || (times[i - 1] === times[i] && order[i - 1]! > order[i]!)) expect.fail(`at ${i}`);
    }
    expect(new Set(order).size).toBe(n);
  });

  test("no rows and no persons give empty arrays", () => {
    const nothing = personOrder({ person: new Int32Array(0), at: new Float64Array(0), from: 0, to: 0 });
    expect(flat(nothing)).toEqual({ rows: [], at: [], offsets: [0] });
  });
});
