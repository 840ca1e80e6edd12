import { Metadata } from "libphonenumber-js/max";
import { LIBRARY_TYPES } from "./words.ts";

/** The parts of libphonenumber-js's metadata that its types leave out. */
interface OpenMetadata {
  hasCallingCode(callingCode: string): boolean | undefined;
  getCountryCodesForCallingCode(callingCode: string): readonly string[] | undefined;
  selectNumberingPlan(regionOrCallingCode: string): void;
  countryCallingCode(): string;
  IDDPrefix(): string | undefined;
  nationalNumberPattern(): string;
  possibleLengths(): readonly number[];
  nationalPrefixForParsing(): string | undefined;
  leadingDigits(): string | undefined;
  type(name: string): { pattern(): string; possibleLengths(): readonly number[] | undefined } | undefined;
}

type Rule = { type: string; lengths: readonly number[] | undefined; pattern: RegExp };

/** The numbering plan of one region, or of a calling code without a country, its patterns compiled once. */
export interface NumberingPlan {
  callingCode: string;
  /** What is dialled before a foreign number. */
  abroad: RegExp | undefined;
  lengths: readonly number[];
  general: RegExp;
  nationalPrefix: RegExp | undefined;
  leadingDigits: RegExp | undefined;
  rules: readonly Rule[];
  /** The plan does not tell mobile from fixed. */
  mobileIsFixed: boolean;
}

const metadata = new Metadata() as unknown as OpenMetadata;
const plans = new Map<string, NumberingPlan>();

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

export function planOf(regionOrCallingCode: string): NumberingPlan {
  let plan = plans.get(regionOrCallingCode);
  if (plan) return plan;
  metadata.selectNumberingPlan(regionOrCallingCode);
  const prefix = metadata.nationalPrefixForParsing();
  const leading = metadata.leadingDigits();
  const mobile = metadata.type("MOBILE");
  const abroad = metadata.IDDPrefix();
  plan = {
    callingCode: metadata.countryCallingCode(),
    abroad: abroad ? new RegExp(`^(?:${abroad})`) : undefined,
    lengths: metadata.possibleLengths(),
    general: whole(metadata.nationalNumberPattern()),
    nationalPrefix: prefix ? new RegExp(`^(?:${prefix})`) : undefined,
    leadingDigits: leading ? new RegExp(`^(?:${leading})`) : undefined,
    rules: LIBRARY_TYPES.flatMap((type) => {
      const rule = metadata.type(type);
      return rule?.pattern()
        ? [{ type, lengths: rule.possibleLengths() ?? undefined, pattern: whole(rule.pattern()) }]
        : [];
    }),
    mobileIsFixed: mobile === undefined || mobile.pattern() === "",
  };
  plans.set(regionOrCallingCode, plan);
  return plan;
}

/** The type of a national number under a plan, in the words of libphonenumber; undefined: not valid there. */
export function typeUnder({ general, rules, mobileIsFixed }: NumberingPlan, national: string): string | undefined {
  if (!general.test(national)) return undefined;
  let found: string | undefined;
  for (const { type, lengths, pattern } of rules) {
    if (found === "MOBILE" && type !== "FIXED_LINE") return found;
    if (lengths && !lengths.includes(national.length)) continue;
    if (!pattern.test(national)) continue;
    if (type === "FIXED_LINE") return found === "MOBILE" || mobileIsFixed ? "FIXED_LINE_OR_MOBILE" : type;
    if (type !== "MOBILE") return type;
    found = type;
  }
  return found;
}

const callingCodes = new Map<string, readonly string[] | null>();

/** The regions of a calling code, main one first; none for a code without a country; undefined: no such code. */
export function regionsOf(callingCode: string): readonly string[] | undefined {
  let regions = callingCodes.get(callingCode);
  if (regions === undefined) {
    regions = metadata.hasCallingCode(callingCode) ? (metadata.getCountryCodesForCallingCode(callingCode) ?? []) : null;
    callingCodes.set(callingCode, regions);
  }
  return regions ?? undefined;
}
