import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_PERSON, TextColumn, WholeColumn } from "../../toolkit/core/columns.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { evaluateLinks } from "../../toolkit/link/evaluate-links.ts";
import { link } from "../../toolkit/link/link.ts";
import type { ScoreColumns } from "../../toolkit/link/link-scores.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { journeys } from "../journeys.ts";
import oracle from "./cluster-scores.json" with { type: "json" };

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

function expectSame(some: readonly number[], others: readonly number[]): void {
  for (const [i, one] of some.entries()) {
    if (Number.isNaN(one)) expect(others[i]).toBeNaN();
    else expect(one).toBeCloseTo(others[i]!, 12);
  }
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

  test.each(oracle.map((one, i) => ({ ...one, i })))(
    "partition $i: what exact fractions give",
    ({ made, real, scores }) => {
      const rows = evaluateLinks(of(made), truthOf(real)).table.objects() as unknown as ScoreColumns[];
      for (const { measure, precision, recall, f1 } of rows) {
        if (measure === "events") continue;
        const [p, r, f] = scores[measure];
        expectSame([precision, recall], [p ?? Number.NaN, r ?? Number.NaN]);
        if (f !== null) expectSame([f1], [f]);
      }
    },
  );

  test("the example of er_evaluation: B-cubed F is 0.7083 by record and 0.6999 by true cluster, 0.4 by pair", () => {
    const [first, second] = oracle;
    const f1 = Object.fromEntries(
      (evaluateLinks(of(first!.made), truthOf(first!.real)).table.objects() as unknown as ScoreColumns[]).map((row) => [
        row.measure,
        row.f1,
      ]),
    );
    expect(f1["bcubed"]).toBeCloseTo(0.7083, 4);
    expect(f1["bcubed-people"]).toBeCloseTo(0.6999, 4);
    expect(f1["pairs"]).toBeCloseTo(0.4, 12);
    const people = evaluateLinks(of(second!.made), truthOf(second!.real)).table.objects()[4];
    expect(people).toMatchObject({ precision: 0.4, recall: 0.5 });
  });

  const id = fc.integer({ min: -1, max: 4 });
  const lists = fc.array(fc.tuple(id, fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 40 });
  const numbersOf = (persons: readonly number[], truth: readonly number[]) =>
    (evaluateLinks(of(persons), truthOf(truth)).table.objects() as unknown as ScoreColumns[]).flatMap(
      ({ precision, recall, f1 }) => [precision, recall, f1],
    );

  test("the order of rows and the names of persons change nothing", () => {
    fc.assert(
      fc.property(lists, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (list, names) => {
        const told = numbersOf(
          list.map(([p]) => p),
          list.map(([, t]) => t),
        );
        const other = list.toReversed();
        const renamed = numbersOf(
          other.map(([p]) => (p < 0 ? p : names[p]!)),
          other.map(([, t]) => 4 - t),
        );
        // Ties among the best persons are broken by name, so events are compared where there are none.
        expectSame([...told.slice(0, 3), ...told.slice(6)], [...renamed.slice(0, 3), ...renamed.slice(6)]);
        const sorted = list.toSorted();
        expectSame(
          told,
          numbersOf(
            sorted.map(([p]) => p),
            sorted.map(([, t]) => t),
          ),
        );
      }),
    );
  });

  test("the truth itself scores 1 throughout, and B-cubed stays between 0 and 1", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const truth = list.map(([, t]) => t);
        for (const score of numbersOf(truth, truth))
          expect(Number.isNaN(score) || Math.abs(score - 1) < 1e-12).toBe(true);
        for (const score of numbersOf(
          list.map(([p]) => p),
          truth,
        ).slice(6, 12)) {
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  const linked = link(
    journeys({
      ann: "2026-01-05 auth.login user=ann phone=+351912345678 device=d1 human=1, 2026-01-06 call phone=+351912345678 human=1",
      bob: "2026-01-05 auth.login user=bob human=2, 2026-01-07 app.view device=d2 human=2, 2026-01-08 web.visit human=2",
    }),
  );

  test("a split by a column scores the rows of each value among themselves", async () => {
    const { groups } = evaluateLinks(await linked, "human", { by: "kind" });
    const rows = groups.objects() as unknown as (ScoreColumns & { group: string })[];
    expect(
      rows.filter(({ measure }) => measure === "events").map(({ group, true: n, right }) => [group, n, right]),
    ).toEqual([
      ["auth", 2, 2],
      ["app", 1, 0],
      ["call", 1, 1],
      ["web", 1, 0],
    ]);
  });

  test("each value of a split scores as its rows alone do, however many values there are", () => {
    const persons = Array.from({ length: 60 }, (_, i) => ((i * 7) % 11) - 1);
    const truth = Array.from({ length: 60 }, (_, i) => ((i * 5) % 9) - 1);
    const group = Array.from({ length: 60 }, (_, i) => (i % 13 === 0 ? null : `g${i % 6}`));
    const table = toTable({ person: new WholeColumn(Int32Array.from(persons), NO_PERSON), group });
    const { groups } = evaluateLinks({ table } as unknown as Linked, truthOf(truth), { by: "group" });
    const split = groups.objects() as unknown as (ScoreColumns & { group: string })[];
    expect(new Set(split.map((row) => row.group))).toEqual(new Set(["g0", "g1", "g2", "g3", "g4", "g5", "missing"]));
    for (const value of new Set(split.map((row) => row.group))) {
      const rows = [...group.keys()].filter((row) => (group[row] ?? "missing") === value);
      const alone = evaluateLinks(of(rows.map((row) => persons[row]!)), truthOf(rows.map((row) => truth[row]!)));
      expect(split.filter((row) => row.group === value).map(({ group: _, ...score }) => score)).toEqual(
        alone.table.objects(),
      );
    }
    const many = Int32Array.from({ length: 60_000 }, (_, i) => i >> 1);
    const wide = toTable({ person: new WholeColumn(many, NO_PERSON), group: new WholeColumn(many, -1) });
    const each = evaluateLinks({ table: wide } as unknown as Linked, new WholeColumn(many, -1), { by: "group" }).groups;
    expect(each.numRows()).toBe(5 * 30_000);
  });

  test("the ceiling is what a chain of identifiers could connect", async () => {
    expect(evaluateLinks(await linked, "human").ceiling).toBeCloseTo(1 / 4, 12);
    expect(evaluateLinks(of([0]), truthOf([0])).ceiling).toBeNaN();
  });

  test("the calibration table counts linked rows by what their link says", () => {
    const table = toTable({
      person: new WholeColumn(Int32Array.from([0, 0, 0, 1, -1]), NO_PERSON),
      link: [0.95, 0.95, 1, 0.55, Number.NaN],
    });
    const { calibration } = evaluateLinks({ table } as unknown as Linked, truthOf([5, 5, 6, 7, 7]));
    expect(calibration.objects()).toEqual([
      { from: 0.5, to: 0.6, n: 1, predicted: 0.55, observed: 1, lower: expect.closeTo(0.2065, 4), upper: 1 },
      {
        from: 0.9,
        to: 1,
        n: 3,
        predicted: expect.closeTo(2.9 / 3, 12),
        observed: 2 / 3,
        lower: expect.closeTo(0.2077, 4),
        upper: expect.closeTo(0.9385, 4),
      },
    ]);
  });

  test("takes a table without rows, and one where nothing is linked", () => {
    const { table, curve, pairF1, ceiling } = evaluateLinks(of([]), truthOf([]));
    expect(table.objects().map((row) => (row as ScoreColumns).precision)).toEqual(new Array(5).fill(Number.NaN));
    expect([curve.numRows(), pairF1, ceiling]).toEqual([13, Number.NaN, Number.NaN]);
    const none = evaluateLinks(of([-1, -1]), truthOf([3, 3]));
    expect(none.table.objects()).toMatchObject([
      { recall: 0, right: 0 },
      { recall: 0, right: 0 },
      { precision: 1, recall: 0.5 },
      { precision: 1, recall: 0.5 },
      { recall: 0, right: 0 },
    ]);
  });

  test("a plain list is as good as a column", () => {
    for (const list of [["ann", "ann", null], [7, 7, Number.NaN], Float64Array.of(7, 7, -1), Int32Array.of(7, 7, -1)]) {
      expect(evaluateLinks(of([4, 4, 2]), list)).toMatchObject({ pairF1: 1, truePersons: 1, rows: 2 });
    }
  });

  test("refuses options that are none", async () => {
    const given = await linked;
    expect(() => evaluateLinks(given, "human", { by: "kinds" })).toThrow(/no column "kinds"/);
    expect(() => evaluateLinks(given, "human", { by: 3 } as never)).toThrow(/by must be the name of a column/);
    expect(() => evaluateLinks(given, "human", { bins: 0 })).toThrow(/bins must be a whole number from 1 to 1000/);
    expect(() => evaluateLinks(given, "human", { split: "kind" } as never)).toThrow(/there is no option "split"/);
    expect(() => evaluateLinks(given, "person_of")).toThrow(/no column "person_of"/);
  });
});
