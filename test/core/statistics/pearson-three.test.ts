import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { normalUpperTail } from "../../../toolkit/core/statistics/normal.ts";
import { pearsonThreeTail } from "../../../toolkit/core/statistics/pearson-three.ts";

const rows: [z: number, skewness: number, tail: number][] = JSON.parse(
  readFileSync(new URL("fixtures/pearson-three.json", import.meta.url), "utf8"),
);

describe("the tail of Pearson's type III", () => {
  test("is scipy's to 9 digits, on both sides and where nothing is left", () => {
    for (const [z, skewness, tail] of rows) {
      expect(Math.abs(pearsonThreeTail(z, skewness) - tail), `${z}, ${skewness}`).toBeLessThan(1e-9 * tail + 1e-13);
    }
  });

  test("without skewness is the normal's, and one side is what the other leaves", () => {
    expect(pearsonThreeTail(1.5, 0)).toBe(normalUpperTail(1.5));
    expect(pearsonThreeTail(1.5, 2e-4)).toBeCloseTo(normalUpperTail(1.5), 4);
    for (const [z, skewness] of rows)
      expect(pearsonThreeTail(z, skewness) + pearsonThreeTail(-z, -skewness)).toBeCloseTo(1, 12);
  });
});
