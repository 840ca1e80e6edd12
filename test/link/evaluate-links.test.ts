import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_PERSON, TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { evaluateLinks } from "../../toolkit/link/evaluate-links.ts";
import type { Linked } from "../../toolkit/link/linked.ts";

/** A linked table of persons only. */
const of = (persons: readonly number[]) =>
  ({ table: toTable({ person: new WholeColumn(Int32Array.from(persons), NO_PERSON) }) }) as unknown as Linked;
const truthOf = (persons: readonly number[]) => new WholeColumn(Int32Array.from(persons), -1);

function byCounting(persons: readonly number[], truth: readonly number[]) {
  let [right, linked, all] = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    for (let j = 0; j < i; j++) {
      if (truth[i] < 0 || truth[j] < 0) continue;
      const together = persons[i] >= 0 && persons[i] === persons[j];
      if (together) linked++;
      if (truth[i] === truth[j]) all++;
      if (together && truth[i] === truth[j]) right++;
    }
  }
  return { precision: right / linked, recall: right / all, f1: (2 * right) / (linked + all), linked, true: all, right };
}

describe("evaluateLinks", () => {
  test("tells where its answer comes from, and which rows have no known truth", () => {
    const { about } = evaluateLinks(of([0, 0, 1]), truthOf([3, -1, -1]));
    expect(about).toMatchObject({
      verb: "evaluateLinks",
      rowsIn: 3,
      peopleIn: 1,
      excluded: [{ reason: "true person unknown", rows: 2 }],
    });
  });

  test("pairs are what counting every pair gives", () => {
    const id = fc.integer({ min: -1, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), (list) => {
        const [persons, truth] = [list.map(([p]) => p), list.map(([, t]) => t)];
        const { table } = evaluateLinks(of(persons), truthOf(truth));
        expect(table.objects()[0]).toEqual({ measure: "pairs", ...byCounting(persons, truth) });
      }),
    );
  });

  test("the example of Manning, Raghavan and Schütze, section 16.3: 20 of 40 pairs right, 24 to find", () => {
    const persons = [...Array(6).fill(0), ...Array(6).fill(1), ...Array(5).fill(2)];
    const truth = [...[1, 1, 1, 1, 1, 2], ...[1, 2, 2, 2, 2, 3], ...[1, 1, 3, 3, 3]];
    const { table, pairF1 } = evaluateLinks(of(persons), truthOf(truth));
    expect(table.objects()[0]).toMatchObject({ right: 20, linked: 40, true: 44, precision: 0.5, recall: 20 / 44 });
    expect(pairF1).toBeCloseTo(0.476, 3);
  });

  test("a person split in two is right in the larger part only; a person merged with another is right once", () => {
    const split = evaluateLinks(of([0, 0, 0, 1]), truthOf([7, 7, 7, 7]));
    expect(split.table.objects()[1]).toMatchObject({ right: 3, precision: 0.75, recall: 0.75 });
    const merged = evaluateLinks(of([0, 0, 0, 0]), truthOf([7, 7, 7, 8]));
    expect(merged.table.objects()[1]).toMatchObject({ right: 3, precision: 0.75 });
  });

  test("rows that were not linked lower recall alone; rows of unknown truth count for nothing", () => {
    const { table, rows } = evaluateLinks(of([0, 0, -1, 5]), truthOf([3, 3, 3, -1]));
    expect(rows).toBe(3);
    expect(table.objects()[1]).toMatchObject({ precision: 1, recall: 2 / 3, linked: 2 });
  });

  test("a truth of names does as well as one of numbers", () => {
    const names = TextColumn.from(["ann", "ann", "bob", null]);
    expect(evaluateLinks(of([4, 4, 2, 2]), names)).toMatchObject({ pairF1: 1, eventF1: 1, truePersons: 2, persons: 2 });
  });
});
