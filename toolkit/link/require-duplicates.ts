import { PhonographError } from "../core/errors.ts";
import type { Duplicates } from "./find-duplicates.ts";

/** Whether a value is the whole answer of `findDuplicates`. */
export function isDuplicates(found: unknown): found is Duplicates {
  const given = typeof found === "object" && found !== null ? (found as Partial<Duplicates>) : undefined;
  return given?.trace?.list !== undefined && given.clusters !== undefined;
}

/** Refuses what is not the whole answer of `findDuplicates`, such as its table alone. */
export function requireDuplicates(verb: string, found: unknown): void {
  if (isDuplicates(found)) return;
  const given = typeof found === "object" && found !== null ? found : {};
  const what = "then" in given ? "a promise" : "numRows" in given ? "a table" : found === null ? "null" : typeof found;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the first argument must be what findDuplicates gave",
    found: what,
    hint: what === "a promise" ? "await it first" : `${verb}(await findDuplicates(crm), ...)`,
  });
}
