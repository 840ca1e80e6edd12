import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../../workers/kernels/narrow.ts";
import { sharedFloat64 } from "../../../workers/shared.ts";

function shared(values: readonly number[]) {
  const array = sharedFloat64(values.length);
  array.set(values);
  return array;
}

const kindOf = (...values: number[]) => narrow({ from: shared(values) })?.constructor.name ?? "as it is";

describe("whole numbers", () => {
  test("take as few bytes as hold all of them", () => {
    expect(kindOf(0, 255)).toBe("Uint8Array");
    expect(kindOf(0, 256)).toBe("Int16Array");
    expect(kindOf(-1, 255)).toBe("Int16Array");
    expect(kindOf(-0x8000, 0x7fff)).toBe("Int16Array");
    expect(kindOf(0, 0x8000)).toBe("Int32Array");
    expect(kindOf(-(2 ** 31), 2 ** 31 - 1)).toBe("Int32Array");
    expect(kindOf(2 ** 31)).toBe("as it is");
  });

  test("stay floats where one is missing, has a fraction, is -0 or is none", () => {
    for (const odd of [Number.NaN, 0.5, -0, Infinity, -Infinity, 1e300]) expect(kindOf(1, 2, odd)).toBe("as it is");
  });

  test("are the same numbers", () => {
    const number = fc.oneof(
      fc.integer({ min: -300, max: 300 }),
      fc.integer({ min: -40_000, max: 40_000 }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    );
    fc.assert(
      fc.property(fc.array(number), (values) => {
        expect([...narrow({ from: shared(values) })!]).toEqual(values);
      }),
    );
  });
});
