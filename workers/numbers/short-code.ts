import table from "./tables/short-codes.json" with { type: "json" };
import type { ShortCost } from "./words.ts";

const patterns = table as Readonly<Record<string, string>>;
type Part = "general" | "tollFree" | "premium" | "emergency" | "short" | "standard" | "carrier" | "sms";
type Rule = { lengths: Set<number>; whole: RegExp; start: RegExp } | null;

const rules = new Map<string, Rule>();

function rule(region: string, part: Part): Rule {
  const name = `${region}.${part}`;
  let found = rules.get(name);
  if (found === undefined) {
    const text = patterns[name];
    const at = text?.indexOf(":") ?? -1;
    found = text
      ? {
          lengths: new Set(text.slice(0, at).split(",").map(Number)),
          whole: new RegExp(`^(?:${text.slice(at + 1)})$`),
          start: new RegExp(`^(?:${text.slice(at + 1)})`),
        }
      : null;
    rules.set(name, found);
  }
  return found;
}

function matches(digits: string, region: string, part: Part): boolean {
  const found = rule(region, part);
  if (!found) return false;
  return found.lengths.has(digits.length) && found.whole.test(digits);
}

/** The version of the short-code patterns. */
export const SHORT_CODE_VERSION: string = patterns["version"]!;

/** Whether the digits are an emergency number of the region. */
export function isEmergency(digits: string, region: string): boolean {
  return rule(region, "emergency")?.whole.test(digits) ?? false;
}

/** Whether the digits begin with an emergency number, of the region or 112 (GSM), which many networks then connect. */
export function reachesEmergency(digits: string, region: string): boolean {
  return digits.startsWith("112") || (rule(region, "emergency")?.start.test(digits) ?? false);
}

/** Whether the digits are a listed short code of the region. */
export function isShortCode(digits: string, region: string): boolean {
  return matches(digits, region, "general") && matches(digits, region, "short");
}

/** Whether some network of the region is known to use the digits, though no list of the country has them. */
export function isNetworkCode(digits: string, region: string): boolean {
  return (["carrier", "sms", "standard", "premium", "tollFree"] as const).some((part) => matches(digits, region, part));
}

/** What the short code costs; emergency numbers are free. */
export function shortCost(digits: string, region: string): ShortCost {
  if (!rule(region, "general")?.lengths.has(digits.length)) return "unknown";
  if (matches(digits, region, "premium")) return "premium";
  if (matches(digits, region, "standard")) return "standard";
  if (matches(digits, region, "tollFree") || isEmergency(digits, region)) return "toll free";
  return "unknown";
}
