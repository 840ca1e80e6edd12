import manifest from "../../package.json" with { type: "json" };
import { SHORT_CODE_VERSION } from "../../workers/numbers/short-code.ts";
import { PORTABILITY_VERSION } from "./portable.ts";
import type { PrefixData } from "./prefix-data.ts";

/** Which numbering plans, short codes and prefixes an answer rests on. */
export function numberVersions(data: PrefixData): Readonly<Record<string, string>> {
  return Object.freeze({
    plans: `libphonenumber-js ${manifest.dependencies["libphonenumber-js"]}`,
    shortCodes: SHORT_CODE_VERSION,
    prefixes: data.version,
    portability: PORTABILITY_VERSION,
  });
}
