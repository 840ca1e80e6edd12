import manifest from "../../package.json" with { type: "json" };
import { THREAD_VERSIONS } from "../../workers/numbers/versions.ts";
import { PORTABILITY_VERSION } from "./portable.ts";
import type { PrefixData } from "./prefix-data.ts";

/** The rules that say what a value is are the toolkit's own. */
export const RULES_VERSION = `phonograph ${manifest.version}`;

/** Which numbering plans, short codes and prefixes an answer rests on. */
export function numberVersions(data: PrefixData): Readonly<Record<string, string>> {
  return Object.freeze({
    ...THREAD_VERSIONS,
    prefixes: data.version,
    portability: PORTABILITY_VERSION,
  });
}
