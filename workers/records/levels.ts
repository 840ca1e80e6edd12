/** What a column of records may hold. */
export const FIELD_KINDS = [
  "given",
  "family",
  "email",
  "phone",
  "birthDate",
  "postcode",
  "city",
  "address",
  "text",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/**
 * How far two values of a kind agree, strongest first; the last one is all that is left. Level `l` of a pair is word
 * `l - 1`; 0 stands for a value that is missing, or whose agreement another field implies.
 */
export const FIELD_LEVELS = {
  given: ["equal", "swapped", "nickname", "initials", "near", "similar", "different"],
  family: ["equal", "part", "near", "similar", "different"],
  email: ["equal", "tag", "slip", "local", "different"],
  phone: ["equal", "slip", "different"],
  birthDate: ["equal", "swapped", "slip", "different"],
  postcode: ["equal", "prefix", "different"],
  city: ["equal", "near", "different"],
  address: ["equal", "near", "similar", "different"],
  text: ["equal", "near", "similar", "different"],
} as const satisfies Record<FieldKind, readonly string[]>;

/** From how much similarity on: Jaro-Winkler of names and towns, Levenshtein of addresses and texts. */
export const NEAR = { given: 0.92, family: 0.92, city: 0.92, address: 0.7, text: 0.85 } as const;
export const SIMILAR = { given: 0.8, family: 0.8, address: 0.85, text: 0.65 } as const;

/** A column of records, each distinct value once. */
export interface RecordField {
  kind: FieldKind;
  /** Value of each record; -1 where missing. */
  codes: Int32Array;
  units: Uint16Array;
  /** Value `v` lies in `[ends[v], ends[v + 1])` of `units`. */
  ends: Int32Array;
  /**
   * Other forms of each value, -1 where it has none, by kind. given: the family name of that spelling, the group of its
   * nicknames. email: without its tag, its local part. birthDate: day and month swapped. postcode: its prefix.
   * address: its digits.
   */
  forms: Int32Array[];
}

/** How levels of all fields make one number: the sum of level times factor. */
export function patternFactors(fields: readonly { kind: FieldKind }[]): number[] {
  let factor = 1;
  return fields.map(({ kind }) => {
    const mine = factor;
    factor *= FIELD_LEVELS[kind].length + 1;
    return mine;
  });
}
