import fc from "fast-check";
import { expect, test } from "vitest";
import { MARGIN, viewOf, withMargins } from "../../../workers/text/batch.ts";
import { readDigits } from "../../../workers/text/word-digits.ts";

const read = (text: string, around = "9") => {
  const bytes = withMargins(Buffer.from(text, "latin1"));
  bytes.fill(around.charCodeAt(0), 0, MARGIN).fill(around.charCodeAt(0), bytes.length - MARGIN);
  return readDigits(viewOf(bytes), MARGIN, bytes.length - MARGIN);
};

test("one to fifteen digits are the number they spell, whatever stands around them", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,15}$/), fc.constantFrom("0", "9", ",", "\u00ff"), (text, around) => {
      expect(read(text, around)).toBe(Number(text));
    }),
  );
});

const latin = fc
  .oneof({ weight: 3, arbitrary: fc.integer({ min: 47, max: 58 }) }, fc.integer({ min: 0, max: 255 }))
  .map((byte) => String.fromCharCode(byte));

test("anything else is no such number", () => {
  fc.assert(
    fc.property(fc.string({ unit: latin, maxLength: 17 }), (text) => {
      expect(read(text)).toBe(/^\d{1,15}$/.test(text) ? Number(text) : -1);
    }),
    { numRuns: 2000 },
  );
  for (const at of [0, 1, 5, 9, 14]) {
    for (let byte = 0; byte < 256; byte++) {
      const text = `${"0".repeat(at)}${String.fromCharCode(byte)}${"0".repeat(14 - at)}`;
      expect(read(text) >= 0).toBe(byte >= 48 && byte <= 57);
    }
  }
});
