import { describe, expect, test } from "vitest";
import { benjaminiHochberg } from "../../../toolkit/core/statistics/benjamini-hochberg.ts";
import { mantelHaenszel } from "../../../toolkit/core/statistics/mantel-haenszel.ts";

// Values of R 4, written by mantel-haenszel.R beside this file.
describe("mantelHaenszel is R's mantelhaen.test(correct = FALSE)", () => {
  test("of two groups in three strata", () => {
    const n = [[30, 40], [25, 20], [60, 50]]; // biome-ignore format: as a table
    const hits = [[12, 10], [9, 5], [20, 30]]; // biome-ignore format: as a table
    const { chiSquare, df, p } = mantelHaenszel(n.map((row, s) => ({ n: row, hits: hits[s] })), 2); // biome-ignore format: short
    expect(chiSquare).toBeCloseTo(0.9305496199722211, 12);
    expect(df).toBe(1);
    expect(p).toBeCloseTo(0.3347201473921705, 12);
  });

  test("of three groups in three strata", () => {
    const strata = [
      { n: [30, 40, 20], hits: [12, 10, 9] },
      { n: [25, 20, 33], hits: [9, 5, 8] },
      { n: [60, 50, 41], hits: [20, 30, 11] },
    ];
    const { chiSquare, df, p } = mantelHaenszel(strata, 3);
    expect(chiSquare).toBeCloseTo(2.288362402454212, 12);
    expect(df).toBe(2);
    expect(p).toBeCloseTo(0.3184845858465903, 12);
  });

  test("of the admissions at Berkeley, where the departments differ and the sexes hardly do", () => {
    const admitted = [[512, 89], [353, 17], [120, 202], [138, 131], [53, 94], [22, 24]]; // biome-ignore format: as a table
    const rejected = [[313, 19], [207, 8], [205, 391], [279, 244], [138, 299], [351, 317]]; // biome-ignore format: as a table
    const strata = admitted.map((hits, s) => ({ hits, n: hits.map((h, g) => h + rejected[s][g]) }));
    expect(mantelHaenszel(strata, 2).chiSquare).toBeCloseTo(1.524606660443436, 12);
  });

  test("strata without anything to compare add nothing, and alone they are no test", () => {
    const alone = { n: [7, 0], hits: [3, 0] };
    const none = { n: [5, 5], hits: [0, 0] };
    expect(mantelHaenszel([alone, none], 2)).toMatchObject({ df: 0, p: Number.NaN });
    const stratum = { n: [30, 40], hits: [12, 10] };
    expect(mantelHaenszel([stratum, alone, none], 2)).toEqual(mantelHaenszel([stratum], 2));
  });

  test("groups that never meet are compared with those they do meet", () => {
    const strata = [
      { n: [30, 40, 0, 0], hits: [12, 10, 0, 0] },
      { n: [0, 0, 25, 20], hits: [0, 0, 9, 5] },
    ];
    const { df, chiSquare } = mantelHaenszel(strata, 4);
    expect(df).toBe(2);
    const apart = [
      mantelHaenszel([{ n: [30, 40], hits: [12, 10] }], 2),
      mantelHaenszel([{ n: [25, 20], hits: [9, 5] }], 2),
    ];
    expect(chiSquare).toBeCloseTo(apart[0].chiSquare + apart[1].chiSquare, 10);
  });
});

test("benjaminiHochberg is R's p.adjust(p, 'BH'), missing ones apart", () => {
  const q = benjaminiHochberg([0.01, 0.02, 0.03, 0.04, Number.NaN, 0.5, 0.001]);
  const wanted = [0.03, 0.04, 0.045, 0.048, Number.NaN, 0.5, 0.006];
  expect(Array.from(q, (value) => value.toFixed(12))).toEqual(wanted.map((value) => value.toFixed(12)));
});
