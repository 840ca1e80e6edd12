import fc from "fast-check";
import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { readAny, readNumber } from "../../../workers/numbers/read-number.ts";
import { readPlain } from "../../../workers/numbers/read-plain.ts";

const starts = getCountries().flatMap((region) => getExampleNumber(region as CountryCode, examples)?.number ?? []);
const others = ["+80012345678", "+882161234567", "+390669812345", "+18002345678", "+442079460958", "+541123456789"];
const region = fc.constantFrom(...getCountries());

/** Digits of a number that exists, up to a point, and any digits behind. */
const near = fc
  .tuple(fc.constantFrom(...starts, ...others), fc.nat(9), fc.stringMatching(/^\d{9}$/))
  .map(([number, keep, tail]) => number.slice(0, 4 + keep) + tail.slice(0, Math.max(0, number.length - 4 - keep)));

const international = fc.oneof(fc.stringMatching(/^\+[1-9]\d{6,14}$/), near);

const national = fc
  .tuple(near, fc.constantFrom("", "0", "00", "011", "8", "1", "0015", "9"), fc.nat(3))
  .map(([number, front, cut]) => front + number.slice(1 + cut));

test("what is read in the short way with a + is what libphonenumber-js reads", () => {
  let read = 0;
  fc.assert(
    fc.property(international, (number) => {
      const mine = readPlain(number, undefined);
      if (mine) read++;
      if (mine) expect(mine).toEqual(readAny(number, undefined));
      expect(readNumber(number, "US")).toEqual(readAny(number, "US"));
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(3000);
});

test("what is read in the short way in a region is what libphonenumber-js reads there", () => {
  let read = 0;
  fc.assert(
    fc.property(national, region, (number, home) => {
      const mine = readPlain(number, home);
      if (mine) read++;
      if (mine) expect(mine).toEqual(readAny(number, home));
    }),
    { numRuns: 40_000 },
  );
  expect(read).toBeGreaterThan(1000);
});

test("numbers at home, in every way they are dialled, are read as libphonenumber-js reads them", () => {
  const home = fc.tuple(
    fc.constantFrom(...getCountries().filter((r) => getExampleNumber(r, examples))),
    fc.nat(7),
    fc.stringMatching(/^\d{7}$/),
    fc.constantFrom("", "0", "1", "8", "cc", "00cc", "+cc"),
  );
  fc.assert(
    fc.property(home, ([region, keep, tail, front]) => {
      const example = getExampleNumber(region, examples)!;
      const digits = (example.nationalNumber.slice(0, keep) + tail).slice(0, example.nationalNumber.length);
      const number = front.replace("cc", example.countryCallingCode) + digits;
      const mine = readPlain(number, region);
      if (mine) expect(mine).toEqual(readAny(number, region));
    }),
    { numRuns: 40_000 },
  );
});

test("spaces, dots, dashes and brackets anywhere change nothing", () => {
  const mark = fc.constantFrom("", "", "", " ", "-", ".", "(", ")", ") ", " - ");
  fc.assert(
    fc.property(
      near,
      fc.array(mark, { minLength: 20, maxLength: 20 }),
      region,
      fc.boolean(),
      (number, marks, home, plus) => {
        const text = [...(plus ? number : number.slice(1))].map((digit, i) => digit + (marks[i] ?? "")).join("");
        expect(readNumber(text, home)).toEqual(readAny(text, home));
      },
    ),
    { numRuns: 10_000 },
  );
});
