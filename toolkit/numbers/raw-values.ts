import { flagBit } from "../../workers/numbers/words.ts";
import { sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, workersFor } from "../core/compute.ts";
import { distinctTexts } from "./distinct-texts.ts";

/** A column of raw values, each distinct one once. */
export interface RawValues {
  /** Row -> place among `texts`. */
  readonly codes: Int32Array;
  readonly texts: readonly string[];
  /** What was noticed before reading, by place. */
  readonly flags: Int32Array;
  /** The place of what is no text at all, if there is any. */
  readonly refused: number | undefined;
}

/** A sequence as people have it: an array, a typed array, a column of a table. */
export type Values = ArrayLike<unknown> | { readonly length: number; at(row: number): unknown };

/**
 * The distinct values of a column as texts. Whole numbers become their digits (leading zeros may be lost: flagged),
 * missing values the empty text; anything else is refused: other numbers have lost digits, dates, objects and functions
 * are no numbers. A dictionary-coded column is taken as it is.
 */
export function rawValues(given: Values): RawValues {
  const coded = given as { codes?: unknown; values?: readonly string[] };
  if (coded.codes instanceof Int32Array && Array.isArray(coded.values)) return fromCoded(coded.codes, coded.values);
  const codes = sharedInt32(given.length);
  const texts: string[] = [];
  const known = new Map<unknown, number>();
  const numeric: number[] = [];
  let refused: number | undefined;
  const list = given as ArrayLike<unknown>;
  const read = Array.isArray(given) || ArrayBuffer.isView(given) || !("at" in given) ? undefined : given;
  const add = (key: unknown, text: string) => {
    const code = texts.push(text) - 1;
    known.set(key, code);
    return code;
  };
  for (let row = 0; row < codes.length; row++) {
    const value = read === undefined ? list[row] : read.at(row);
    let code = known.get(value);
    if (code === undefined) {
      if (typeof value === "string") code = add(value, value);
      else if (value === null || value === undefined || Number.isNaN(value)) {
        code = known.get("") ?? add("", "");
        known.set(value, code);
      } else if (typeof value === "bigint" || Number.isSafeInteger(value)) {
        code = add(value, String(value));
        numeric.push(code);
      } else code = refused ??= texts.push("") - 1;
    }
    codes[row] = code;
  }
  const flags = new Int32Array(texts.length);
  for (const code of numeric) flags[code] = flagBit("numeric-type");
  return { codes, texts, flags, refused };
}

/** {@link rawValues}; a long list of texts is coded in the workers. */
export async function readRaw(verb: string, given: Values, options: ComputeOptions): Promise<RawValues> {
  const workers = workersFor(verb, given.length, options);
  if (workers < 2 || !Array.isArray(given)) return rawValues(given);
  const distinct = await distinctTexts(verb, given, { ...options, workers });
  if (distinct === undefined) return rawValues(given);
  return { ...distinct, flags: new Int32Array(distinct.texts.length), refused: undefined };
}

/** Values that no row has are not read; that is so of a part of a table. */
function fromCoded(given: Int32Array, values: readonly string[]): RawValues {
  if (values.length > given.length) {
    return rawValues({ length: given.length, at: (row) => values[given[row]!] });
  }
  const codes = given.includes(-1) ? given.map((code) => (code < 0 ? values.length : code)) : given;
  const texts = codes === given ? values : [...values, ""];
  return { codes, texts, flags: new Int32Array(texts.length), refused: undefined };
}
