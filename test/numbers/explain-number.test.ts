import { describe, expect, test } from "vitest";
import { explainNumber } from "../../toolkit/numbers/explain-number.ts";
import { numberCases } from "./cases.ts";
import { factsOf } from "./facts.ts";

const told = (raw: string, region?: string) =>
  Object.fromEntries(explainNumber(raw, { region }).map(({ field, value }) => [field, value]));

describe("explainNumber", () => {
  test("tells the rule, the plan and the prefix behind every fact", () => {
    expect(explainNumber("(361) 364-9108", { region: "US" })).toMatchSnapshot();
    expect(explainNumber("+541123456789")).toMatchSnapshot();
    expect(explainNumber("911", { region: "US" })).toMatchSnapshot();
  });

  test("a number that is possible but not valid is a candidate, never a key", () => {
    const facts = told("+44 7700 900123");
    expect(facts["candidate"]).toBe("+447700900123");
    expect(facts["key"]).toBeUndefined();
  });

  test("kind, reason, flags and candidate name the versions of the rules and the data they rest on", () => {
    const versions = (raw: string, region?: string) =>
      Object.fromEntries(explainNumber(raw, { region }).map(({ field, because }) => [field, because]));
    const rules = /phonograph \d+\.\d+\.\d+/;
    const data = /libphonenumber-js \d+\.\d+\.\d+, google-libphonenumber \d+\.\d+\.\d+$/;
    for (const [raw, region] of [["07700900123", "GB"], ["112", "PT"], ["12", "PT"], ["short:PT:112"]] as const) {
      const because = versions(raw, region);
      for (const field of ["kind", ...(because["reason"] ? ["reason"] : [])]) {
        expect(because[field], `${field} of ${raw}`).toMatch(rules);
        expect(because[field], `${field} of ${raw}`).toMatch(data);
      }
    }
    const invalid = versions("07700900123", "GB");
    expect(invalid["flags"]).toMatch(rules);
    expect(invalid["candidate"]).toMatch(/libphonenumber-js \d+\.\d+\.\d+, numbering plan of \+44$/);
    expect(versions("private")["kind"]).toMatch(rules);
  });

  test("an unknown region fails at once", () => {
    expect(() => explainNumber("1", { region: "UK" })).toThrowErrorMatchingSnapshot();
  });

  test.skipIf(!numberCases)("says the same as parseNumbers of every case", async () => {
    for (const [region, cases] of Map.groupBy(numberCases!, (c) => c.region ?? undefined)) {
      const raw = cases.map((c) => c.raw);
      const facts = await factsOf(raw, { region });
      raw.forEach((value, i) => {
        const one = told(value, region);
        const fields = [
          "kind",
          "key",
          "reason",
          "type",
          "region",
          "group",
          "country",
          "continent",
          "candidate",
          "state",
          "block",
          "tz",
          "cost",
          "flags",
          "place",
          "area",
          "carrier",
          "timeZones",
        ] as const;
        for (const field of fields)
          expect(one[field] ?? null, `${field} of case ${cases[i]!.id}`).toBe(facts[field].at(i));
      });
    }
  });
});
