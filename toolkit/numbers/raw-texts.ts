import { flagBit } from "../../workers/numbers/words.ts";

/** Raw values as texts; what is no text at all is remembered apart, so that most columns pay nothing. */
export interface RawTexts {
  texts: readonly string[];
  flags: Int32Array | undefined;
  refused: Uint8Array | undefined;
}

/**
 * Whole numbers as their digits (leading zeros may be lost: flagged), missing values as "", anything else refused:
 * other numbers have lost digits, dates and objects are no numbers.
 */
export function toTexts(given: ArrayLike<unknown>): RawTexts {
  const values: readonly unknown[] = Array.isArray(given) ? given : Array.from(given);
  if (values.every((value) => typeof value === "string"))
    return { texts: values, flags: undefined, refused: undefined };
  const flags = new Int32Array(values.length);
  const refused = new Uint8Array(values.length);
  const texts = Array.from(values, (value, i) => {
    if (typeof value === "string") return value;
    if (value === null || value === undefined || Number.isNaN(value)) return "";
    if (typeof value === "bigint" || Number.isSafeInteger(value)) {
      flags[i] = flagBit("numeric-type");
      return String(value);
    }
    refused[i] = 1;
    return "";
  });
  return { texts, flags, refused };
}
