import { getCountries } from "libphonenumber-js/max";

/** What a raw value is. */
export const NUMBER_KINDS = [
  "number",
  "short",
  "emergency",
  "ussd",
  "alphanumeric",
  "vanity",
  "uri",
  "withheld",
  "identifier",
  "ambiguous",
  "junk",
] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

/** What a valid number is used for, as its national numbering plan says. */
export const LINE_TYPES = [
  "mobile",
  "fixed",
  "fixed or mobile",
  "toll free",
  "premium",
  "shared cost",
  "voip",
  "personal",
  "pager",
  "uan",
  "voicemail",
] as const;

/** The same types in six groups, in the same order. */
export const LINE_GROUPS = [
  "mobile",
  "fixed",
  "fixed or mobile",
  "toll free",
  "premium",
  "special",
  "voip",
  "special",
  "special",
  "special",
  "special",
] as const;
export type LineGroup = (typeof LINE_GROUPS)[number];

/** The same types in the words of libphonenumber, in the same order. */
export const LIBRARY_TYPES = [
  "MOBILE",
  "FIXED_LINE",
  "FIXED_LINE_OR_MOBILE",
  "TOLL_FREE",
  "PREMIUM_RATE",
  "SHARED_COST",
  "VOIP",
  "PERSONAL_NUMBER",
  "PAGER",
  "UAN",
  "VOICEMAIL",
] as const;

/** Why a value has no valid number. */
export const NUMBER_REASONS = [
  "empty",
  "too long to read",
  "not text",
  "not a number",
  "no region",
  "no such country code",
  "too short",
  "too long",
  "wrong length",
  "not in the numbering plan",
  "placeholder",
  "digits lost",
  "date or time",
  "address",
  "junk word",
  "unlisted short code",
  "emergency number with more digits",
  "bad-region",
] as const;
export type NumberReason = (typeof NUMBER_REASONS)[number];

/** What was noticed or repaired while reading; bit i of the flags of a value stands for word i. */
export const NUMBER_FLAGS = [
  "default-region-used",
  "possible-not-valid",
  "label-stripped",
  "scientific-notation-precision-lost",
  "multiple-numbers",
  "multiple-extensions",
  "float-artefact",
  "longer-than-15-digits",
  "leading-minus",
  "control-removed",
  "numeric-type",
  "mmi",
  "lenient-idd",
  "migrated",
  "country-code-read-as-area",
] as const;
export type NumberFlag = (typeof NUMBER_FLAGS)[number];

/** What a call or message to a short code costs. */
export const SHORT_COSTS = ["toll free", "premium", "standard", "unknown"] as const;
export type ShortCost = (typeof SHORT_COSTS)[number];

/** The regions of the numbering plans, ISO 3166 alpha-2; "001" are the numbers that belong to no country. */
export const REGIONS: readonly string[] = [...(getCountries() as string[]).sort(), "001"];

const codes = (words: readonly string[]) => new Map(words.map((word, code) => [word, code]));
const kindCodes = codes(NUMBER_KINDS);
const reasonCodes = codes(NUMBER_REASONS);

export const kindCode = (kind: NumberKind): number => kindCodes.get(kind)!;
export const reasonCode = (reason: NumberReason): number => reasonCodes.get(reason)!;
export const flagBit = (flag: NumberFlag): number => 1 << NUMBER_FLAGS.indexOf(flag);
export const typeCodes = codes(LIBRARY_TYPES);
export const regionCodes = codes(REGIONS);
