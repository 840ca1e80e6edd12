import { type NumberingPlan, planOf, regionsOf, typeUnder } from "./numbering-plan.ts";
import type { ReadNumber } from "./read-number.ts";

/**
 * Reads digits, with a + in front or as written in a region, as libphonenumber does but three times as fast, when they
 * are a valid number in a plain way. Undefined leaves the value to the library: rewritten prefixes, invalid numbers.
 */
export function readPlain(text: string, region: string | undefined): ReadNumber | undefined {
  if (text.startsWith("+")) return readInternational(text, true);
  if (region === undefined) return undefined;
  const plan = planOf(region);
  const abroad = plan.abroad?.exec(text);
  if (abroad) {
    const rest = text.slice(abroad[0].length);
    return rest.startsWith("0") ? undefined : readInternational(`+${rest}`, false);
  }
  if (text.startsWith(plan.callingCode) && !plan.general.test(text)) return readWithoutPlus(text, plan);
  return readNational(text, region, plan);
}

function readInternational(e164: string, international: boolean): ReadNumber | undefined {
  for (let length = 1; length <= 3; length++) {
    const callingCode = e164.slice(1, 1 + length);
    const regions = regionsOf(callingCode);
    if (!regions) continue;
    const national = e164.slice(1 + length);
    const main = planOf(regions[0] ?? callingCode);
    if (main.nationalPrefix?.test(national)) return undefined;
    const region = regions.length > 1 ? regionAmong(regions, national) : regions[0];
    if (region === undefined && regions.length > 0) return undefined;
    const type = typeUnder(region === undefined ? main : planOf(region), national);
    if (type === undefined) return undefined;
    return { e164, callingCode, type, region: region ?? "001", extension: "", international, possible: true };
  }
  return undefined;
}

/** A number of the region itself with its country code, the + forgotten. */
function readWithoutPlus(text: string, plan: NumberingPlan): ReadNumber | undefined {
  const national = text.slice(plan.callingCode.length);
  if (!plan.general.test(national) || plan.nationalPrefix?.test(text) || plan.nationalPrefix?.test(national)) {
    return undefined;
  }
  return readInternational(`+${text}`, false);
}

function readNational(text: string, home: string, plan: NumberingPlan): ReadNumber | undefined {
  const prefix = plan.nationalPrefix?.exec(text);
  if (prefix && prefix.length > 1) return undefined;
  const national = prefix ? text.slice(prefix[0].length) : text;
  const { callingCode } = plan;
  const regions = regionsOf(callingCode)!;
  const region = regions.length > 1 ? (regionAmong(regions, national) ?? home) : home;
  const type = plan.general.test(national) ? typeUnder(planOf(region), national) : undefined;
  if (type === undefined) return undefined;
  const e164 = `+${callingCode}${national}`;
  return { e164, callingCode, type, region, extension: "", international: false, possible: true };
}

function regionAmong(regions: readonly string[], national: string): string | undefined {
  return regions.find((region) => {
    const plan = planOf(region);
    return plan.leadingDigits ? plan.leadingDigits.test(national) : typeUnder(plan, national) !== undefined;
  });
}
