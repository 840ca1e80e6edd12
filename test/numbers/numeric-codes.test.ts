import fc from "fast-check";
import { expect, test } from "vitest";
import { numericCodes } from "../../toolkit/numbers/numeric-codes.ts";

test("codes whole numbers as a map would, by first appearance, 0 as missing", () => {
  const number = fc.oneof(
    fc.nat(20),
    fc.maxSafeNat(),
    fc.nat(50).map((n) => n * 2 ** 32),
    fc.nat(50).map((n) => 351_912_345_000 + n),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 400 }), (values) => {
      const { codes, first } = numericCodes(Float64Array.from(values));
      const known = [...new Set(values.filter((value) => value !== 0))];
      expect([...codes]).toEqual(values.map((value) => known.indexOf(value)));
      expect(first.map((row) => values[row])).toEqual(known);
    }),
    { numRuns: 500 },
  );
});
