import fc from "fast-check";
import { type CountryCode, findPhoneNumbersInText, isValidPhoneNumber } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { findNumbers } from "../../toolkit/numbers/find-numbers.ts";
import { factsOf } from "./facts.ts";

describe("findNumbers", () => {
  test("finds numbers where they stand, and leaves dates, times and prices alone", () => {
    const text = "2026-11-22 10:30 for €1,234,567.00: call 912 345 678 or +44 20 7946 0958 ext 12";
    const found = findNumbers(text, { region: "PT" });
    expect(found.map(({ key, extension }) => [key, extension])).toEqual([
      ["+351912345678", undefined],
      ["+442079460958", "12"],
    ]);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(["912 345 678", "+44 20 7946 0958 ext 12"]);
  });

  test("without a region only numbers with their country code are found", () => {
    expect(findNumbers("912 345 678, +351 912 345 678").map(({ start }) => start)).toEqual([13]);
  });

  test.each([
    ["id 4155552671-aaaa", "GB"],
    ["order 4155552671 of 2026", "GB"],
    ["made up: +44 7700 900123", undefined],
    ["+1 (555) 010-9999 and 555-0100", "US"],
    ["IMEI 490154203237518, IP 192.168.100.200", "PT"],
    ["invoice 2026-000-123456, IBAN PT50000201231234567890154", "PT"],
    ["000 000 000, 123 456 789, +351 000 000 000", "PT"],
    ["abc912345678def", "PT"],
  ])("finds nothing in %j: it only looks like a number", (text, region) => {
    expect(findNumbers(text, { region })).toEqual([]);
  });

  test("whatever it finds is valid, stands where it says, and is what libphonenumber finds", async () => {
    const part = fc.oneof(
      fc.constantFrom("912 345 678", "+44 20 7946 0958", "(212) 555-0123 x12", "07400 123456", "+351912345678"),
      fc.constantFrom("4155552671-aaaa", "+44 7700 900123", "999 999 999", "10:30", "2026-11-22", "€1,234,567.00"),
      fc.stringMatching(/^\+?\d{5,13}$/),
      fc.stringMatching(/^\(?\d{2,4}\)?[ -]\d{3}[ .-]\d{3,4}$/),
      fc.stringMatching(/^[a-z]{1,6}$/),
    );
    const texts = fc.array(fc.tuple(part, fc.constantFrom(" ", ", ", "; ", "/", " - ", "\n", ": ", "")), {
      maxLength: 8,
    });
    const seen = { found: 0, passedOver: 0 };
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom("PT", "GB", "US", undefined), async (parts, region) => {
        const text = parts.flat().join("");
        const found = findNumbers(text, { region });
        const defaultCountry = region as CountryCode | undefined;
        const theirs = findPhoneNumbersInText(text, { defaultCountry });
        expect(found.map(({ start, end, key }) => [start, end, key])).toEqual(
          theirs.map(({ startsAt, endsAt, number }) => [startsAt, endsAt, number.number]),
        );
        for (const { start, end, key } of found) {
          expect(isValidPhoneNumber(key)).toBe(true);
          expect((await factsOf([text.slice(start, end)], { region })).key.at(0)).toBe(key);
        }
        seen.found += found.length;
        seen.passedOver += findPhoneNumbersInText(text, { defaultCountry, extended: true }).length - found.length;
      }),
      { numRuns: 1000, seed: 8 },
    );
    expect(seen.found).toBeGreaterThan(300);
    expect(seen.passedOver).toBeGreaterThan(100);
  });

  test("hostile texts of any shape come to an end", { timeout: 120_000 }, () => {
    const size = 200_000;
    for (const part of [
      "(1)",
      "1.",
      "+1 (2) 3-4.5 ",
      "x1",
      "1 - ",
      "1234567 ext ",
      "(",
      "+",
      "0",
      " ",
      ";ext=",
      "[1](",
    ]) {
      expect(findNumbers(part.repeat(size / part.length), { region: "PT" }), part).toEqual([]);
    }
    const numbers = findNumbers("912345678,".repeat(size / 10), { region: "PT" });
    expect(numbers.length).toBeGreaterThan(1000);
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => Array.isArray(findNumbers(text, { region: "US" }))));
    expect(findNumbers(undefined as unknown as string)).toEqual([]);
  });
});
