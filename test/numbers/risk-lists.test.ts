import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explainNumber } from "../../toolkit/numbers/explain-number.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { type RiskList, toRisks } from "../../toolkit/numbers/risk-lists.ts";
import { factsOf } from "./facts.ts";

const lists: readonly RiskList[] = [
  {
    name: "ranges",
    version: "2026-10",
    source: "our own",
    prefixes: { "+44 70": "personal", "+4": "europe", "+88216": "satellite" },
  },
  {
    name: "voip",
    version: "2026-11",
    prefixes: { "4456": "voip", "+44 (70)": "high risk", "+35191234": "disposable" },
  },
];

describe("risk lists", () => {
  test("the longest prefix wins, and the list that says so is told", async () => {
    const facts = await factsOf(["+447012345678", "+442079460958", "+351912345678", "+12125550123", "112"], {
      riskLists: lists,
    });
    expect([...facts.risk]).toEqual(["personal", "europe", "disposable", null, null]);
    expect([...facts.riskList]).toEqual(["ranges 2026-10", "ranges 2026-10", "voip 2026-11", null, null]);
    expect([...facts.riskPrefix]).toEqual(["+4470", "+4", "+35191234", null, null]);
  });

  test("two lists that disagree on a prefix are told, the first counts", async () => {
    const { conflicts } = await parseNumbers([], { riskLists: lists });
    expect(conflicts).toEqual([
      { prefix: "+4470", risk: "personal", list: "ranges 2026-10", otherRisk: "high risk", otherList: "voip 2026-11" },
    ]);
  });

  test("about names the lists, not their contents", async () => {
    const { about } = await parseNumbers([], { riskLists: lists });
    expect(about.options["riskLists"]).toEqual([
      { name: "ranges", version: "2026-10", source: "our own" },
      { name: "voip", version: "2026-11", source: undefined },
    ]);
  });

  test("without lists there are no columns of risk", async () => {
    const { table, conflicts } = await parseNumbers(["+351912345678"]);
    expect(table.columnNames()).not.toContain("risk");
    expect(conflicts).toEqual([]);
  });

  test("explainNumber says which prefix of which list", () => {
    const facts = explainNumber("+447012345678", { riskLists: lists });
    expect(facts.find(({ field }) => field === "risk")).toEqual({
      field: "risk",
      value: "personal",
      because: "prefix +4470 of ranges 2026-10",
    });
  });

  test("is what the definition of the longest prefix says", () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,6}$/);
    fc.assert(
      fc.property(
        fc.dictionary(digits, fc.constantFrom("a", "b", "c")),
        fc.stringMatching(/^[1-9]\d{6,12}$/),
        (prefixes, number) => {
          const { of } = toRisks("test", [{ name: "x", version: "1", prefixes }]);
          const longest = Object.keys(prefixes)
            .filter((prefix) => number.startsWith(prefix))
            .sort((a, b) => b.length - a.length)[0];
          expect(of(`+${number}`)?.prefix).toBe(longest === undefined ? undefined : `+${longest}`);
          expect(of(`+${number}`)?.risk).toBe(longest === undefined ? undefined : prefixes[longest]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["no list", "voip"],
    ["no name", [{ version: "1", prefixes: {} }]],
    ["no version", [{ name: "voip", prefixes: {} }]],
    ["no prefixes", [{ name: "voip", version: "1" }]],
    ["a prefix that is none", [{ name: "voip", version: "1", prefixes: { "0044": "x" } }]],
    ["a key of objects", [{ name: "voip", version: "1", prefixes: JSON.parse('{"__proto__": "x"}') }]],
    ["a risk that is none", [{ name: "voip", version: "1", prefixes: { "44": "" } }]],
    ["null", [null]],
  ])("%s fails at once", async (_, riskLists) => {
    await expect(parseNumbers([], { riskLists: riskLists as never })).rejects.toThrowErrorMatchingSnapshot();
  });
});
