import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameNumber } from "../../toolkit/numbers/same-number.ts";
import { google } from "./google.ts";

/** Google's levels 0 to 4. */
const LEVELS = ["unreadable", "different", "suffix", "national", "exact"];
const util = google.PhoneNumberUtil.getInstance();

describe("sameNumber", () => {
  test.each([
    ["+1 212 555 0123", "+12125550123", "exact"],
    ["+1 212 555 0123", "tel:+1-212-555-0123", "exact"],
    ["+1 212 555 0123", "212 555 0123", "national"],
    ["+1 212 555 0123", "555 0123", "suffix"],
    ["+1 212 555 0123", "+1 555 0123", "suffix"],
    ["+1 212 555 0123", "+44 212 555 0123", "different"],
    ["+1 212 555 0123", "+1 212 555 0124", "different"],
    ["+1 212 555 0123 ext. 7", "+1 212 555 0123 ext. 8", "different"],
    ["+1 212 555 0123 ext. 7", "+1 212 555 0123", "suffix"],
    ["+390612345678", "+39612345678", "suffix"],
    ["MPESA", "+12125550123", "unreadable"],
    ["", "", "unreadable"],
  ] as const)("%s and %s are %s", (a, b, match) => {
    expect(sameNumber(a, b)).toBe(match);
    expect(sameNumber(b, a)).toBe(match);
    expect(LEVELS[util.isNumberMatch(a, b)]).toBe(match);
  });

  test("two national spellings of one country are exact when the country is known", () => {
    expect(sameNumber("912 345 678", "+351912345678", { region: "PT" })).toBe("exact");
    expect(sameNumber("912 345 678", "912345678", { region: "PT" })).toBe("exact");
  });

  test("never throws, and the order of the two does not matter", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), fc.string({ unit: fc.constantFrom(..."0123456789+ -x()") }), (a, b) => {
        expect(sameNumber(a, b)).toBe(sameNumber(b, a));
        expect(sameNumber(b, b)).toMatch(/exact|national|unreadable/);
      }),
    );
  });
});
