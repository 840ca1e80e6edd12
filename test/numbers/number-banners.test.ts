import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NUMBER_LIMITS, numberBanners } from "../../toolkit/numbers/number-banners.ts";

const none = { values: 1000, invalid: 0, defaultRegion: 0, scientific: 0 };
const names = (counts: Parameters<typeof numberBanners>[0]) => numberBanners(counts).map(({ name }) => name);

describe("numberBanners", () => {
  test("a share at its limit is silent, one row more is a banner", () => {
    expect(names({ ...none, invalid: 200, defaultRegion: 50, scientific: 10 })).toEqual([]);
    expect(names({ ...none, invalid: 201 })).toEqual(["invalid"]);
    expect(names({ ...none, defaultRegion: 51 })).toEqual(["default-region"]);
    expect(names({ ...none, scientific: 11 })).toEqual(["scientific-notation"]);
  });

  test("says the share, its limit and what to do", () => {
    expect(numberBanners({ ...none, invalid: 201, defaultRegion: 51, scientific: 11 }, "phone")).toMatchSnapshot();
  });

  test("a column without values has nothing to be said about", () => {
    expect(numberBanners({ values: 0, invalid: 0, defaultRegion: 0, scientific: 0 })).toEqual([]);
  });

  test("more rows than values, NaN and negative counts are refused", () => {
    for (const invalid of [1001, Number.NaN, -1, 0.5]) {
      expect(() => numberBanners({ ...none, invalid })).toThrow(/invalid must be a whole number/);
    }
  });

  test("a banner is there exactly when its share is above the limit", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
        const [invalid, values] = [Math.min(a, b), Math.max(a, b)];
        const found = names({ values, invalid, defaultRegion: 0, scientific: 0 });
        expect(found.includes("invalid")).toBe(values > 0 && invalid / values > NUMBER_LIMITS.invalid);
      }),
    );
  });
});
