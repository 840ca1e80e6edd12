import { type CountryCode, findPhoneNumbersInText } from "libphonenumber-js/max";
import { knownOptions } from "../core/options.ts";
import { toRegion } from "./region.ts";

/** A phone number in a text: `text.slice(start, end)`, and what it is in E.164. */
export interface FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly extension: string | undefined;
}

/**
 * The valid phone numbers in free text, in their order. Numbers without a country code are found only when `region`
 * names their country. Dates, prices and times are left alone (libphonenumber's matcher, leniency VALID). Total: a text
 * without numbers gives an empty list.
 *
 * @example
 * ```ts
 * import { findNumbers } from "phonograph";
 * const text = "call 912 345 678 or +1 (212) 555-0123 before 10:30 on 2026-11-22";
 * const found = findNumbers(text, { region: "PT" });
 * console.assert(found.map(({ key }) => key).join() === "+351912345678,+12125550123");
 * ```
 */
export function findNumbers(text: string, options: { region?: string } = {}): readonly FoundNumber[] {
  knownOptions("findNumbers", options, ["region"]);
  const region = toRegion("findNumbers", options.region);
  if (typeof text !== "string") return [];
  try {
    return findPhoneNumbersInText(text, { defaultCountry: region as CountryCode | undefined }).map(
      ({ startsAt, endsAt, number }) =>
        Object.freeze({ start: startsAt, end: endsAt, key: number.number as string, extension: number.ext }),
    );
  } catch {
    return [];
  }
}
