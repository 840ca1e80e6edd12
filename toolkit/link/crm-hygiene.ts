import type { ColumnTable } from "arquero";
import { type About, toAbout } from "../core/about.ts";
import { type Table, textOf } from "../core/table.ts";
import { type HygieneOptions, toHygieneSpec } from "./crm-hygiene-options.ts";
import type { Linked } from "./linked.ts";
import { conflictingRows } from "./record-conflicts.ts";
import {
  countTable,
  type Finding,
  findingTable,
  type HygieneColumns,
  type HygieneCountColumns,
} from "./record-findings.ts";
import { type NumbersOnFile, numbersOnFile } from "./record-numbers.ts";
import { numberUse, usedNumbers } from "./record-use.ts";
import { requireLinked } from "./require-linked.ts";
import { sharedNumbers } from "./shared-numbers.ts";

/** What is wrong with the numbers of a customer table. */
export interface Hygiene {
  readonly table: Table<HygieneColumns>;
  readonly counts: Table<HygieneCountColumns>;
  /** Rows with at least one finding, and their share. */
  readonly flagged: number;
  readonly flaggedShare: number;
  /** The time for which owners and silences are told, ms UTC; NaN without events. */
  readonly at: number;
  readonly about: About;
}

/**
 * What is wrong with the numbers that customers have on file, and what to do: stale, somebody else's, shared, silent, mistyped.
 *
 * | finding | when |
 * |---|---|
 * | `missing`, `unreadable` | nothing stands there (in the first column of numbers), or no valid number |
 * | `landline` | a fixed line, which takes no messages |
 * | `shared-few`, `shared-many` | on file for several customers; `many` or more are a reception, a company, a reseller |
 * | `somebody-else` | the events show another user as the number's owner at that time |
 * | `other-number` | the events show another number in the customer's hands, and not this one, or there is none on file; a number that stands in another column is told of the first column only |
 * | `silent`, `never-seen` | no event for as long as `silent`, or none at all (fixed lines apart) |
 * | `conflicting` | rows of one customer (`duplicates`) hold different numbers, e-mails or birth dates |
 *
 * Owners are those of `linked.owners` at `at`, where their confidence is at least 0.9; uses are events that are no records. A
 * finding is a reason to look, not a proof: a number that is never seen may be of another network.
 *
 * Cost: one pass over the events, and one over the table for each column of numbers.
 *
 * @param crm one row a record; filtered and ordered tables are read as shown
 * @param linked what `link` gave for the events; leave it out (undefined) to judge by the table alone
 * @returns see {@link Hygiene}; frozen; values are masked; the share of no rows is NaN
 * @throws PhonographError `option/missing` (no column of numbers; numbers without country code), `option/invalid`,
 * `data/column-missing`
 * @example
 * ```ts
 * import { crmHygiene, link } from "phonograph";
 * import { table } from "arquero";
 * const day = 864e5, phone = "+351912345678";
 * const events = table({ at: [0, day, 2 * day], kind: ["auth", "auth", "auth"], phone: [phone, phone, phone], user: ["bob", "bob", "bob"] });
 * const crm = table({ user_id: ["ann", "bob", null], phone: [phone, phone, "+351 211 234 567"] });
 * const { table: findings, counts } = await crmHygiene(crm, await link(events));
 * console.assert(findings.get("finding", 0) === "shared-few" && findings.get("finding", 1) === "somebody-else");
 * console.assert(counts.get("finding", 0) === "landline" && !JSON.stringify(findings.objects()).includes(phone));
 * ```
 */
export async function crmHygiene(crm: ColumnTable, linked?: Linked, options: HygieneOptions = {}): Promise<Hygiene> {
  const verb = "crmHygiene";
  const spec = toHygieneSpec(verb, crm, options);
  if (linked !== undefined) requireLinked(verb, linked, ["table", "owners"], "crmHygiene(crm, await link(events))");
  const { workers, signal } = options;
  const parts: (readonly Finding[])[] = [];
  const files: NumbersOnFile[] = [];
  for (const field of spec.phones) {
    const read = await numbersOnFile(verb, crm, field, { ...spec, workers, signal });
    files.push(read.file);
    const isFirst = field === spec.phones[0];
    parts.push(read.findings.filter(({ finding }) => isFirst || finding !== "missing"));
  }
  const users = spec.user === undefined ? undefined : Array.from(textOf(verb, crm, spec.user), (user) => user || null);
  const entity = spec.duplicates?.clusters.array("entity") as ArrayLike<number> | undefined;
  parts.push(sharedNumbers(files, customerOf(crm.numRows(), entity, users), spec.many));
  const use = linked && numberUse(verb, linked, spec.at);
  if (use) {
    const nobody = Array.from({ length: crm.numRows() }, () => null);
    for (const at of files.keys()) parts.push(usedNumbers(files, at, users ?? nobody, use, spec.silent));
  }
  if (spec.duplicates) parts.push(conflictingRows(spec.duplicates, (number) => use?.last.get(number)));
  const findings = parts.flat().sort((a, b) => a.row - b.row);
  const rows = crm.numRows();
  const flagged = new Set(findings.map(({ row }) => row)).size;
  return Object.freeze({
    table: findingTable(findings),
    counts: countTable(findings, rows),
    flagged,
    flaggedShare: flagged / rows,
    at: use?.at ?? Number.NaN,
    about: toAbout({
      verb,
      options: { ...spec, duplicates: spec.duplicates !== undefined },
      input: crm,
      columns: spec.user === undefined ? spec.phones : [...spec.phones, spec.user],
    }),
  });
}

/** Rows of one entity, or of one user, are one customer. */
function customerOf(
  rows: number,
  entity: ArrayLike<number> | undefined,
  users: readonly (string | null)[] | undefined,
) {
  const first = new Map<string, number>();
  const customer = Int32Array.from({ length: rows }, (_, row) => {
    if (entity !== undefined) return entity[row];
    const user = users?.[row] ?? null;
    if (user === null) return row;
    const known = first.get(user) ?? row;
    first.set(user, known);
    return known;
  });
  return (row: number) => customer[row];
}
