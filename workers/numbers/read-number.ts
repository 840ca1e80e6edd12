import parsePhoneNumber, { type CountryCode, type PhoneNumber, validatePhoneNumberLength } from "libphonenumber-js/max";
import { planOf } from "./numbering-plan.ts";
import { readPlain } from "./read-plain.ts";
import { type NumberReason, REGIONS } from "./words.ts";

/** The region of a number that no country owns: satellites, international freephone. */
const NO_COUNTRY = REGIONS.length - 1;

export interface ReadNumber {
  e164: string;
  callingCode: string;
  /** In the words of libphonenumber; undefined: not valid. */
  type: string | undefined;
  region: string;
  extension: string;
  /** Read with a + in front; all others rest on the default region. */
  international: boolean;
  possible: boolean;
}

const SPACED = /^\+?[\d ().-]{6,}$/;

/** Reads the first phone number of a text; undefined when there is none. Never throws. */
export function readNumber(text: string, region: string | undefined): ReadNumber | undefined {
  return (SPACED.test(text) ? readPlain(text.replace(/[^\d+]/g, ""), region) : undefined) ?? readAny(text, region);
}

/** The same by libphonenumber alone. */
export function readAny(text: string, region: string | undefined): ReadNumber | undefined {
  let found: PhoneNumber | undefined;
  try {
    found = parsePhoneNumber(text, region as CountryCode | undefined);
  } catch {
    return undefined;
  }
  if (!found) return undefined;
  const type = found.getType();
  const source = (found as { __countryCallingCodeSource?: string }).__countryCallingCodeSource;
  return {
    e164: found.number,
    callingCode: found.countryCallingCode,
    type,
    region: found.country ?? REGIONS[NO_COUNTRY]!,
    extension: found.ext ?? "",
    international: source === "FROM_NUMBER_WITH_PLUS_SIGN",
    possible: type !== undefined || found.isPossible(),
  };
}

/** Why a text gave no valid number. */
export function reasonOf(text: string, region: string | undefined, read: ReadNumber | undefined): NumberReason {
  if (read?.possible) return "not in the numbering plan";
  if (read) return lengthReason(read);
  let length: string | undefined;
  try {
    length = validatePhoneNumberLength(text, region as CountryCode | undefined);
  } catch {
    return "not a number";
  }
  if (length === "INVALID_COUNTRY") return region || /\+/.test(text) ? "no such country code" : "no region";
  if (length === "TOO_SHORT") return "too short";
  if (length === "TOO_LONG") return "too long";
  if (length === "INVALID_LENGTH") return "wrong length";
  return length === undefined ? "not in the numbering plan" : "not a number";
}

function lengthReason({ e164, callingCode, region }: ReadNumber): NumberReason {
  const { lengths } = planOf(region === REGIONS[NO_COUNTRY] ? callingCode : region);
  const length = e164.length - 1 - callingCode.length;
  if (length < Math.min(...lengths)) return "too short";
  return length > Math.max(...lengths) ? "too long" : "wrong length";
}
