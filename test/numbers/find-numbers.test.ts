import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findNumbers } from "../../toolkit/numbers/find-numbers.ts";

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
