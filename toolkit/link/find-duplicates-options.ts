import type { ColumnTable } from "arquero";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import { keyword, knownOptions, positive, proportion, whole } from "../core/options.ts";
import { toRegion } from "../numbers/region.ts";
import { type LinkPermit, type LinkPolicy, permitLinking } from "./link-policy.ts";
import { type RecordColumns, recordColumns } from "./record-columns.ts";
import type { DayOrder } from "./record-dates.ts";
import { BLOCK_PARTS, type BlockPart, foldNames } from "./record-keys.ts";

/** What records must have in common to be compared: one thing, or several at once; a text column by its name. */
export type BlockRule = BlockPart | (string & {}) | readonly (BlockPart | (string & {}))[];

/** How `findDuplicates` compares and decides; the defaults are meant to be left alone. */
export interface DuplicateOptions extends ComputeOptions {
  /**
   * Which columns say what. Default: those whose names tell, such as `name`, `first_name`, `email`, `phone`, `zip`, `dob`.
   * @example { name: "customer", phone: "contact", text: ["tax_id"] }
   */
  compare?: RecordColumns;
  /** The country of numbers written without their country code, as in `"PT"`. Default: none, such numbers are refused. */
  region?: string;
  /** Which comes first in birth dates with the year last. Default: what the dates prove, else `"dmy"`. */
  dateOrder?: DayOrder;
  /** Given names that stand for each other. Default: none. @example [["william", "bill", "will"], ["jose", "ze"]] */
  nicknames?: readonly (readonly string[])[];
  /**
   * Pairs are compared that agree in one of these rules. Default: e-mail; phone; birth date; postcode and sound of the family
   * name; full name; address; town and sound; each text; those that would give too many pairs are narrowed, or
   * left out (told in `about.options.rulesLeftOut`).
   * @example ["email", ["postcode", "sound"], ["birthDate", "initial"]]
   */
  block?: readonly BlockRule[];
  /** Records of a key with more of them than this are compared only where they agree in more. Default 300. */
  heavyKey?: number;
  /** More comparisons than this are refused before any is made. Default 20,000,000. */
  maxComparisons?: number;
  /**
   * Whether pairs that share a home, but not a given name (without names: a birth date), are a kind of their own: families,
   * twins. Default true; needs three columns.
   */
  household?: boolean;
  /** Rows are one entity where they are so with at least this chance. Default 0.9. */
  threshold?: number;
  /** Pairs below this chance are not listed. Default 0.1. */
  list?: number;
  /** Fields in which the rows of one entity may not differ clearly, whatever else says. Default: none. @example ["birthDate"] */
  apart?: readonly BlockPart[];
  /** A value as rare as this, or rarer, weighs no more; nor does one rarer than half a record of those that have one. Default 0.001. */
  leastFrequency?: number;
  /** The most distinct records of one entity; further ones are kept out and counted. Default 50. */
  largest?: number;
  /** Of the pairs sampled for chance agreement. Default 1. */
  seed?: number;
  /** What the data may be used for; finding out who is who is refused for a purpose that does not allow it. */
  policy?: LinkPolicy;
}

export type DuplicateSpec = Required<
  Omit<DuplicateOptions, keyof ComputeOptions | "compare" | "region" | "dateOrder" | "block" | "policy">
> & {
  compare: RecordColumns;
  region: string | undefined;
  dateOrder: DayOrder | undefined;
  block: readonly (readonly string[])[] | undefined;
  policy: LinkPermit;
};

const NAMES = [
  "compare",
  "region",
  "dateOrder",
  "nicknames",
  "block",
  "heavyKey",
  "maxComparisons",
  "household",
  "threshold",
  "list",
  "apart",
  "leastFrequency",
  "largest",
  "seed",
  "policy",
  ...COMPUTE_OPTIONS,
];

/** Every option checked and filled in; nothing below asks again. */
export function toDuplicateSpec(verb: string, crm: ColumnTable, options: DuplicateOptions): DuplicateSpec {
  knownOptions(verb, options, NAMES);
  const { region, dateOrder, nicknames = [], block, household = true, apart = [], policy } = options;
  const { heavyKey = 300, maxComparisons = 2e7, threshold = 0.9, list = 0.1, leastFrequency = 0.001 } = options;
  const { largest = 50, seed = 1 } = options;
  const permit = permitLinking(verb, policy);
  const compare = recordColumns(verb, crm, options.compare);
  const texts = typeof compare.text === "string" ? [compare.text] : (compare.text ?? []);
  if (typeof household !== "boolean") throw wrong(verb, "household must be true or false", household);
  return {
    compare,
    region: toRegion(verb, region),
    dateOrder: dateOrder === undefined ? undefined : keyword(verb, "dateOrder", dateOrder, ["dmy", "mdy"]),
    nicknames: lists(verb, "nicknames", nicknames, '[["william", "bill"]]').map(foldNames),
    block: block === undefined ? undefined : toRules(verb, block, texts),
    heavyKey: whole(verb, "heavyKey", heavyKey, 2),
    maxComparisons: positive(verb, "maxComparisons", maxComparisons),
    household,
    threshold: proportion(verb, "threshold", threshold),
    list: proportion(verb, "list", list),
    apart: toApart(verb, apart, compare),
    leastFrequency: proportion(verb, "leastFrequency", leastFrequency),
    largest: whole(verb, "largest", largest, 2, 1000),
    seed: whole(verb, "seed", seed),
    policy: permit,
  };
}

function toRules(verb: string, block: unknown, texts: readonly string[]): string[][] {
  if (!Array.isArray(block) || block.length === 0 || block.length > 12) {
    throw wrong(verb, "block must be a list of one to twelve rules", block, '["email", ["postcode", "sound"]]');
  }
  const rules = block.map((rule: unknown) => {
    const parts: unknown[] = Array.isArray(rule) ? rule : [rule];
    if (parts.length === 0) throw wrong(verb, "a rule of block must name something", rule);
    return parts.map((part) => keyword(verb, "a part of block", part, [...BLOCK_PARTS, ...texts]));
  });
  // A rule given twice would teach twice what its pairs show.
  return [...new Map(rules.toReversed().map((parts) => [[...new Set(parts)].sort().join(), parts])).values()].reverse();
}

const FIELDS = ["given", "family", "email", "phone", "birthDate", "postcode", "city", "address"] as const;

function toApart(verb: string, apart: unknown, compare: RecordColumns): BlockPart[] {
  if (!Array.isArray(apart)) throw wrong(verb, "apart must be a list of fields", apart, '["birthDate"]');
  const isCompared = (field: BlockPart) =>
    compare[field as keyof RecordColumns] !== undefined ||
    (compare.name !== undefined && (field === "given" || field === "family"));
  return apart.map((given) => {
    const field = keyword(verb, "a field of apart", given, FIELDS);
    if (isCompared(field)) return field;
    throw new PhonographError({
      ...{ code: "option/invalid" as const, verb, rule: `apart names ${field}, of which there is no column` },
      found: `columns for ${Object.keys(compare).join(", ")}`,
      hint: `name the column, as in compare: { ${field}: "..." }`,
    });
  });
}

function lists(verb: string, name: string, value: unknown, hint: string): string[][] {
  const good =
    Array.isArray(value) &&
    value.every((list) => Array.isArray(list) && list.every((word) => typeof word === "string" && word !== ""));
  if (!good) throw wrong(verb, `${name} must be a list of lists of words`, value, hint);
  return value;
}

function wrong(verb: string, rule: string, value: unknown, hint?: string): PhonographError {
  const found = value === null ? "null" : Array.isArray(value) ? `a list of ${value.length}` : `${typeof value}`;
  return new PhonographError({ code: "option/invalid", verb, rule, found, hint });
}
