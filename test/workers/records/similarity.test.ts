import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitSlip, levenshteinSimilarity, oneSlip } from "../../../workers/records/edit-distance.ts";
import { jaroWinkler } from "../../../workers/records/jaro-winkler.ts";
import { packTexts } from "../../../workers/records/packed-texts.ts";

const similarity = (a: string, b: string) => jaroWinkler(packTexts([a, b]), 0, 1);
const r: Record<"a" | "b", string[]> & Record<"jaroWinkler" | "damerau" | "osa" | "levenshtein", number[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, "similarity.json"), "utf8"),
);

describe("Jaro-Winkler similarity", () => {
  // Winkler 1994, Advanced Methods for Record Linkage, table 4; Herzog, Scheuren & Winkler 2007, ch. 13
  test.each([
    ["MARTHA", "MARHTA", 0.9611],
    ["DIXON", "DICKSONX", 0.8133],
    ["DWAYNE", "DUANE", 0.84],
    ["SHACKLEFORD", "SHACKELFORD", 0.9818],
    ["DUNNINGHAM", "CUNNIGHAM", 0.8963],
    ["NICHLESON", "NICHULSON", 0.9556],
    ["JONES", "JOHNSON", 0.8324],
    ["MASSEY", "MASSIE", 0.9333],
    ["ABROMS", "ABRAMS", 0.9222],
    ["JERALDINE", "GERALDINE", 0.9259],
    ["MICHELLE", "MICHAEL", 0.9214],
    ["JULIES", "JULIUS", 0.9333],
    ["TANYA", "TONYA", 0.88],
    ["SEAN", "SUSAN", 0.805],
    ["JON", "JOHN", 0.9333],
  ])("of %s and %s is the published %d", (a, b, published) => expect(similarity(a, b)).toBeCloseTo(published, 4));

  test("equals R's stringdist on 400 pairs to 1e-12", () => {
    const texts = packTexts([...r.a, ...r.b]);
    const ours = r.a.map((_, i) => jaroWinkler(texts, i, r.a.length + i));
    for (const [i, value] of ours.entries()) expect(Math.abs(value - r.jaroWinkler[i]), r.a[i]).toBeLessThan(1e-12);
  });

  test("is 1 for equal texts only, and from 0 to 1", () => {
    const text = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const value = similarity(a, b);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(value === 1).toBe(a === b);
      }),
    );
  });
});

describe("edits", () => {
  test("one slip is a Damerau-Levenshtein distance of 1 by R's stringdist", () => {
    const texts = packTexts([...r.a, ...r.b]);
    const slips = r.a.map((_, i) => oneSlip(texts, i, r.a.length + i));
    expect(slips).toEqual(r.damerau.map((distance) => distance === 1));
    expect(slips).toEqual(r.osa.map((distance) => distance === 1));
    expect(slips.filter(Boolean).length).toBeGreaterThan(50);
  });

  test("Levenshtein similarity is 1 less R's distance as a share of the longer text", () => {
    const texts = packTexts([...r.a, ...r.b]);
    for (const [i, distance] of r.levenshtein.entries()) {
      const expected = 1 - distance / Math.max(r.a[i].length, r.b[i].length);
      expect(levenshteinSimilarity(texts, i, r.a.length + i)).toBeCloseTo(expected, 12);
    }
  });

  test("a digit replaced, put in, left out, or swapped with its neighbour is one slip, two of these are not", () => {
    const slip = (a: string, b: string) => oneSlip(packTexts([a, b]), 0, 1);
    expect(["912345679", "9123456789", "91234678", "912354678"].map((b) => slip("912345678", b))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([slip("912345678", "91234578"), slip("912345678", "912345678"), slip("12", "34")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("numbers are told apart by a subtraction as by their digits", () => {
    const digits = fc.stringMatching(/^\+[1-9][0-9]{6,14}$/);
    const edit = fc.tuple(fc.nat(13), fc.nat(9), fc.nat(2));
    fc.assert(
      fc.property(digits, fc.array(edit, { maxLength: 2 }), (number, edits) => {
        const other = [...number];
        for (const [at, digit, kind] of edits) {
          const i = 1 + (at % (other.length - 1));
          if (kind === 0) other[i] = String(digit);
          else if (kind === 1) other.splice(i, 1);
          else if (i + 1 < other.length) [other[i], other[i + 1]] = [other[i + 1], other[i]];
        }
        const texts = packTexts([number, other.join("")]);
        expect(digitSlip(texts)(0, 1)).toBe(oneSlip(texts, 0, 1));
      }),
      { numRuns: 2000 },
    );
  });

  test("a least similarity changes nothing above it", () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom(..."abcde ") });
    fc.assert(
      fc.property(text, text, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, least) => {
        const texts = packTexts([a, b]);
        const [full, cut] = [levenshteinSimilarity(texts, 0, 1), levenshteinSimilarity(texts, 0, 1, least)];
        expect(full >= least ? cut === full : cut < least || cut === 0).toBe(true);
      }),
    );
  });

  test("texts of 300,000 letters are compared as far as 256, by every measure, and without an error", () => {
    const long = "y".repeat(300_000);
    const texts = packTexts([`${long}a`, `${long}b`, `x${long}`]);
    expect(levenshteinSimilarity(texts, 0, 1)).toBe(1);
    expect(levenshteinSimilarity(texts, 0, 2)).toBe(1 - 1 / 256);
    expect([jaroWinkler(texts, 0, 1), oneSlip(texts, 0, 1), oneSlip(texts, 0, 2)]).toEqual([1, false, true]);
  });
});
