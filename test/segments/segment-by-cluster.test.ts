import { type ColumnTable, table } from "arquero";
import { describe, expect, test } from "vitest";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import { random } from "../../toolkit/core/random.ts";
import { type ClusterOptions, segmentByCluster } from "../../toolkit/segments/segment-by-cluster.ts";
import irises from "./fixtures/k-means.json" with { type: "json" };

const NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
const flowers = table({
  person: irises.values.map((_, i) => i),
  ...Object.fromEntries(NAMES.map((name, c) => [name, irises.values.map((row) => row[c])])),
}) as ColumnTable;
const segmentsOf = (groups: ColumnTable) => groups.array("segment") as string[];

describe("segmentByCluster", () => {
  test.each([
    ["standard", irises.scaled],
    ["none", irises.plain],
  ] as const)("finds R's best groups of the irises, scale %s", async (scale, expected) => {
    // two ends of five groups differ by a millionth: it takes many beginnings to find the better one
    for (const { k, within, share, sizes } of expected) {
      const found = await segmentByCluster(flowers, { k, scale, starts: 300, seed: 3 });
      expect(found.within).toBeCloseTo(within, 6);
      expect(found.withinShare).toBeCloseTo(share, 8);
      expect(Array.from(found.sizes.array("people") as number[])).toEqual(sizes);
    }
  });

  test("tells the mean of each column in each group, in its own unit", async () => {
    const { table: groups, centres } = await segmentByCluster(flowers, { k: 3 });
    const labels = segmentsOf(groups);
    for (let i = 0; i < 3; i++) {
      const mine = irises.values.filter((_, row) => labels[row] === centres.get("segment", i));
      for (const [c, name] of NAMES.entries()) {
        expect(centres.get(name, i)).toBeCloseTo(mine.reduce((sum, row) => sum + row[c], 0) / mine.length, 10);
      }
    }
  });

  test("depends on the seed alone: not on the number of workers, nor on who else calls", async () => {
    const chance = random(4);
    const rows = 20_000;
    const draw = () => Float64Array.from({ length: rows }, () => chance.normal(chance.integer(4) * 3));
    const people = table({ person: Int32Array.from({ length: rows }, (_, i) => i), a: draw(), b: draw(), c: draw() });
    const of = async (options: Partial<ClusterOptions>) => {
      const { table: groups, within } = await segmentByCluster(people, { k: 4, starts: 2, ...options });
      return { within, groups: segmentsOf(groups) };
    };
    const inline = await of({ workers: 0 });
    expect(await of({ workers: 2 })).toEqual(inline);
    expect(await of({ workers: 3 })).toEqual(inline);
    expect((await of({ workers: 0, seed: 9 })).within).not.toBe(inline.within);
  });

  test("leaves out who lacks a number, and counts them", async () => {
    const people = table({ person: [7, 8, 9, 10], a: [1, null, 9, 8.5], same: [2, 2, 2, 2] });
    const { table: groups, about } = await segmentByCluster(people, { k: 2 });
    expect(groups.objects()).toEqual([
      { person: 7, segment: "cluster 2" },
      { person: 9, segment: "cluster 1" },
      { person: 10, segment: "cluster 1" },
    ]);
    expect(about).toMatchObject({ seed: 1, peopleIn: 4, excluded: [{ reason: "a number is missing", rows: 1 }] });
  });

  test("what cannot be grouped is refused", async () => {
    const people = table({ person: [0, 1], name: ["a", "b"], n: [1, 2] });
    const wrong: [object, RegExp][] = [
      [{ k: 1 }, /k must be a whole number from 2 to 100/],
      [{ k: 3 }, /as many people with all numbers as groups\n {2}found: 2 people, k: 3/],
      [{ k: 2, columns: ["calls"] }, /no column "calls"/],
      [{ k: 2, columns: [] }, /at least one column of numbers/],
      [{ k: 2, scale: "log" }, /scale must be "standard" or "none"/],
      [{ k: 2, seed: Number.NaN }, /seed must be/],
    ];
    for (const [options, message] of wrong) {
      const error = await segmentByCluster(people, options as ClusterOptions).catch((e: unknown) => e);
      expect(isPhonographError(error) && error.message).toMatch(message);
    }
  });
});
