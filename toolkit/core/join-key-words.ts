import type { Coder } from "../../workers/kernels/join-code.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { PhonographError } from "./errors.ts";
import type { Coders } from "./join-coders.ts";
import { type AnyColumn, type KeyColumn, reader } from "./join-key-column.ts";
import type { Side } from "./join-match.ts";

/**
 * Whether the keys must be compared as Arquero writes them: for values of unusual or mixed types, and for two
 * accidents of that writing when keys are joined by "|": invalid dates match each other, and so may texts that hold
 * a quote before a bar.
 */
export function needsWords(keys: readonly KeyColumn[]): boolean {
  return keys.some((key, i) => {
    if (key.kind === "other") return true;
    if (keys.length === 1) return false;
    if (key.kind === "number") return key.invalidDates;
    return key.kind === "text" && i < keys.length - 1 && key.values.some((text) => text.includes('"|'));
  });
}

/** Numbers the keys of two sides by their words: slow, and right for values of any type. */
export function wordCoders(scanned: Side, other: Side): Coders {
  const numbers = new Map<unknown, number>();
  const mine = numbered(scanned, numbers);
  const theirs = numbered(other, numbers);
  return { scanned: coder(mine, numbers.size), other: coder(theirs, numbers.size), codes: numbers.size };
}

const coder = (keys: Int32Array, size: number): Coder => ({ by: "range", keys, least: 0, size });

function numbered({ table, keys, rows, count }: Side, numbers: Map<unknown, number>): Int32Array {
  const codes = sharedInt32(count);
  const at = keys.map((name) => reader(table.column(name) as AnyColumn));
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const word = at.length === 1 ? keyWord(at[0]!(row)) : keyPhrase(at.map((read) => read(row)));
    if (word === null || word === undefined || Number.isNaN(word)) {
      codes[i] = -1;
      continue;
    }
    let code = numbers.get(word);
    if (code === undefined) {
      code = numbers.size;
      numbers.set(word, code);
    }
    codes[i] = code;
  }
  return codes;
}

/**
 * The key of a value of any type, equal exactly when Arquero takes two values for the same key: texts are quoted,
 * so that "1" is not 1; a date is its milliseconds; lists, patterns and objects are their contents.
 */
function keyWord(value: unknown): unknown {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value) || isTyped(value)) return `[${value.map(keyWord)}]`;
  if (value instanceof RegExp) return String(value);
  const fields: string[] = [];
  for (const name in value) fields.push(`"${name}":${keyWord((value as Record<string, unknown>)[name])}`);
  return `{${fields.join(",")}}`;
}

/** The key of several values together; null when one of them is missing. */
function keyPhrase(values: readonly unknown[]): string | null {
  let phrase = "";
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    if (typeof value === "symbol") throw symbolKey();
    phrase += i > 0 ? `|${keyWord(value)}` : keyWord(value);
  }
  return phrase;
}

interface Mapped {
  map(word: (value: unknown) => unknown): unknown;
}

const isTyped = (value: object): value is Mapped => ArrayBuffer.isView(value) && !(value instanceof DataView);

const symbolKey = () =>
  new PhonographError({
    code: "data/unparseable",
    verb: "join",
    rule: "one of several keys cannot be a symbol",
    found: "a symbol",
    hint: "derive the column as text first",
  });
