import fc from "fast-check";
import { expect, test } from "vitest";
import { periodFinder } from "../../../workers/kernels/period-index.ts";

test("the period is the one that holds the time, whatever their lengths; times outside are in the first or the last", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: -20, max: 2100 }),
      (lengths, at) => {
        const starts = [0];
        for (const length of lengths) starts.push(starts.at(-1)! + length);
        const wanted = starts.slice(1, -1).filter((start) => start <= at).length;
        expect(periodFinder(Float64Array.from(starts))(at)).toBe(wanted);
      },
    ),
  );
});
