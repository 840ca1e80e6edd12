import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterRecords } from "../../toolkit/link/record-clusters.ts";

const edges = (list: readonly [number, number, number][]) => ({
  a: list.map(([a]) => a),
  b: list.map(([, b]) => b),
  weight: list.map(([, , weight]) => weight),
});
const neutral = () => ({ evidence: 5, apart: false });

describe("entities of records", () => {
  test("a chain whose ends contradict each other breaks at its weaker link", () => {
    const opinion = (a: number, b: number) => ({ evidence: a === 0 && b === 2 ? -9 : 12, apart: false });
    const found = clusterRecords(
      3,
      edges([
        [0, 1, 14],
        [1, 2, 11],
      ]),
      50,
      opinion,
    );
    expect([...found.root]).toEqual([0, 0, 2]);
    expect([found.contradicted, found.weakest[0], found.weakest[2]]).toEqual([1, 14, Infinity]);
  });

  test("a chain whose ends say nothing of each other holds, as strong as its weakest link", () => {
    const found = clusterRecords(
      3,
      edges([
        [0, 1, 14],
        [1, 2, 11],
      ]),
      50,
      neutral,
    );
    expect([...found.root]).toEqual([0, 0, 0]);
    expect(found.weakest[0]).toBe(11);
  });

  test("records that differ in what one entity has once stay apart, whatever else says", () => {
    const found = clusterRecords(2, edges([[0, 1, 40]]), 50, () => ({ evidence: 60, apart: true }));
    expect([...found.root]).toEqual([0, 1]);
  });

  test("no entity grows beyond the largest allowed", () => {
    const star = Array.from({ length: 9 }, (_, i): [number, number, number] => [0, i + 1, 20 - i]);
    const found = clusterRecords(10, edges(star), 4, neutral);
    expect([...found.root].filter((root) => root === 0).length).toBe(4);
    expect(found.oversized).toBe(6);
  });

  test("no two records of an entity contradict each other, and every entity is held by links", () => {
    const pair = fc.tuple(fc.nat(9), fc.nat(9), fc.double({ min: 1, max: 30, noNaN: true })).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(
        fc.array(pair, { maxLength: 25 }),
        fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 8 }),
        (links, against) => {
          const contradict = new Set(against.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`));
          const opinion = (a: number, b: number) => ({ evidence: contradict.has(`${a} ${b}`) ? -20 : 3, apart: false });
          const sorted = links.toSorted((x, y) => y[2] - x[2]);
          const { root } = clusterRecords(10, edges(sorted), 6, opinion);
          for (let a = 0; a < 10; a++) {
            const mates = [...root.keys()].filter((r) => root[r] === root[a]);
            expect(root[a]).toBe(Math.min(...mates));
            expect(mates.length).toBeLessThanOrEqual(6);
            for (const b of mates) if (a < b) expect(contradict.has(`${a} ${b}`)).toBe(false);
            if (mates.length > 1)
              expect(links.some(([x, y]) => (x === a || y === a) && root[x] === root[y])).toBe(true);
          }
        },
      ),
    );
  });
});
