import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../../toolkit/core/random.ts";
import { quantiles } from "../../../toolkit/core/statistics/quantiles.ts";

/** Type 7 as Hyndman and Fan (1996) write it, from sorted numbers. */
function typeSeven(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * probability;
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (place - Math.floor(place)) * (high - low);
}

describe("quantiles", () => {
  test("are R's and NumPy's default", () => {
    // R: quantile(c(3, 1, 4, 1, 5, 9, 2, 6)); NumPy: quantile([...], [0, .25, .5, .75, 1])
    expect(quantiles(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), [0, 0.25, 0.5, 0.75, 1])).toEqual([
      1, 1.75, 3.5, 5.25, 9,
    ]);
    expect(quantiles(Float64Array.of(7), [0.25, 0.5, 0.75])).toEqual([7, 7, 7]);
    expect(quantiles(new Float64Array(0), [0.25, 0.5])).toEqual([Number.NaN, Number.NaN]);
  });

  test("are those of the sorted numbers, whatever the order and however many are equal", () => {
    const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 }),
        probabilities,
        (list, p) => {
          const asked = p.toSorted((a, b) => a - b);
          const answer = quantiles(Float64Array.from(list), asked);
          for (const [i, one] of asked.entries()) expect(answer[i]).toBeCloseTo(typeSeven(list, one), 12);
        },
      ),
    );
  });

  test.each(["random", "sorted", "reversed", "equal", "organ pipe"])("hold for 200,000 numbers: %s", (kind) => {
    const n = 200_000;
    const chance = random(1);
    const value = (i: number) =>
      ({ random: chance.uniform(), sorted: i, reversed: n - i, equal: 3, "organ pipe": Math.min(i, n - i) })[kind]!;
    const list = Array.from({ length: n }, (_, i) => value(i));
    const asked = [0.1, 0.25, 0.5, 0.75, 0.999];
    expect(quantiles(Float64Array.from(list), asked)).toEqual(asked.map((p) => typeSeven(list, p)));
  });
});
