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
