import { describe, expect, test } from "vitest";
import { expandedTail, studentReach } from "../../../toolkit/core/statistics/student.ts";

describe("Student's t", () => {
  // R: qt(0.975, df), qt(0.95, df)
  test.each([
    [1, 12.706204736, 6.313751515, 1e-9],
    [2, 4.30265273, 2.91998558, 1e-9],
    [3, 3.182446305, 2.353363435, 0.02],
    [6, 2.446911851, 1.943180281, 0.002],
    [20, 2.085963447, 1.724718243, 1e-4],
    [100, 1.983971519, 1.660234326, 1e-6],
  ])("reaches as far as the tables say with %i degrees of freedom", (freedom, wide, narrow, within) => {
    expect(Math.abs(studentReach(0.95, freedom) / wide - 1)).toBeLessThan(within);
    expect(Math.abs(studentReach(0.9, freedom) / narrow - 1)).toBeLessThan(within);
  });

  test("is endless below one degree, and a bootstrap of one unit has no percentile", () => {
    expect([studentReach(0.95, 0.9), studentReach(0.95, Number.NaN)]).toEqual([Infinity, Infinity]);
    expect(expandedTail(0.95, 1)).toBe(0);
    expect(expandedTail(0.95, Number.NaN)).toBeCloseTo(0.025, 12);
    expect(expandedTail(0.95, 10)).toBeLessThan(0.025);
    expect(expandedTail(0.95, 1e6)).toBeCloseTo(0.025, 5);
  });
});
