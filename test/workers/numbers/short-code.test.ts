import fc from "fast-check";
import { expect, test } from "vitest";
import { isEmergency, isShortCode, shortCost } from "../../../workers/numbers/short-code.ts";
import { REGIONS } from "../../../workers/numbers/words.ts";
import { google } from "../../numbers/google.ts";

const info = google.ShortNumberInfo.getInstance();
const COSTS = ["toll free", "standard", "premium", "unknown"];

/** A number as Google's parser would give it, kept with its leading zeros. */
function toGoogle(digits: string, region: string) {
  const number = new google.PhoneNumber();
  number.setCountryCode(google.PhoneNumberUtil.getInstance().getCountryCodeForRegion(region));
  const zeros = /^0*(?=\d)/.exec(digits)![0].length;
  number.setNationalNumber(Number(digits));
  if (zeros > 0) {
    number.setItalianLeadingZero(true);
    number.setNumberOfLeadingZeros(zeros);
  }
  return number;
}

test("validity, cost and emergency are what Google's short-number rules say, in every region", () => {
  const code = fc.oneof(
    fc.stringMatching(/^[19]\d{1,2}$/),
    fc.stringMatching(/^\d{3,6}$/),
    fc.constantFrom("112", "911", "999"),
  );
  const region = fc.constantFrom(...REGIONS.filter((r) => r !== "001"));
  fc.assert(
    fc.property(code, region, (digits, where) => {
      const number = toGoogle(digits, where);
      expect(isEmergency(digits, where)).toBe(info.isEmergencyNumber(digits, where));
      expect(isShortCode(digits, where)).toBe(info.isValidShortNumberForRegion(number, where));
      const cost = info.getExpectedCostForRegion(number, where);
      expect(shortCost(digits, where)).toBe(COSTS[cost]);
    }),
    { numRuns: 20_000 },
  );
});
