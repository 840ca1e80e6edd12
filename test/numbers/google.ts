import { createRequire } from "node:module";

interface GoogleNumber {
  setCountryCode(code: number): void;
  setNationalNumber(digits: number): void;
  setItalianLeadingZero(is: boolean): void;
  setNumberOfLeadingZeros(count: number): void;
}

/** The part of google-libphonenumber, the second opinion of these tests, that they use. */
interface Google {
  PhoneNumber: new () => GoogleNumber;
  PhoneNumberUtil: {
    getInstance(): {
      isNumberMatch(a: string, b: string): number;
      getCountryCodeForRegion(region: string): number;
      getExampleNumberForType(region: string, type: number): GoogleNumber | null | undefined;
      format(number: GoogleNumber, format: number): string;
    };
  };
  ShortNumberInfo: {
    getInstance(): {
      isEmergencyNumber(digits: string, region: string): boolean;
      isValidShortNumberForRegion(number: GoogleNumber, region: string): boolean;
      getExpectedCostForRegion(number: GoogleNumber, region: string): number;
    };
  };
}

export const google = createRequire(import.meta.url)("google-libphonenumber") as Google;

/** Google's example of each of its eleven line types that a region has, in E.164. */
export function exampleNumbers(region: string): string[] {
  const plans = google.PhoneNumberUtil.getInstance();
  return Array.from({ length: 11 }, (_, type) => plans.getExampleNumberForType(region, type)).flatMap((example) =>
    example ? [plans.format(example, 0)] : [],
  );
}
