import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../toolkit/core/random.ts";
import { rawValues, readRaw } from "../../toolkit/numbers/raw-values.ts";
import { NOTHING, WITHHELD } from "../../workers/numbers/phrases.ts";

test("numbers stay apart from texts of their digits, and what is no text from the empty one", () => {
  const { codes, texts, refused } = rawValues(["7", 7, 7n, "7", null, "", {}, new Date(0), Number.NaN, 7]);
  expect([...codes]).toEqual([0, 1, 2, 0, 3, 3, 4, 4, 3, 1]);
  expect(texts).toEqual(["7", "7", "7", "", ""]);
  expect(refused).toBe(4);
});

describe("a long list of texts, coded in the workers", () => {
  const chance = random(9);
  const words = [
    "+351912345678",
    "912 345 678",
    "",
    "ação",
    "😀 12",
    "+351 91 234 56 78 90 12 34",
    "1",
    "12345678901234567",
  ];
  const options = (workers: number) => ({ workers });

  test("is what it is here: same texts in the same order, same codes, missing is empty", async () => {
    const list = Array.from({ length: 5000 }, (_, i) =>
      i % 97 === 0 ? null : i % 3 === 0 ? `n${chance.integer(900)}` : chance.pick(words),
    );
    const here = rawValues(list);
    for (const workers of [2, 3]) {
      const there = await readRaw("test", list, options(workers));
      expect(there.texts).toEqual(here.texts);
      expect([...there.codes]).toEqual([...here.codes]);
      expect([there.refused, there.flags.length]).toEqual([undefined, there.texts.length]);
    }
  });

  test("is coded here where something else is among the texts, a zero or half a character", async () => {
    for (const odd of [7, {}, "a\0b", "\ud800", Number.NaN]) {
      const list = [...Array.from({ length: 300 }, (_, i) => `n${i % 7}`), odd];
      const there = await readRaw("test", list, options(2));
      const here = rawValues(list);
      expect([there.texts, [...there.codes], [...there.flags], there.refused]).toEqual([
        here.texts,
        [...here.codes],
        [...here.flags],
        here.refused,
      ]);
    }
  });

  test("gives any texts their codes", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.option(fc.string({ unit: "binary", maxLength: 40 }))),
      async (list) => {
        const [here, there] = [rawValues(list), await readRaw("test", list, options(2))];
        expect([there.texts, [...there.codes]]).toEqual([here.texts, [...here.codes]]);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

test("no phrase that stands for a withheld or missing number holds a digit", () => {
  for (const phrase of [...WITHHELD, ...NOTHING]) expect(phrase).not.toMatch(/\d/);
});
