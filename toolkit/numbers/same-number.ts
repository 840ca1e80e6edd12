import { readNumber } from "../../workers/numbers/read-number.ts";
import { tidy } from "../../workers/numbers/tidy.ts";
import { knownOptions } from "../core/options.ts";
import { toRegion } from "./region.ts";

/**
 * How surely two spellings are one number: `"exact"` (country code and all), `"national"` (the same apart from a
 * country code that only one of them has), `"suffix"` (one is the end of the other), `"different"`, or `"unreadable"`.
 */
export type NumberMatch = "exact" | "national" | "suffix" | "different" | "unreadable";

interface Side {
  callingCode: string;
  national: string;
  extension: string;
}

/**
 * Whether two raw values may be one number, with Google's five levels (`isNumberMatch` of libphonenumber). Link on
 * `"exact"`, and on `"national"` within one country only; `"suffix"` is a proposal. `region` is the country of numbers
 * without a country code.
 *
 * @example
 * ```ts
 * import { sameNumber } from "phonograph";
 * console.assert(sameNumber("+351 912 345 678", "00351912345678", { region: "PT" }) === "exact");
 * console.assert(sameNumber("+1 212 555 0123", "212-555-0123") === "national");
 * console.assert(sameNumber("+1 212 555 0123", "555-0123") === "suffix");
 * ```
 */
export function sameNumber(a: string, b: string, options: { region?: string } = {}): NumberMatch {
  knownOptions("sameNumber", options, ["region"]);
  const region = toRegion("sameNumber", options.region);
  const [first, second] = [sideOf(a, region), sideOf(b, region)];
  if (!first || !second) return "unreadable";
  if (first.extension && second.extension && first.extension !== second.extension) return "different";
  const [long, short] = first.national.length >= second.national.length ? [first, second] : [second, first];
  const ends = short.national.length >= 3 && long.national.endsWith(short.national);
  if (first.callingCode && second.callingCode) {
    if (first.callingCode !== second.callingCode) return "different";
    if (first.national === second.national && first.extension === second.extension) return "exact";
    return ends ? "suffix" : "different";
  }
  if (first.national === second.national) return "national";
  return ends || endsInNational(first, second) ? "suffix" : "different";
}

/** A number without a country code may still be written with it, only the + is missing. */
function endsInNational(a: Side, b: Side): boolean {
  const [known, bare] = a.callingCode ? [a, b] : [b, a];
  return known.callingCode !== "" && bare.national === known.callingCode + known.national;
}

function sideOf(raw: unknown, region: string | undefined): Side | undefined {
  if (typeof raw !== "string" || raw.length > 64) return undefined;
  const { text } = tidy(raw);
  const number = readNumber(text, region);
  if (number) {
    const national = number.e164.slice(1 + number.callingCode.length);
    return { callingCode: number.callingCode, national, extension: number.extension };
  }
  const bare = text.replace(/[^\d\p{L}]/gu, "").replace(/^0+/, "");
  return /^\d{3,17}$/.test(bare) && !text.includes("+")
    ? { callingCode: "", national: bare, extension: "" }
    : undefined;
}
