import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask, maskText } from "../../toolkit/core/mask.ts";

describe("mask", () => {
  test.each([
    ["+351912345678", "+351•••••••78"],
    ["00351 912 345 678", "003•••••••••78"],
    ["912 345 678", "•••••••78"],
    ["192.168.10.44", "192.168.•.•"],
    ["u_8842", "u_•••"],
    ["ann@example.org", "an•••"],
    ["N2", "•••"],
  ])("%s becomes %s", (value, shown) => expect(mask(value)).toBe(shown));

  test.each(["+351912345678", "912 345 678", "192.168.10.44", "u_8842", "N2"])("%s is masked once", (value) =>
    expect(mask(mask(value))).toBe(mask(value)),
  );

  test("no number keeps more than five of its digits, nor all but a few thousand candidates", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?\d{7,15}$/), (number) => {
        const shown = mask(number);
        expect(shown.replace(/\D/g, "").length).toBeLessThanOrEqual(5);
        expect(shown.replace(/[^•]/g, "").length).toBeGreaterThanOrEqual(
          Math.min(7, number.replace(/\D/g, "").length - 2),
        );
      }),
    );
  });

  test("free text loses its numbers and keeps the rest", () => {
    expect(maskText("call from +351 912 345 678 to 21 880 0000 at 10:15, 3 times")).toBe(
      "call from +351•••••••78 to •••••••00 at 10:15, 3 times",
    );
  });
});
