import type { ColumnTable } from "arquero";
import { PhonographError } from "./errors.ts";
import type { EventKind } from "./events.ts";
import { describePattern, matchRows, type Pattern, type PatternText, toPattern } from "./pattern.ts";
import { hasColumn } from "./table.ts";

/** Which events show that somebody is there: one or more patterns, any of which counts. */
export type Activity = Pattern | PatternText | readonly (Pattern | PatternText)[];

/** Kinds that need an act of the person. Push messages and CRM entries are acts of the company and never count. */
const OWN_ACTS: readonly EventKind[] = ["ussd", "data", "topup", "app", "web", "auth", "payment"];
const BOTH_WAYS: readonly EventKind[] = ["call", "sms", "mms"];

/**
 * What counts as activity unless told otherwise: what a person does (outgoing calls and messages, answered incoming
 * calls, USSD, data, top-ups, app, web, logins, payments), not what is done to them (incoming messages, missed calls,
 * push messages, CRM entries). In a table without directions every call and message counts.
 */
function usualActivity(table: ColumnTable): Pattern[] {
  if (!hasColumn(table, "direction")) return [{ kind: [...OWN_ACTS, ...BOTH_WAYS] }];
  const answered: Pattern[] = hasColumn(table, "status") ? [{ kind: "call", direction: "in", status: "answered" }] : [];
  return [{ kind: OWN_ACTS }, { kind: BOTH_WAYS, direction: "out" }, ...answered];
}

/** For each row 1 where it is activity, the patterns in words, and the columns that they look at. */
export function matchActivity(
  verb: string,
  table: ColumnTable,
  activity?: Activity,
): { match: Uint8Array<SharedArrayBuffer>; words: string[]; columns: string[] } {
  const given =
    activity === undefined ? usualActivity(table) : [activity].flat().map((p) => toPattern(p as Pattern, verb));
  if (given.length === 0) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "a list of events must name at least one",
      found: "an empty list",
      hint: '["app", "sms.otp"]',
    });
  }
  const [first, ...rest] = given.map((pattern) => matchRows(verb, table, pattern));
  for (const other of rest) for (let row = 0; row < first.length; row++) first[row] |= other[row];
  const columns = new Set(given.flatMap(({ where, ...own }) => Object.keys({ ...own, ...where })));
  return { match: first, words: given.map(describePattern), columns: [...columns] };
}
