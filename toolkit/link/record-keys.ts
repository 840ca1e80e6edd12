import type { RecordList } from "./record-list.ts";
import { foldText, mailbox, postcodePrefix, soundex } from "./record-texts.ts";

/** What records must have in common to be compared; `email` without its tag. */
export const BLOCK_PARTS = [
  "given",
  "family",
  "email",
  "phone",
  "birthDate",
  "postcode",
  "city",
  "address",
  "sound",
  "initial",
  "birthYear",
  "district",
] as const;

/**
 * A column, or part of one: `sound` is the Soundex of the family name, `initial` the first letter of the given names,
 * `birthYear` the year of the birth date, `district` the postcode without its last three characters.
 */
export type BlockPart = (typeof BLOCK_PARTS)[number];

const DERIVED: Partial<Record<BlockPart, { from: string; as: (text: string) => string }>> = {
  sound: { from: "family", as: soundex },
  initial: { from: "given", as: (text) => text.slice(0, 1) },
  birthYear: { from: "birthDate", as: (text) => text.slice(0, 4) },
  district: { from: "postcode", as: postcodePrefix },
  email: { from: "email", as: mailbox },
};

/** Keys of records: -1 where a record has none, and what each key says. */
export interface Keys {
  codes: Int32Array;
  texts: readonly string[];
}

/** The key of each record by one part; undefined where the records have no such column. */
export function partKeys({ fields, size }: RecordList, part: string): Keys | undefined {
  const derived = DERIVED[part as BlockPart];
  const from = derived?.from ?? part;
  const field = fields.find(({ kind, name }) => (kind === "text" ? name : kind) === from);
  if (!field) return undefined;
  if (!derived) return { codes: field.codes, texts: field.texts };
  const known = new Map<string, number>();
  const texts: string[] = [];
  const codeOf = field.texts.map((text) => {
    const form = derived.as(text);
    const code = known.get(form) ?? texts.push(form) - 1;
    known.set(form, code);
    return code;
  });
  const codes = new Int32Array(size);
  for (let r = 0; r < size; r++) codes[r] = field.codes[r] < 0 ? -1 : codeOf[field.codes[r]];
  return { codes, texts };
}

/** The keys by part, each worked out once. */
export function keysByPart(list: RecordList): (part: string) => Keys | undefined {
  const known = new Map<string, Keys | undefined>();
  return (part) => {
    if (!known.has(part)) known.set(part, partKeys(list, part));
    return known.get(part);
  };
}

/** One key of two, for the records that `wanted` says; others keep the first. Keys are numbered as records meet them. */
export function joinKeys(a: Int32Array, b: Keys, wanted?: (code: number) => boolean): Int32Array {
  const known = new Map<number, number>();
  const span = b.texts.length + 1;
  return a.map((x, r) => {
    if (x < 0) return -1;
    const both = wanted === undefined || wanted(x);
    const y = b.codes[r];
    if (both && y < 0) return -1;
    const key = x * span + (both ? y + 1 : 0);
    const code = known.get(key);
    if (code !== undefined) return code;
    known.set(key, known.size);
    return known.size - 1;
  });
}

const fromOf = (part: string) => DERIVED[part as BlockPart]?.from ?? part;

/** Whether records that agree in `other` may differ in a part: a postcode tells its district, a birth date its year. */
export const narrows = (part: string, other: string): boolean =>
  part !== other && (fromOf(part) !== fromOf(other) || fromOf(other) !== other);

/** Whether agreement in a part says something of a field, so that the part's blocks cannot teach how often it agrees. */
export function teachesNothing(part: string, field: { kind: string; name: string }): boolean {
  const place = ["postcode", "district", "city", "address"];
  const from = fromOf(part);
  const of = field.kind === "text" ? field.name : field.kind;
  return from === of || (place.includes(part) && place.includes(of));
}

/** Words of a nickname list as they are compared. */
export const foldNames = (names: readonly string[]): readonly string[] => names.map(foldText);
