import fc from "fast-check";
import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { readE164 } from "../../../workers/numbers/read-e164.ts";
import { readAny, readNumber } from "../../../workers/numbers/read-number.ts";

const starts = getCountries().flatMap((region) => getExampleNumber(region as CountryCode, examples)?.number ?? []);

const digits = fc.oneof(
  fc.stringMatching(/^\+[1-9]\d{6,14}$/),
  fc
    .tuple(
      fc.constantFrom(...starts, "+80012345678", "+882161234567", "+390669812345"),
      fc.nat(8),
      fc.stringMatching(/^\d{8}$/),
    )
    .map(([number, keep, tail]) => number.slice(0, 5 + keep) + tail.slice(0, Math.max(0, number.length - 5 - keep))),
);

test("what is read without libphonenumber-js is what libphonenumber-js reads", () => {
  let read = 0;
  fc.assert(
    fc.property(digits, (number) => {
      const mine = readE164(number);
      if (mine) read++;
      if (mine) expect(mine).toEqual(readAny(number, undefined));
      expect(readNumber(number, "US")).toEqual(readAny(number, "US"));
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(3000);
});
