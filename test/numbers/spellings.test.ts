import fc from "fast-check";
import { getCountries, parsePhoneNumber } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { factsOf } from "./facts.ts";
import { exampleNumbers } from "./google.ts";

/** Google's example numbers of every region and line type that libphonenumber-js holds valid too. */
const examples = getCountries().flatMap((region) =>
  exampleNumbers(region).flatMap((e164) => {
    const number = parsePhoneNumber(e164);
    return number.isValid() ? [number] : [];
  }),
);

/** An example with other last digits, when that is valid too. */
const number = fc.tuple(fc.constantFrom(...examples), fc.nat(9999)).map(([example, tail]) => {
  const text = String(tail);
  const changed = parsePhoneNumber(example.number.slice(0, -text.length) + text);
  return changed.isValid() ? changed : example;
});

const FORMATS = ["INTERNATIONAL", "NATIONAL", "E.164", "RFC3966"] as const;

test("there are examples of every region and of every common line type", () => {
  expect(new Set(examples.map(({ country }) => country)).size).toBeGreaterThan(240);
  const types = new Set(examples.map((example) => example.getType()));
  for (const type of ["MOBILE", "FIXED_LINE", "TOLL_FREE", "PREMIUM_RATE", "VOIP", "SHARED_COST", "UAN"]) {
    expect(types, type).toContain(type);
  }
});

describe("formatting a number and reading it again", () => {
  test.each(FORMATS)("%s gives every example back", async (format) => {
    const wrong: string[] = [];
    for (const [region, mine] of Map.groupBy(examples, ({ country }) => country)) {
      if (region === undefined && format === "NATIONAL") continue;
      const raw = mine.map((example) => example.format(format));
      const facts = await factsOf(raw, region === undefined ? {} : { region });
      mine.forEach((example, i) => {
        if (facts.e164.at(i) !== example.number) wrong.push(`${region} ${raw[i]}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  test("any number comes back from every international spelling, dressed up in any way", async () => {
    const dress = fc.constantFrom(
      (text: string) => text,
      (text: string) => ` ${text}\t`,
      (text: string) => `"${text}"`,
      (text: string) => `'${text}`,
      (text: string) => `="${text}"`,
      (text: string) => `\u202a${text}\u202c`,
      (text: string) => text.replaceAll(" ", "\u00a0"),
      (text: string) => text.replaceAll(" ", "."),
      (text: string) => text.replaceAll(" ", " - "),
      (text: string) => text.replaceAll("-", "\u2011"),
      (text: string) => `Tel: ${text}`,
      (text: string) => `(${text})`,
      (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit))),
      (text: string) => text.replace(/[\d+]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    );
    const format = fc.constantFrom("INTERNATIONAL", "E.164" as const);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, format, dress), { maxLength: 20 }), async (drawn) => {
        const raw = drawn.map(([one, format, dress]) => dress(one.format(format)));
        const facts = await factsOf(raw);
        expect([...facts.e164]).toEqual(drawn.map(([one]) => one.number));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a column of values", () => {
  const value = fc.oneof(
    number.map((one) => one.formatNational()),
    number.map((one) => one.number as string),
    fc.string({ maxLength: 20 }),
    fc.constantFrom("112", "*100#", "MPESA", "private", "", null),
  );

  test("has the same facts in any order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, fc.nat()), { maxLength: 40 }), async (drawn) => {
        const [there, back] = await Promise.all([
          parseNumbers(
            drawn.map(([raw]) => raw),
            { region: "PT" },
          ),
          parseNumbers(drawn.map(([raw]) => raw).reverse(), { region: "PT" }),
        ]);
        expect(back.table.objects().reverse()).toEqual(there.table.objects());
        expect(back.counts).toEqual(there.counts);
      }),
      { numRuns: 100 },
    );
  });

  test("has the facts that each of its values has alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 12 }), async (raw) => {
        const { table } = await parseNumbers(raw, { region: "GB" });
        for (const [row, one] of raw.entries()) {
          expect((await parseNumbers([one], { region: "GB" })).table.object(0)).toEqual(table.object(row));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("reading the numbers that were found changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 30 }), async (raw) => {
        const found = [...(await factsOf(raw, { region: "PT" })).e164].filter((e164) => e164 !== null);
        expect([...(await factsOf(found)).e164]).toEqual(found);
        expect([...(await factsOf(found, { region: "US", idd: "lenient" })).e164]).toEqual(found);
      }),
      { numRuns: 100 },
    );
  });
});
