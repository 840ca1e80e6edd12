import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordPairs } from "../../../workers/kernels/record-pairs.ts";
import { recordPatterns } from "../../../workers/kernels/record-patterns.ts";
import { recordComparer } from "../../../workers/records/compare.ts";
import { FIELD_LEVELS, type RecordField } from "../../../workers/records/levels.ts";
import { packTexts } from "../../../workers/records/packed-texts.ts";

/** One field of texts, with the forms that its kind needs. */
function field(
  kind: RecordField["kind"],
  texts: readonly (string | null)[],
  forms: readonly (readonly number[])[] = [],
): RecordField {
  const values = [...new Set(texts.filter((text) => text !== null))];
  const codes = Int32Array.from(texts, (text) => (text === null ? -1 : values.indexOf(text)));
  return { kind, codes, ...packTexts(values), forms: forms.map((form) => Int32Array.from(form)) };
}
const levelOf = (fields: readonly RecordField[], a: number, b: number) => {
  let pattern = recordComparer(fields)(a, b);
  return fields.map(({ kind }) => {
    const base = FIELD_LEVELS[kind].length + 1;
    const level = pattern % base;
    pattern = Math.floor(pattern / base);
    return level === 0 ? null : FIELD_LEVELS[kind][level - 1];
  });
};

describe("pairs within blocks", () => {
  const rows = fc.integer({ min: 0, max: 24 }).chain((size) => {
    const codes = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: size, maxLength: size });
    return fc.array(codes, { minLength: 1, maxLength: 4 });
  });

  test("every pair with a common key is compared, once, and told with all its rules", () => {
    fc.assert(
      fc.property(rows, (lists) => {
        const keys = lists.map((list) => Int32Array.from(list));
        const size = keys[0].length;
        const fields = [
          field(
            "city",
            Array.from({ length: size }, (_, r) => `town ${r % 3}`),
          ),
        ];
        const found = new Map<string, number>();
        for (const rule of keys.keys()) {
          const groups = [0, 1, 2, 3, 4, 5].map((key) => [...keys[rule].keys()].filter((r) => keys[rule][r] === key));
          const starts = Int32Array.from([0, 1, 2, 3, 4, 5, 6], (g) => groups.slice(0, g).flat().length);
          const task = { fields, keys, rule, order: Int32Array.from(groups.flat()), starts };
          for (const [from, to] of [
            [0, 2],
            [2, 6],
          ]) {
            const { a, b, sort, sorts, counts } = recordPairs({ ...task, from, to });
            expect(counts.reduce((sum, n) => sum + n, 0)).toBe(a.length);
            for (let i = 0; i < a.length; i++) {
              expect(found.has(`${a[i]} ${b[i]}`)).toBe(false);
              found.set(`${a[i]} ${b[i]}`, sorts[sort[i]] % 2 ** keys.length);
            }
          }
        }
        const expected = new Map<string, number>();
        for (let x = 0; x < size; x++) {
          for (let y = x + 1; y < size; y++) {
            const rules = keys.reduce((bits, key, r) => bits + (key[x] >= 0 && key[x] === key[y] ? 2 ** r : 0), 0);
            if (rules > 0) expected.set(`${x} ${y}`, rules);
          }
        }
        expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()));
      }),
    );
  });

  test("patterns of given pairs are those of the comparer, the same from either side", () => {
    const text = fc.option(fc.string({ unit: fc.constantFrom(..."abc "), minLength: 1, maxLength: 7 }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 2, maxLength: 8 }), (records) => {
        const fields = [
          field(
            "text",
            records.map(([x]) => x),
          ),
          field(
            "city",
            records.map(([, y]) => y),
          ),
        ];
        const [a, b] = [Int32Array.of(0, 1, 0), Int32Array.of(1, 0, 0)];
        const patterns = recordPatterns({ fields, a, b });
        expect(patterns[0]).toBe(patterns[1]);
        expect(patterns[2]).toBe((records[0][0] === null ? 0 : 1) + (records[0][1] === null ? 0 : 5));
      }),
    );
  });
});

describe("levels of agreement", () => {
  test.each([
    ["ana", "ana maria", "initials"],
    ["a", "ana", "initials"],
    ["a m", "ana maria", "initials"],
    ["ana rita", "ana maria", "similar"],
    ["jonathan", "jonathon", "near"],
    ["ana", "rui", "different"],
  ])("given names %s and %s: %s", (a, b, word) => {
    expect(levelOf([field("given", [a, b], [[-1, -1]])], 0, 1)).toEqual([word]);
  });

  test.each([
    ["silva", "silva costa", "part"],
    ["costa silva", "silva costa", "part"],
    ["silva", "silv", "near"],
    ["silva", "reis", "different"],
  ])("family names %s and %s: %s", (a, b, word) => {
    expect(levelOf([field("family", [a, b])], 0, 1)).toEqual([word]);
  });

  test.each([
    ["rua da sa 12", "rua da se 12", "near"],
    ["rua do alto moinho 12", "rua do alto moinho 13", "similar"],
    ["rua da sa 12", "avenida nova 3", "different"],
  ])("addresses %s and %s: %s", (a, b, word) => {
    const digits = [a, b].map((text) => Number(/\d+/.exec(text)![0]));
    expect(levelOf([field("address", [a, b], [digits])], 0, 1)).toEqual([word]);
  });

  test("an equal address implies postcode and town, an equal postcode the town, neither the other way round", () => {
    const place = (address: string[], postcode: string[], city: string[]) => [
      field("address", address, [[1, 2]]),
      field("postcode", postcode, [[1, 1]]),
      field("city", city),
    ];
    expect(levelOf(place(["x 1", "x 1"], ["1000", "1001"], ["a", "b"]), 0, 1)).toEqual(["equal", null, null]);
    expect(levelOf(place(["x 1", "y 2"], ["1000", "1000"], ["a", "b"]), 0, 1)).toEqual(["different", "equal", null]);
    expect(levelOf(place(["x 1", "y 2"], ["1000", "1001"], ["a", "a"]), 0, 1)).toEqual([
      "different",
      "prefix",
      "equal",
    ]);
  });

  test("namesakes' addresses that differ by a slip before the @ say nothing; a slip behind it does", () => {
    const names = [field("given", ["ana", "ana"], [[-1]]), field("family", ["sa", "sa"])];
    const mails = (texts: string[], local: number[]) => [...names, field("email", texts, [[0, 1], local])];
    expect(levelOf(mails(["ana.sa1@x.pt", "ana.sa2@x.pt"], [0, 1]), 0, 1)[2]).toBe(null);
    expect(levelOf(mails(["ana.sa@x.pt", "ana.sa@y.com"], [0, 0]), 0, 1)[2]).toBe(null);
    expect(levelOf(mails(["ana.sa@xy.pt", "ana.sa@yx.pt"], [0, 0]), 0, 1)[2]).toBe("slip");
    expect(
      levelOf(
        [
          field(
            "email",
            ["ana.sa1@x.pt", "ana.sa2@x.pt"],
            [
              [0, 1],
              [0, 1],
            ],
          ),
        ],
        0,
        1,
      ),
    ).toEqual(["slip"]);
  });
});
