import type { ColumnTable } from "arquero";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/instant.ts";
import { knownOptions, whole } from "../core/options.ts";
import { listed } from "../core/suggest.ts";
import { hasColumn, missingColumn, requireTable } from "../core/table.ts";
import { toRegion } from "../numbers/region.ts";
import type { Duplicates } from "./find-duplicates.ts";
import { foldText } from "./record-texts.ts";
import { isDuplicates } from "./require-duplicates.ts";

/** What `crmHygiene` looks at. */
export interface HygieneOptions extends ComputeOptions {
  /** The columns with numbers. Default: those named like phone, mobile, msisdn, alt_phone. @example ["phone", "alt_phone"] */
  phone?: string | readonly string[];
  /** The column with the user, as in the events. Default: `user`, `user_id`, `account` or the like, if there is one. */
  user?: string;
  /** The country of numbers written without their country code, as in `"PT"`. */
  region?: string;
  /** The day of the table. Default: the end of the events that have a number and are no records, but for one in a thousand. */
  at?: Instant;
  /** A number without an event for this long is silent. Default `"90d"`. */
  silent?: Duration;
  /** A number on this many customers is one of a company, a reception, a reseller; on fewer, of a family. Default 5. */
  many?: number;
  /** Whether numbers must take messages, so that a landline is a finding. Default true. */
  messages?: boolean;
  /** What `findDuplicates` gave for the same table: rows of one customer count once, and may contradict each other. */
  duplicates?: Duplicates;
}

export interface HygieneSpec {
  phones: readonly string[];
  user: string | undefined;
  region: string | undefined;
  at: number | undefined;
  silent: number;
  many: number;
  messages: boolean;
  duplicates: Duplicates | undefined;
}

const NAMES = ["phone", "user", "region", "at", "silent", "many", "messages", "duplicates", ...COMPUTE_OPTIONS];
const LIKE_PHONE = /(?:^|_)(?:phone|mobile|msisdn|tel|telephone|telemovel|telefone)(?:_?(?:number|no))?(?:_?\d)?$/;
const LIKE_USER = /^(?:user|user_?id|account|account_?id|login)$/;

/** Every option checked and filled in. */
export function toHygieneSpec(verb: string, crm: ColumnTable, options: HygieneOptions): HygieneSpec {
  requireTable(verb, crm);
  knownOptions(verb, options, NAMES);
  const { region, at, silent = "90d", many = 5, messages = true, duplicates } = options;
  const names = crm.columnNames() as string[];
  const plain = (name: string) => foldText(name.replace(/([a-z])([A-Z])/g, "$1_$2")).replaceAll(" ", "_");
  const phones = [...new Set(toList(options.phone ?? names.filter((name) => LIKE_PHONE.test(plain(name)))))];
  if (phones.length === 0) {
    throw wrong(verb, "there is no column of numbers", listed(names), 'phone: "contact"', "option/missing");
  }
  const user = options.user ?? names.find((name) => LIKE_USER.test(plain(name)));
  for (const name of user === undefined ? phones : [...phones, user]) {
    if (typeof name !== "string") throw wrong(verb, "a column must be named by text", typeof name);
    if (!hasColumn(crm, name)) throw missingColumn(verb, crm, name);
  }
  if (region !== undefined && typeof region !== "string")
    throw wrong(verb, "region must be text", typeof region, '"PT"');
  if (typeof messages !== "boolean") throw wrong(verb, "messages must be true or false", typeof messages);
  if (duplicates !== undefined) {
    if (!isDuplicates(duplicates)) {
      throw wrong(
        verb,
        "duplicates must be what findDuplicates gave",
        typeof duplicates,
        "duplicates: await findDuplicates(crm)",
      );
    }
    const [theirs, ours] = [duplicates.clusters.numRows(), crm.numRows()];
    if (theirs !== ours) {
      throw wrong(verb, "duplicates must be those of the same table", `${theirs} rows beside ${ours}`);
    }
  }
  return {
    ...{ phones, user, messages, duplicates },
    region: toRegion(verb, region),
    at: at === undefined ? undefined : toInstant(verb, "at", at),
    silent: toMilliseconds(verb, "silent", silent),
    many: whole(verb, "many", many, 2),
  };
}

const toList = (names: unknown) => (Array.isArray(names) ? names : [names]) as readonly string[];

function wrong(
  verb: string,
  rule: string,
  found: string,
  hint?: string,
  code: "option/invalid" | "option/missing" = "option/invalid",
): PhonographError {
  return new PhonographError({ code, verb, rule, found, hint });
}
