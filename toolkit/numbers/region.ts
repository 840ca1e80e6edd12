import { REGIONS } from "../../workers/numbers/words.ts";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";

const OFTEN_MEANT: Record<string, string> = {
  UK: "GB",
  EN: "GB",
  ENG: "GB",
  SCT: "GB",
  WLS: "GB",
  USA: "US",
  UAE: "AE",
  EL: "GR",
  JAP: "JP",
  KO: "KR",
  SP: "ES",
  SU: "RU",
  DEUTSCHLAND: "DE",
};

const NAMES = new Intl.DisplayNames(["en"], { type: "region" });
const known = new Set(REGIONS);
const names = new Map<string, string>();

/** The English name of a region; the numbers that no country owns have none. */
export function regionName(region: string): string | undefined {
  if (region === "001" || !known.has(region)) return undefined;
  let name = names.get(region);
  if (name === undefined) {
    name = NAMES.of(region) ?? region;
    names.set(region, name);
  }
  return name;
}

/** The region that a value of the data names; undefined: none. Case and blanks do not matter, and nothing is guessed. */
export function regionOfData(text: string): string | undefined {
  const word = text.trim().toUpperCase();
  return known.has(word) && word !== "001" ? word : undefined;
}

/** A region that exists, or undefined for none; anything else fails at once, with the region that was meant. */
export function toRegion(verb: string, region: unknown): string | undefined {
  if (region === undefined || (typeof region === "string" && known.has(region) && region !== "001")) {
    return region;
  }
  const word = typeof region === "string" ? region.trim().toUpperCase() : "";
  const byName = () => REGIONS.find((code) => regionName(code)?.toUpperCase() === word);
  const hint = OFTEN_MEANT[word] ?? (known.has(word) && word !== "001" ? word : byName());
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "region must be an ISO 3166 country code of two capital letters",
    found: typeof region === "string" ? JSON.stringify(maskText(region).slice(0, 20)) : typeof region,
    hint: hint ? `"${hint}"` : '"PT", "GB", "US"',
  });
}
