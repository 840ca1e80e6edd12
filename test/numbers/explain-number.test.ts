import { describe, expect, test } from "vitest";
import { explainNumber } from "../../toolkit/numbers/explain-number.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
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

  test("a number of an old plan says by which migration it can be read, unless it was", () => {
    for (const old of ["+5215512345678", "015512345678", "044 55 1234 5678"]) {
      const fact = explainNumber(old, { region: "MX" }).find(({ field }) => field === "outdated");
      expect(fact).toMatchObject({
        value: "MX-2019",
        because: expect.stringContaining('migrations: "always" reads it'),
      });
      const read = explainNumber(old, { region: "MX", migrations: "always" });
      expect(read.find(({ field }) => field === "key")?.value).toBe("+525512345678");
      expect(read.some(({ field }) => field === "outdated")).toBe(false);
    }
    expect(told("5512345678", "MX")["outdated"]).toBeUndefined();
    expect(told("+44 7700 900123")["outdated"]).toBeUndefined();
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

test("a whole number is explained as parseNumbers reads it, and what is no text is refused for that", async () => {
  for (const raw of [351912345678, 912345678, 351912345678n, 3.5, 2 ** 60, null, Number.NaN]) {
    const facts = new Map(explainNumber(raw as number, { region: "PT" }).map(({ field, value }) => [field, value]));
    const { table } = await parseNumbers([raw], { region: "PT" });
    for (const field of ["kind", "key", "reason", "flags", "region", "type"] as const) {
      expect([String(raw), field, facts.get(field) ?? null]).toEqual([
        String(raw),
        field,
        (table.get(field, 0) as string) || null,
      ]);
    }
  }
});

test("a number without a plus rests on the default region, also where its country code is written", async () => {
  const { table } = await parseNumbers(["912345678", "351912345678", "00351912345678", "+351912345678"], {
    region: "PT",
  });
  expect(table.array("e164")).toEqual(Array(4).fill("+351912345678"));
  expect(table.array("flags")).toEqual([...Array(3).fill("default-region-used"), null]);
  // what the code means does depend on it
  const elsewhere = await parseNumbers(["351912345678", "00351912345678"], { region: "US" });
  expect(elsewhere.table.array("e164")).toEqual([null, null]);
});
