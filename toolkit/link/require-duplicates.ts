import { PhonographError } from "../core/errors.ts";
import type { Duplicates } from "./find-duplicates.ts";

/** Refuses what is not the whole answer of `findDuplicates`, such as its table alone. */
export function requireDuplicates(verb: string, found: unknown): void {
  const given = typeof found === "object" && found !== null ? (found as Partial<Duplicates>) : undefined;
  if (given?.trace?.list !== undefined && given.clusters !== undefined) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "the first argument must be what findDuplicates gave",
    found: given === undefined ? String(typeof found) : "numRows" in given ? "a table" : "something else",
    hint: `${verb}(await findDuplicates(crm), ...)`,
  });
}
