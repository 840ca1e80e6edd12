import fc from "fast-check";
import { parsePhoneNumber } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { explainNumber } from "../../toolkit/numbers/explain-number.ts";
import { MIGRATION_RULES, migrate } from "../../toolkit/numbers/migrations.ts";
import { numberMigrations } from "../../toolkit/numbers/number-migrations.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { factsOf } from "./facts.ts";

/** Old numbers and what the regulators and operators said that they become. */
const PUBLISHED: readonly (readonly [rule: string, raw: string, region: string, today: string])[] = [
  ["MX-2019", "+52 1 55 1234 5678", "MX", "+525512345678"],
  ["MX-2019", "01 55 1234 5678", "MX", "+525512345678"],
  ["MX-2019", "044 55 1234 5678", "MX", "+525512345678"],
  ["MX-2019", "045 81 1234 5678", "MX", "+528112345678"],
  ["MX-2019", "01 800 123 4567", "MX", "+528001234567"],
  ["BR-2012", "+55 11 8123-4567", "BR", "+5511981234567"],
  ["BR-2013a", "(19) 9123-4567", "BR", "+5519991234567"],
  ["BR-2013b", "+552187654321", "BR", "+5521987654321"],
  ["BR-2014", "(92) 8123-4567", "BR", "+5592981234567"],
  ["BR-2015a", "(81) 9612-3456", "BR", "+5581996123456"],
  ["BR-2015b", "(31) 8612-3456", "BR", "+5531986123456"],
  ["BR-2016a", "(61) 8112-3456", "BR", "+5561981123456"],
  ["BR-2016b", "(51) 9112-3456", "BR", "+5551991123456"],
  ["CI-2021", "07 12 34 56", "CI", "+2250707123456"],
  ["CI-2021", "05 12 34 56", "CI", "+2250505123456"],
  ["CI-2021", "02 12 34 56", "CI", "+2250102123456"],
  ["CI-2021", "20 21 23 45", "CI", "+2252720212345"],
  ["BJ-2024", "97 12 34 56", "BJ", "+2290197123456"],
  ["BJ-2024", "21 31 23 45", "BJ", "+2290121312345"],
  ["VN-2018", "0120 123 4567", "VN", "+84701234567"],
  ["VN-2018", "0121 123 4567", "VN", "+84791234567"],
  ["VN-2018", "0122 123 4567", "VN", "+84771234567"],
  ["VN-2018", "0126 123 4567", "VN", "+84761234567"],
  ["VN-2018", "0128 123 4567", "VN", "+84781234567"],
  ["VN-2018", "0123 123 4567", "VN", "+84831234567"],
  ["VN-2018", "0124 123 4567", "VN", "+84841234567"],
  ["VN-2018", "0125 123 4567", "VN", "+84851234567"],
  ["VN-2018", "0127 123 4567", "VN", "+84811234567"],
  ["VN-2018", "0129 822 2888", "VN", "+84828222888"],
  ["VN-2018", "0162 123 4567", "VN", "+84321234567"],
  ["VN-2018", "0169 933 3999", "VN", "+84399333999"],
  ["VN-2018", "0188 855 5888", "VN", "+84588555888"],
  ["VN-2018", "0186 123 4567", "VN", "+84561234567"],
  ["VN-2018", "0199 595 9999", "VN", "+84595959999"],
  ["CO-2021", "+57 1 228 1260", "CO", "+576012281260"],
  ["CO-2021", "+57 4 840 2666", "CO", "+576048402666"],
  ["CM-2014", "77 12 34 56", "CM", "+237677123456"],
  ["CM-2014", "99 12 34 56", "CM", "+237699123456"],
];

describe("numbers of an old plan", () => {
  test.each(PUBLISHED)("%s: %s in %s is %s today", async (rule, raw, region, today) => {
    const facts = await factsOf([raw], { region, migrations: "always" });
    expect([facts.e164.at(0), facts.migration.at(0), facts.kind.at(0)]).toEqual([today, rule, "number"]);
    expect(facts.flags.at(0)).toContain("migrated");
    expect(parsePhoneNumber(facts.original.at(0)!).isValid()).toBe(false);
  });

  test("nothing is changed unless it is asked for", async () => {
    for (const [, raw, region] of PUBLISHED) {
      const { table } = await parseNumbers([raw], { region });
      expect(table.get("e164", 0), raw).toBeNull();
      expect(table.columnNames()).not.toContain("original");
    }
  });

  test("by date, a number is changed as long as it was right, and the old one is kept", async () => {
    const at = ["2019-06-01", "2021-01-31", "2021-02-01", "2024-06-01", null, Number.NaN];
    const raw = at.map(() => "07 12 34 56");
    const facts = await factsOf(raw, { region: "CI", migrations: "by-date", at });
    expect([...facts.e164]).toEqual(["+2250707123456", "+2250707123456", null, null, null, null]);
    expect([...facts.original]).toEqual(["+22507123456", "+22507123456", null, null, null, null]);
    expect(facts.reason.at(2)).toBe("too short");
    expect(facts.reason.at(0)).toBeNull();
  });

  test("the old spelling of Mexico lives on, on any day that is known", async () => {
    const at = ["2015-01-01", "2026-01-01", null];
    const facts = await factsOf(Array(3).fill("+5215512345678"), { migrations: "by-date", at });
    expect([...facts.e164]).toEqual(["+525512345678", "+525512345678", null]);
  });

  test("one moment stands for all rows", async () => {
    const facts = await factsOf(["07 12 34 56", "0701234567"], {
      region: "CI",
      migrations: "by-date",
      at: "2020-05-01",
    });
    expect([...facts.e164]).toEqual(["+2250707123456", "+2250701234567"]);
    expect(facts.original.at(1)).toBeNull();
  });

  test("rules can be picked, and the others rest", async () => {
    const migrations = { when: "always", rules: ["BJ-2024"] } as const;
    const facts = await factsOf(["+22997123456", "+5215512345678"], { migrations });
    expect([...facts.e164]).toEqual(["+2290197123456", null]);
  });

  test("a changed number still rests on its default region", async () => {
    const facts = await factsOf(["07 12 34 56", "+225 07 12 34 56"], { region: "CI", migrations: "always" });
    expect([...facts.flags]).toEqual(["default-region-used migrated", "migrated"]);
  });

  test("explainNumber names the rule and its source", () => {
    const facts = explainNumber("07 12 34 56", { region: "CI", migrations: "by-date", at: "2020-05-01" });
    const of = (field: string) => facts.find((fact) => fact.field === field);
    expect(of("migration")).toMatchObject({ value: "CI-2021", because: expect.stringContaining("ARTCI") });
    expect(of("original")?.value).toBe("+22507123456");
    expect(of("key")?.value).toBe("+2250707123456");
  });

  test("dates that are missing, wrong rules and wrong words fail at once", async () => {
    const fails = (options: object) => expect(parseNumbers(["1"], options)).rejects.toThrowErrorMatchingSnapshot();
    await fails({ migrations: "by-date" });
    await fails({ migrations: "by-date", at: ["2020-01-01", "2020-01-01"] });
    await fails({ migrations: "yes" });
    await fails({ migrations: { when: "always", rules: ["CI-2012"] } });
    await fails({ migrations: { when: "always", rules: "all" } });
  });

  test("every rule is documented, and none touches a number that is valid today", () => {
    const rules = numberMigrations();
    expect(rules.numRows()).toBe(MIGRATION_RULES.length);
    for (const column of ["rule", "code", "from", "says", "source"]) {
      expect((rules.array(column) as string[]).every(Boolean), column).toBe(true);
    }
    fc.assert(
      fc.property(fc.constantFrom(...MIGRATION_RULES), fc.stringMatching(/^\d{6,12}$/), ({ callingCode }, national) => {
        const found = migrate(`+${callingCode}${national}`, MIGRATION_RULES);
        if (found) expect(parsePhoneNumber(found.e164).isValid()).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("changing twice changes nothing, whatever the number", async () => {
    const old = fc
      .tuple(fc.constantFrom(...MIGRATION_RULES), fc.stringMatching(/^\d{7,11}$/))
      .map(([{ callingCode }, national]) => `+${callingCode}${national}`);
    await fc.assert(
      fc.asyncProperty(fc.array(old, { maxLength: 30 }), async (raw) => {
        const once = [...(await factsOf(raw, { migrations: "always" })).e164].filter((e164) => e164 !== null);
        const twice = await factsOf(once, { migrations: "always" });
        expect([...twice.e164]).toEqual(once);
        expect([...twice.original].every((original) => original === null)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
