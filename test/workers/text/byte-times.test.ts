import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeReader } from "../../../workers/text/byte-times.ts";

const reading = (reader: TimeReader, text: string) => {
  const bytes = Buffer.from(text);
  return reader.read(bytes, 0, bytes.length);
};
const two = (value: number) => String(value).padStart(2, "0");

describe("a day that no calendar has is no time, whatever was read before it:", () => {
  test.each([
    ["2026-03-01", "2026-02-33"],
    ["2026-01-01", "2025-13-01"],
    ["2026-05-01", "2026-04-33"],
    ["2026-04-30", "2026-04-31"],
    ["2024-02-29", "2026-02-29"],
    ["2026-01-31", "2026-00-63"],
  ])("%s, then %s", (before, impossible) => {
    const reader = new TimeReader("");
    expect(reading(reader, `${before} 10:00:00`)).toBe(Date.parse(`${before}T10:00:00Z`));
    expect(reading(reader, `${impossible} 10:00:00`)).toBe(Infinity);
    expect(reading(reader, `${before} 10:00:00`)).toBe(Date.parse(`${before}T10:00:00Z`));
  });

  test("any days in any order, as a calendar has them", () => {
    const day = fc.tuple(fc.constantFrom(2024, 2025, 2026), fc.nat({ max: 26 }), fc.nat({ max: 40 }));
    fc.assert(
      fc.property(fc.array(day, { minLength: 2, maxLength: 200 }), (days) => {
        const reader = new TimeReader("");
        for (const [year, month, date] of days.flatMap(([y, m, d]) => [
          [y, m + 1, d] as const,
          [y, m, d + 32] as const,
        ])) {
          const at = Date.UTC(year, month - 1, date);
          const isDay = new Date(at).getUTCMonth() === month - 1 && new Date(at).getUTCDate() === date;
          expect(reading(reader, `${year}-${two(month)}-${two(date)}T00:00:00`)).toBe(isDay ? at : Infinity);
        }
      }),
    );
  });
});
