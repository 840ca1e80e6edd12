import fc from "fast-check";
import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, test } from "vitest";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { closePool } from "../../workers/pool.ts";
import { type Facts, factsOf } from "./facts.ts";

const regions = getCountries().filter((region) => getExampleNumber(region, examples)?.isValid());

/** A valid mobile number of some region: its example with other last digits. */
const mobile = fc.tuple(fc.constantFrom(...regions), fc.integer({ min: 0, max: 999 })).map(([region, tail]) => {
  const example = getExampleNumber(region, examples)!;
  const changed = example.nationalNumber.slice(0, -3) + String(tail).padStart(3, "0");
  return { region, e164: `+${example.countryCallingCode}${changed}`, example };
});

const rawValue = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."0123456789+*#() -./x;,eE'\"=@:"), maxLength: 24 }),
  mobile.map(({ e164 }) => e164),
  fc.anything(),
);

/** Codes as they are dialled. */
const coded = fc.oneof(
  fc.stringMatching(/^[1-9]\d{1,5}#?$/),
  fc.stringMatching(/^[*#]{1,2}\d{1,6}(\*\d{1,4})?#$/),
  fc.constantFrom("112", "911", "999", "000", "*21#", "##002#", "*#06#"),
);

/** Names of senders, also such as have odd capitals or look like numbers. */
const sender = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."MPESAbank 0123456789-_&.'’ßıſŉΐǅİ"), maxLength: 14 }),
  fc.constantFrom("MPESA", "1800flowers", "1800FLOWERS", "prıvate", "Prıvate", "STRAẞE", "Größe ß", "X' '", "Bank 24"),
);

const columns = (facts: Facts) => ({
  kind: [...facts.kind],
  key: [...facts.key],
  reason: [...facts.reason],
  region: [...facts.region],
  type: [...facts.type],
  place: [...facts.place],
  area: [...facts.area],
  carrier: [...facts.carrier],
  zones: [...facts.timeZones],
  extension: [...facts.extension],
  flags: [...facts.flags],
  valid: [...facts.valid],
});

describe("for any value", () => {
  test("reading never throws, and only valid numbers have a plus in front of their key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rawValue, { maxLength: 20 }),
        fc.option(fc.constantFrom(...regions)),
        async (raw, region) => {
          const facts = await factsOf(raw, { region: region ?? undefined });
          raw.forEach((_, i) => {
            const key = facts.key.at(i);
            expect(facts.kind.at(i)).not.toBeNull();
            expect(/^\+\d{5,19}$/.test(key ?? "")).toBe(facts.valid[i] === 1);
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  test("a key is read as itself, in the same region, in another and in none", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(rawValue, coded, sender), { maxLength: 40 }),
        fc.option(fc.constantFrom(...regions), { nil: undefined }),
        fc.option(fc.constantFrom(...regions), { nil: undefined }),
        async (raw, home, abroad) => {
          const first = await factsOf(raw, { region: home });
          const kept = raw.flatMap((_, i) => (first.key.at(i) === null ? [] : [i]));
          const keys = kept.map((i) => first.key.at(i));
          for (const region of [home, abroad, undefined]) {
            const again = await factsOf(keys, { region });
            expect([...again.key]).toEqual(keys);
            const kinds = kept.map((i) => (first.valid[i] === 1 ? "number" : first.kind.at(i)));
            expect([...again.kind]).toEqual(kinds);
            expect([...again.cost]).toEqual(kept.map((i) => first.cost.at(i)));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("for any mobile number", () => {
  test("all spellings meet in one key", async () => {
    await fc.assert(
      fc.asyncProperty(mobile, async ({ region, e164 }) => {
        const [valid] = (await factsOf([e164])).valid;
        fc.pre(valid === 1);
        const { parsePhoneNumber } = await import("libphonenumber-js/max");
        const number = parsePhoneNumber(e164);
        const home = number.country ?? (region as CountryCode);
        const international = number.formatInternational();
        const arabic = [...e164].map((c) => (c === "+" ? c : String.fromCharCode(0x660 + Number(c)))).join("");
        const wide = [...e164].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("");
        const spellings = [e164, international, number.getURI(), arabic, wide, `"${international}"`, ` ${e164}\n`];
        spellings.push(international.replaceAll(" ", "-"), international.replaceAll(" ", "."), `Tel: ${international}`);
        const abroad = await factsOf(spellings);
        expect(new Set(abroad.key)).toEqual(new Set([e164]));
        const fromHome = await factsOf([number.formatNational(), ...spellings], { region: home });
        expect(new Set(fromHome.key)).toEqual(new Set([e164]));
        const fromBritain = await factsOf([`00${e164.slice(1)}`, `00 ${international.slice(1)}`], {
          region: "GB",
        });
        expect(new Set(fromBritain.key)).toEqual(new Set([e164]));
      }),
      { numRuns: 300 },
    );
  });
});

test("the answer does not depend on the number of workers", async () => {
  const raw = fc.sample(rawValue, { numRuns: 9000, seed: 7 });
  const inline = columns(await factsOf(raw, { region: "PT", workers: 0 }));
  for (const workers of [1, 2, 3]) {
    expect(columns(await factsOf(raw, { region: "PT", workers })), `${workers} workers`).toEqual(inline);
  }
  await closePool();
});

test("an abort stops the call", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(parseNumbers(["+351912345678"], { signal })).rejects.toThrow("enough");
});
