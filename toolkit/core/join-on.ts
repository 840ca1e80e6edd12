import type { ColumnTable } from "arquero";
import { PhonographError } from "./errors.ts";
import { listed } from "./suggest.ts";
import { missingColumn } from "./table.ts";

/** The key columns of both sides, pair by pair. */
export interface JoinKeys {
  left: readonly string[];
  right: readonly string[];
}

/** What `on` says, read as Arquero reads it. */
export function toJoinKeys(left: ColumnTable, right: ColumnTable, on: unknown, verb = "join"): JoinKeys {
  const keys = read(verb, left, right, on);
  if (keys.left.length !== keys.right.length) {
    throw invalid(verb, "both sides need the same number of keys", `${keys.left.length} and ${keys.right.length}`);
  }
  if (keys.left.length === 0) throw invalid(verb, "a join needs at least one key", "none");
  requireKeys(verb, left, keys.left);
  requireKeys(verb, right, keys.right);
  return keys;
}

function read(verb: string, left: ColumnTable, right: ColumnTable, on: unknown): JoinKeys {
  if (on === undefined || on === null || on === "") return shared(verb, left, right);
  if (typeof on === "string") return { left: [on], right: [on] };
  if (!Array.isArray(on))
    throw invalid(verb, "on must be a column name, a pair of names, or a pair of lists", typeof on);
  if (on.length === 1) return { left: names(verb, on[0]), right: names(verb, on[0]) };
  if (on.length === 2) return { left: names(verb, on[0]), right: names(verb, on[1]) };
  throw invalid(
    verb,
    "on must be a pair: the left key or keys, then the right ones",
    `a list of ${on.length}`,
    "for several keys of the same name write them twice: [[a, b, c], [a, b, c]]",
  );
}

function shared(verb: string, left: ColumnTable, right: ColumnTable): JoinKeys {
  const others = right.columnNames() as string[];
  const both = (left.columnNames() as string[]).filter((name) => others.includes(name));
  if (both.length > 0) return { left: both, right: both };
  const mine = left.columnNames() as string[];
  throw new PhonographError({
    code: "option/missing",
    verb,
    rule: "without on, the tables must share a column name",
    found: `left ${listed(mine)}; right ${listed(others)}`,
    hint: 'name the keys: ["left name", "right name"]',
  });
}

function names(verb: string, part: unknown): string[] {
  const list = Array.isArray(part) ? part : [part];
  for (const name of list) {
    if (typeof name !== "string") throw invalid(verb, "a key must be the name of a column", typeof name);
  }
  return list;
}

function requireKeys(verb: string, table: ColumnTable, keys: readonly string[]): void {
  for (const name of keys) if (!table.columnNames().includes(name)) throw missingColumn(verb, table, name);
}

function invalid(verb: string, rule: string, found: string, hint?: string): PhonographError {
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}
