import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uniteTexts } from "../../../workers/kernels/unite-texts.ts";
import { MARGIN, viewOf, withMargins } from "../../../workers/text/batch.ts";
import { ByteDictionary, type ByteValues } from "../../../workers/text/byte-dictionary.ts";
import { Missing } from "../../../workers/text/missing.ts";
import { isPacked, textKeys } from "../../../workers/text/text-keys.ts";

const NOTHING = new Missing([]);

/** Texts one behind the other, as one field of a batch. */
function toTexts(list: readonly string[]) {
  const parts = list.map((text) => Buffer.from(text));
  const bytes = withMargins(Buffer.concat(parts));
  const ends = new Int32Array(list.length);
  let end = MARGIN;
  for (const [i, part] of parts.entries()) ends[i] = end += part.length;
  const begins = Int32Array.from(ends, (stop, i) => stop - parts[i]!.length);
  return { bytes, view: viewOf(bytes), begins, ends, field: 0, fields: 1, count: list.length, row: 0 };
}

function keysOf(list: readonly string[], missing = NOTHING): Int32Array {
  const keys = new Int32Array(2 * list.length);
  textKeys(toTexts(list), 0, missing, keys);
  return keys;
}

function codesOf(list: readonly string[], dictionary: ByteDictionary, keys = keysOf(list)): number[] {
  const codes = new Int32Array(list.length);
  dictionary.code(keys, toTexts(list), codes, 0);
  return [...codes];
}

const valuesOf = ({ bytes, ends, count }: Pick<ByteValues, "bytes" | "ends" | "count">) =>
  Array.from({ length: count }, (_, code) =>
    Buffer.from(bytes.slice(code === 0 ? 0 : ends[code - 1], ends[code])).toString(),
  );

/** What a Map says. */
function coded(list: readonly string[]): { codes: number[]; values: string[] } {
  const known = new Map<string, number>();
  const codes = list.map((text) => {
    if (!known.has(text)) known.set(text, known.size);
    return known.get(text)!;
  });
  return { codes, values: [...known.keys()] };
}

const digits = fc.stringMatching(/^[+]?[0-9.,/-]{0,17}$/);
const word = fc.oneof(
  digits,
  fc.stringMatching(/^[a-c*:é€\0]{0,5}$/),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", minLength: 14, maxLength: 40 }).map((text) => text.toWellFormed()),
  fc.constantFrom("", "\0", "\0\0", "0", "00", "+", "1234567890123456", "12345678901234567", "9999999999999999"),
);
const words = fc
  .array(word, { maxLength: 60 })
  .chain((few) => fc.array(fc.constantFrom("", ...few), { maxLength: 300 }));

describe("a dictionary of byte strings", () => {
  test("gives the codes and the values of a Map, for any texts", () => {
    fc.assert(
      fc.property(words, (list) => {
        const dictionary = new ByteDictionary();
        const { codes, values } = coded(list);
        expect(codesOf(list, dictionary)).toEqual(codes);
        expect(valuesOf(dictionary.values)).toEqual(values);
      }),
      { numRuns: 300 },
    );
  });

  test("and when it grows over its first room many times", () => {
    for (const spell of [
      (i: number) => `+3519${i}`,
      (i: number) => `${i} and a tail of more than sixteen bytes`,
      (i: number) => `é${i}`,
    ]) {
      const list = Array.from({ length: 30_000 }, (_, i) => spell((i * 48_271) % 20_011));
      const dictionary = new ByteDictionary();
      const { codes, values } = coded(list);
      expect(codesOf(list, dictionary)).toEqual(codes);
      expect(valuesOf(dictionary.values)).toEqual(values);
    }
  });

  test("compares the bytes of texts whose hashes and lengths are the same", () => {
    fc.assert(
      fc.property(words, (list) => {
        const sameSize = list.map((text) => `${text.toWellFormed()} is padded to forty bytes ${"x".repeat(40)}`);
        const cut = sameSize.map((text) =>
          Buffer.from(text)
            .subarray(0, 40)
            .toString("latin1")
            .replace(/[^ -~]/g, "?"),
        );
        const keys = Int32Array.from({ length: 2 * cut.length }, (_, i) => (i % 2 === 0 ? 16 : 40));
        expect(codesOf(cut, new ByteDictionary(), keys)).toEqual(coded(cut).codes);
      }),
    );
  });

  test("leaves missing texts out", () => {
    const missing = new Missing(["", "NULL", "-"].map((text) => Buffer.from(text)));
    const list = ["a", "", "NULL", "NUL", "-", "--", "a", "NULL ", "9999999999999999"];
    const codes = codesOf(list, new ByteDictionary(), keysOf(list, missing));
    expect(codes).toEqual([0, -1, -1, 1, -1, 2, 0, 3, 4]);
  });
});

describe("the two words of a text", () => {
  test("differ for different texts of numbers and dates up to sixteen bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[0-9+,./-]{1,16}$/), { maxLength: 100 }), (list) => {
        const different = [...new Set(list)];
        const keys = keysOf(different);
        const pairs = different.map((_, i) => `${keys[2 * i]} ${keys[2 * i + 1]}`);
        expect(new Set(pairs).size).toBe(different.length);
        expect(different.every((_, i) => isPacked(keys[2 * i]!))).toBe(true);
      }),
    );
  });

  test("are a hash, which must be compared, for all others", () => {
    const others = ["*31#", "12:00", "a", "", "1 2", "12345678901234567", "é1", "1\0", "1:", "\u00ff1"];
    const keys = keysOf(others);
    expect(others.filter((_, i) => isPacked(keys[2 * i]!))).toEqual([]);
  });
});

test("dictionaries united are the dictionary of the whole, wherever it is cut", () => {
  fc.assert(
    fc.property(words, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }), (list, shares) => {
      const cuts = [0, ...shares.map((share) => Math.floor(share * list.length)).sort((a, b) => a - b), list.length];
      const stretches = cuts.slice(1).map((end, i) => list.slice(cuts[i], end));
      const coding = stretches.map((some) => {
        const dictionary = new ByteDictionary();
        return { codes: codesOf(some, dictionary), values: dictionary.values };
      });
      const { values, places } = uniteTexts({ dictionaries: coding.map((one) => one.values) });
      const codes = coding.flatMap((one, i) => one.codes.map((code) => places[i]?.[code] ?? code));
      expect(codes).toEqual(coded(list).codes);
      expect(valuesOf(values)).toEqual(coded(list).values);
    }),
  );
});
