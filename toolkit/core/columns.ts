import { type SharedArray, sharedInt32 } from "../../workers/shared.ts";

/**
 * Text as codes into a dictionary, behind Arquero's column interface. A text is stored once however often it occurs;
 * -1 codes a missing one, which `at` gives as null.
 *
 * @example
 * ```ts
 * import { TextColumn } from "phonograph";
 * const kinds = TextColumn.from(["sms", "call", null, "sms"]);
 * console.assert(kinds.values.length === 2 && kinds.at(3) === "sms" && kinds.at(2) === null);
 * ```
 */
export class TextColumn {
  readonly codes: Int32Array<SharedArrayBuffer>;
  readonly values: readonly string[];

  constructor(codes: Int32Array<SharedArrayBuffer>, values: readonly string[]) {
    this.codes = codes;
    this.values = values;
  }

  /** Codes any sequence of texts; null and undefined are missing, other values are written as text. */
  static from(texts: ArrayLike<unknown>): TextColumn {
    const codes = sharedInt32(texts.length);
    const values: string[] = [];
    const known = new Map<unknown, number>();
    for (let row = 0; row < texts.length; row++) {
      const text = texts[row];
      if (text === null || text === undefined) {
        codes[row] = -1;
        continue;
      }
      let code = known.get(text);
      if (code === undefined) {
        const written = typeof text === "string" ? text : String(text);
        code = known.get(written) ?? values.push(written) - 1;
        known.set(written, code);
        known.set(text, code);
      }
      codes[row] = code;
    }
    return new TextColumn(codes, values);
  }

  get length(): number {
    return this.codes.length;
  }

  at(row: number): string | null {
    return this.values[this.codes[row]!] ?? null;
  }

  *[Symbol.iterator](): IterableIterator<string | null> {
    for (let row = 0; row < this.codes.length; row++) yield this.at(row);
  }
}

/**
 * Whole numbers of which one value stands for "missing", behind Arquero's column interface; `at` gives null there.
 *
 * @example
 * ```ts
 * import { WholeColumn } from "phonograph";
 * const person = new WholeColumn(Int32Array.of(7, -1), -1);
 * console.assert(person.at(0) === 7 && person.at(1) === null);
 * ```
 */
export class WholeColumn {
  readonly array: Int32Array | Int16Array | Int8Array;
  readonly missing: number;

  constructor(array: Int32Array | Int16Array | Int8Array, missing: number) {
    this.array = array;
    this.missing = missing;
  }

  get length(): number {
    return this.array.length;
  }

  at(row: number): number | null {
    const value = this.array[row];
    return value === undefined || value === this.missing ? null : value;
  }

  *[Symbol.iterator](): IterableIterator<number | null> {
    for (let row = 0; row < this.array.length; row++) yield this.at(row);
  }
}

/** A column as our verbs use it: numbers, whole numbers with a missing value, or coded text. */
export type Column = SharedArray | WholeColumn | TextColumn;

export { NO_OFFSET } from "../../workers/no-offset.ts";

/** The person of a row that nobody is linked to. */
export const NO_PERSON = -1;
