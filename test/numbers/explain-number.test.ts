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
