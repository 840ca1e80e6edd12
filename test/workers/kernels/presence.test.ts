import fc from "fast-check";
import { expect, test } from "vitest";
import { presence } from "../../../workers/kernels/presence.ts";
import { BASE, BITS, REACH, sinceFirst } from "../../../workers/kernels/since-first.ts";

const rows = fc.array(
  fc.record({
    person: fc.integer({ min: -1, max: 5 }),
    at: fc.integer({ min: 0, max: 699 }),
    mark: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 60 },
);
const starts = Float64Array.from({ length: 71 }, (_, i) => 10 * i);

const columns = (list: { person: number; at: number; mark: number }[]) => ({
  person: Int32Array.from(list, ({ person }) => person),
  at: Float64Array.from(list, ({ at }) => at),
  marks: Uint8Array.from(list, ({ mark }) => mark),
});

test("presence sets the bit of every period in which a person has a marked row, for each role and range of persons", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 4 }), (list, from) => {
      const found = presence({ ...columns(list), roles: 2, from, to: 5, starts });
      for (const role of [0, 1]) {
        for (let p = from; p < 5; p++) {
          for (let k = 0; k < 70; k++) {
            const there = list.some(
              ({ person, at, mark }) => person === p && Math.floor(at / 10) === k && (mark >> role) % 2 === 1,
            );
            expect((found[role][(p - from) * 3 + (k >> 5)] >>> (k & 31)) % 2 === 1).toBe(there);
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});

test.each([0, 7])(
  "sinceFirst tells the first start, and in which periods after it (of %i ms, 0: of the calendar) there is a return",
  (length) => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 4 }), (list, from) => {
        const count = 40;
        const { first, states, words } = sinceFirst({ ...columns(list), from, to: 5, starts, length, count });
        for (let p = from; p < 5; p++) {
          const mine = list.filter(({ person }) => person === p);
          const own = (p - from) * (2 + words);
          const begun = Math.min(...mine.filter(({ mark }) => mark & 1).map(({ at }) => at));
          if (begun === Infinity) {
            expect([first[p - from], states[own + BASE]]).toEqual([Number.NaN, -1]);
            continue;
          }
          const since = (at: number) =>
            length > 0 ? Math.floor((at - begun) / length) : Math.floor(at / 10) - Math.floor(begun / 10);
          const returns = mine.filter(({ mark, at }) => mark & 2 && at > begun).map(({ at }) => since(at));
          expect([first[p - from], states[own + BASE], states[own + REACH]]).toEqual([
            begun,
            Math.floor(begun / 10),
            Math.max(0, ...returns),
          ]);
          for (let k = 1; k <= count; k++)
            expect((states[own + BITS + (k >> 5)] >>> (k & 31)) % 2 === 1).toBe(returns.includes(k));
        }
      }),
      { numRuns: 60 },
    );
  },
);
