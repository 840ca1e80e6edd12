import { table } from "arquero";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrationChart } from "../../toolkit/charts/calibration-chart.ts";
import { evidenceChart } from "../../toolkit/charts/evidence-chart.ts";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import { duplicateBlocks } from "../../toolkit/link/duplicate-blocks.ts";
import { evaluateDuplicates } from "../../toolkit/link/evaluate-duplicates.ts";
import { explainDuplicate } from "../../toolkit/link/explain-duplicate.ts";
import { findDuplicates } from "../../toolkit/link/find-duplicates.ts";
import { tableColumns } from "../../toolkit/notebook/table-columns.ts";
import { crmWorld } from "./crm-world.ts";

const repeat = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));
const said = async (call: Promise<unknown>) => {
  const error = await call.catch((e: unknown) => e);
  expect(isPhonographError(error)).toBe(true);
  return (error as Error).message;
};

describe("findDuplicates refuses", () => {
  const crm = table({ name: ["Ana Silva", "Rui Costa"], email: ["a@b.pt", "c@d.pt"], phone: ["+351912345678", null] });

  test.each([
    ["a table without a known column", table({ a: [1], b: ["x"] }), {}],
    ["columns without any value", table({ email: [null, "-"], name: ["n/a", ""] }), {}],
    ["numbers without their country", table({ phone: ["912345678", "912345679"] }), {}],
    ["a column that is not there", crm, { compare: { email: "mail" } }],
    ["a field that is none", crm, { compare: { emial: "email" } }],
    ["full and given names at once", crm, { compare: { name: "name", given: "name" } }],
    ["an empty choice", crm, { compare: {} }],
    ["one column as two fields", crm, { compare: { email: "email", text: ["name", "email"] } }],
    ["a field to keep apart that is not compared", crm, { apart: ["birthDate"] }],
    ["a rule with an unknown part", crm, { block: ["emial"] }],
    ["a rule whose column is missing", crm, { block: ["email", "birthDate"] }],
    ["one column that no rule of ours suits", table({ town: ["a", "b"] }), {}],
    ["a threshold of 1", crm, { threshold: 1 }],
    ["a threshold that is no number", crm, { threshold: Number.NaN }],
    ["nicknames that are no lists", crm, { nicknames: ["bill"] }],
    ["an unknown region", crm, { region: "Portugal" }],
    ["a purpose that does not allow it", crm, { policy: { purpose: "marketing", linking: ["fraud"] } }],
    ["a column of two types", table({ email: ["a@b.pt", 5] }), {}],
    ["what is no table", [{ email: "a@b.pt" }], {}],
  ])("%s, with the remedy", async (_, given, options) => {
    expect(await said(findDuplicates(given as never, options as never))).toMatchSnapshot();
  });

  test("65,000 rows at one postcode before comparing any, naming rule and key; duplicateBlocks too", async () => {
    const town = table({
      postcode: repeat(65_000, (i) => (i < 64_990 ? "10115" : `${20_000 + i}`)),
      city: repeat(65_000, (i) => `c${i}`),
    });
    const message = await said(findDuplicates(town, { block: ["postcode"] }));
    expect(message).toMatchSnapshot();
    expect(message, "a district would not narrow a postcode").toContain('[["postcode", "city"]]');
    expect(await said(duplicateBlocks(town, { block: ["postcode"] }))).toContain("64,990 records");
  });

  test("rows that are not there", async () => {
    const found = await findDuplicates(crm);
    expect(() => explainDuplicate(found, 0, 2)).toThrowErrorMatchingSnapshot();
    expect(() => explainDuplicate(found, 1, 1)).toThrowErrorMatchingSnapshot();
    expect(() => explainDuplicate(found.table as never, 0, 1)).toThrowErrorMatchingSnapshot();
    expect(() => explainDuplicate(found, "+351912345678" as never, 1)).toThrow("found: string of");
    expect(() => evaluateDuplicates(found, [1])).toThrowErrorMatchingSnapshot();
    expect(() => evaluateDuplicates(found, "id" as never)).toThrowErrorMatchingSnapshot();
    expect(() => explainDuplicate(findDuplicates(crm) as never, 0, 1)).toThrow("await it first");
  });
});

describe("findDuplicates takes", () => {
  test("65,000 rows at one postcode where names divide them: the heavy key is told, not compared in full", async () => {
    const crm = table({
      postcode: repeat(65_000, () => "10115"),
      family: repeat(65_000, (i) => `N${(i * 7919) % 5003}a${i % 17}`),
      given: repeat(65_000, (i) => `G${i % 331}b`),
      email: repeat(65_000, (i) => `m${i % 64_000}@x.de`),
    });
    const { table: rules, comparisons } = await duplicateBlocks(crm, { block: ["postcode", "email"] });
    expect(rules.get("heaviestRecords", 0)).toBe(65_000);
    expect(rules.get("refined", 0)).toBe(65_000);
    expect(comparisons).toBeLessThan(2e7);
  });

  test("one row, no row, and rows that say nothing", async () => {
    const one = await findDuplicates(table({ email: ["a@b.pt"] }));
    expect([one.duplicates, one.clusters.numRows(), one.table.numRows()]).toEqual([0, 1, 0]);
    const some = await findDuplicates(table({ email: ["a@b.pt", null, null, "c@d.pt"] }));
    expect([some.duplicates, some.clusters.numRows()]).toEqual([0, 4]);
    expect(some.about.excluded).toEqual([{ reason: "no value to compare", rows: 2 }]);
    expect(await said(findDuplicates(table({ email: [] as string[] })))).toContain("must have values to compare");
  });

  test("values of no kind: counted, and compared as missing", async () => {
    const crm = table({
      email: ["a@b.pt", "not an address", "noreply@b.pt", "c@d.pt"],
      dob: ["1980-02-31", "1980-02-28", "28/02/1980", "yesterday"],
      phone: ["+351912345678", "+351 912 345 678", "12", "anonymous"],
    });
    const found = await findDuplicates(crm);
    expect(found.about.excluded).toEqual([
      { reason: "email: no value of its kind", rows: 2 },
      { reason: "phone: no value of its kind", rows: 2 },
      { reason: "birthDate: no value of its kind", rows: 2 },
    ]);
    expect(explainDuplicate(found, 0, 1).table.get("level", 1)).toBe("equal");
  });

  test("any table with rules of ours: those that would compare too much are narrowed, or left out and told", async () => {
    const name = repeat(3000, (i) => `Ana${i % 3} Silva`);
    const dob = repeat(3000, (i) => `19${10 + (i % 80)}-05-${10 + (i % 18)}`);
    const note = repeat(3000, (i) => `note ${i}`);
    const narrowed = await duplicateBlocks(table({ name, dob }), { maxComparisons: 140_000 });
    expect(narrowed.comparisons).toBeLessThan(140_000);
    expect(narrowed.table.array("rule")).toEqual(["birthDate", "given + family + birthYear"]);
    const compare = { name: "name", text: "note" };
    const without = await duplicateBlocks(table({ name, note }), { compare, maxComparisons: 140_000 });
    expect(without.table.array("rule")).toEqual(["note"]);
    expect(without.about.options.rulesLeftOut).toEqual(["given + family"]);
  });

  test("a column of one value beside others: chances of all its levels are numbers, and it decides nothing", async () => {
    const given = repeat(200, () => "Ana");
    const family = repeat(200, (i) => `F${i}`);
    const dob = repeat(200, () => "1980-01-01");
    const email = repeat(200, (i) => `m${i % 190}@x.pt`);
    const found = await findDuplicates(table({ given, family, dob, email }));
    expect(found.duplicates).toBe(10);
    for (const { m, u, weight } of found.parameters.objects() as Record<"m" | "u" | "weight", number>[]) {
      expect(m > 0 && m < 1 && u > 0 && u < 1 && Number.isFinite(weight)).toBe(true);
    }
  });

  test("one value on 100,000 rows of the only column: nobody knows how rare it is, and nothing is said to be sure", async () => {
    for (const values of [1, 2, 3]) {
      const found = await findDuplicates(table({ phone: repeat(100_000, (i) => `+35191234567${i % values}`) }));
      expect(found.duplicates).toBe(0);
      expect(found.unlinkable).toBe(100_000);
    }
  });

  test("two rows that agree in all: likely one, but no surer than two rows can make it", async () => {
    const twice = <T>(value: T) => [value, value];
    const crm = table({ name: twice("Ana Silva"), email: twice("a@x.pt"), dob: twice("1980-02-03") });
    const found = await findDuplicates(crm);
    expect(found.duplicates).toBe(1);
    expect(found.table.get("probability", 0)).toBeLessThan(0.9999);
  });

  test("filtered rows without looking at the hidden ones: their numbers are not refused, their dates prove no order", async () => {
    const all = table({
      shown: repeat(40, (i) => i % 2),
      phone: repeat(40, (i) => (i % 2 === 1 ? `+3519123456${10 + i}` : `9123456${10 + i}`)),
      dob: repeat(40, (i) => (i % 2 === 1 ? `0${1 + (i % 9)}/05/1980` : "12/31/1980")),
    });
    const found = await findDuplicates(all.filter("d => d.shown === 1"));
    expect(found.about.excluded).toEqual([]);
    expect(explainDuplicate(found, 0, 1).table.get("valueA", 0)).toBe("+351•••••••11");
    expect(found.trace.list.fields[1]!.texts.every((date) => date.startsWith("198005"))).toBe(true);
  });

  test("columns by their names, with blanks, capitals and marks in them", async () => {
    const crm = table({
      Prénom: ["Ana", "Rui"],
      "Last Name": ["Silva", "Costa"],
      "Código Postal": ["1000-001", "2000-002"],
      "E-Mail": ["a@b.pt", "c@d.pt"],
    });
    const { parameters } = await findDuplicates(crm);
    expect([...new Set(parameters.array("field") as string[])]).toEqual(["given", "family", "email", "postcode"]);
  });

  test("a rule given twice teaches once", async () => {
    const email = repeat(60, (i) => `m${i % 50}@x.pt`);
    const crm = table({ email, name: repeat(60, (i) => `Given${i % 50} Name${i % 45}`) });
    const block = ["email", ["given", "family"]] as const;
    const [once, twice] = [
      await findDuplicates(crm, { block }),
      await findDuplicates(crm, { block: [...block, "email", ["family", "given"]] }),
    ];
    expect(twice.parameters.objects()).toEqual(once.parameters.objects());
    expect(twice.blocking.numRows()).toBe(2);
  });

  test("an empty column beside others, told", async () => {
    const crm = table({ email: ["a@b.pt", "c@d.pt"], city: [null, null] });
    expect((await findDuplicates(crm)).about.options.emptyColumns).toEqual(["city"]);
  });

  test("50,000 copies of one row: one entity, no quadratic work", async () => {
    const crm = table({
      name: repeat(50_500, (i) => (i < 50_000 ? "Ana Silva" : `Given${i} Name${i}`)),
      email: repeat(50_500, (i) => (i < 50_000 ? "ana@x.pt" : `m${i}@x.pt`)),
      dob: repeat(50_500, (i) => (i < 50_000 ? "1980-02-03" : `19${10 + (i % 80)}-05-${10 + (i % 18)}`)),
    });
    const found = await findDuplicates(crm);
    expect(found.entities.get("size", 0)).toBe(50_000);
    expect(found.comparisons).toBeLessThan(100_000);
  });

  test("birth dates as dates, as digits and as texts", async () => {
    const day = Date.UTC(1980, 1, 3);
    for (const dob of [
      [new Date(day), new Date(day)],
      [19800203, 19800203],
      ["1980-02-03", "19800203"],
      ["13/02/1980", "1980-02-13"],
    ]) {
      const found = await findDuplicates(table({ email: ["a@b.pt", "c@d.pt"], dob }));
      expect(explainDuplicate(found, 0, 1).table.get("level", 1)).toBe("equal");
    }
  });

  test("whatever texts there are, without an error of another kind", async () => {
    const text = fc.option(
      fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom("ana", "a@b.pt", "")),
      { nil: null },
    );
    const row = fc.tuple(text, text, text, text);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const column = (i: number) => rows.map((values) => values[i]);
        const crm = table({ name: column(0), email: column(1), address: column(2), notes: column(3) });
        const options = { compare: { name: "name", email: "email", address: "address", text: "notes" } };
        const found = await findDuplicates(crm, options).catch((error: unknown) => error);
        if (isPhonographError(found)) return;
        const { clusters, table: pairs } = found as Awaited<ReturnType<typeof findDuplicates>>;
        expect(clusters.numRows()).toBe(rows.length);
        for (const p of pairs.array("probability") as number[]) expect(p >= 0.1 && p <= 1).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("evaluateDuplicates", () => {
  test("the blocking ceiling is what counting every true pair gives", async () => {
    const letter = fc.constantFrom("a", "b", "c", null);
    const row = fc.tuple(letter, letter, fc.integer({ min: -1, max: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 14 }), async (rows) => {
        const texts = (i: 0 | 1) => ["z", ...rows.map((values) => values[i])];
        const crm = table({ one: texts(0), two: texts(1) });
        const options = { compare: { text: ["one", "two"] }, block: ["one", "two"] } as const;
        const found = await findDuplicates(crm, options).catch(() => undefined);
        if (!found) return;
        const truth = [-1, ...rows.map(([, , entity]) => entity)];
        let [reached, all] = [0, 0];
        for (let i = 0; i < truth.length; i++) {
          for (let j = 0; j < i; j++) {
            if (truth[i]! < 0 || truth[i] !== truth[j]) continue;
            all++;
            if ([texts(0), texts(1)].some((column) => column[i] !== null && column[i] === column[j])) reached++;
          }
        }
        const { blockingCeiling } = evaluateDuplicates(found, truth);
        if (all === 0) expect(blockingCeiling).toBeNaN();
        else expect(blockingCeiling).toBeCloseTo(reached / all, 12);
      }),
      { numRuns: 60 },
    );
  });

  test("the curve tells what another threshold would find among the listed pairs, as a loop over them does", async () => {
    const world = crmWorld({ households: 150, seed: 12, repeated: 0.4 });
    const found = await findDuplicates(world.crm, { region: "PT", list: 0.05 });
    const { recordOf, firstRow } = found.trace.list;
    const pairs = found.table.objects() as { rowA: number; rowB: number; probability: number }[];
    let all = 0;
    for (const [i, a] of firstRow.entries())
      for (const b of firstRow.subarray(0, i)) if (world.truth[a] === world.truth[b]) all++;
    const { curve } = evaluateDuplicates(found, world.truth, { thresholds: [0.05, 0.5, 0.99] });
    for (const row of curve.objects() as { threshold: number; linked: number; right: number; true: number }[]) {
      const mine = pairs.filter(
        (pair) => recordOf[pair.rowA] !== recordOf[pair.rowB] && pair.probability >= row.threshold,
      );
      const right = mine.filter(({ rowA, rowB }) => world.truth[rowA] === world.truth[rowB]).length;
      expect(row).toMatchObject({ linked: mine.length, right, true: all });
    }
    expect(evaluateDuplicates(found, world.truth).curve.get("threshold", 0)).toBe(0.1);
    const refused = (options: object) => () => evaluateDuplicates(found, world.truth, options);
    expect(refused({ thresholds: [0.01, 0.5] })).toThrowErrorMatchingSnapshot();
    expect(refused({ thresholds: [Number.NaN] })).toThrow("thresholds must be a list of numbers from 0 to 1");
    expect(refused({ bins: 0 })).toThrow("bins must be a whole number");
  });

  test("a truth that calls 100,000 rows one customer is scored without looking at every pair of them", async () => {
    const n = 100_000;
    const crm = table({ email: repeat(n, (i) => `m${i % 99_000}@x.pt`), city: repeat(n, (i) => `c${i % 3000}`) });
    const found = await findDuplicates(crm, { block: ["email"] });
    const { blockingCeiling } = evaluateDuplicates(found, new Int32Array(n));
    expect(blockingCeiling).toBeCloseTo(1000 / ((n * (n - 1)) / 2), 15);
  });

  test("takes names for entities, and leaves out what is missing in a list", async () => {
    const crm = table({ name: ["Ana Silva", "Ana Silva", "Rui Vaz"], email: ["a@x.pt", "a@x.pt", "r@x.pt"] });
    const found = await findDuplicates(crm);
    const [numbers, names, some] = [
      [7, 7, 8],
      ["ana", "ana", "rui"],
      [7, 7, null],
    ].map((truth) => evaluateDuplicates(found, truth).table.objects());
    expect(names).toEqual(numbers);
    expect((some as { measure: string; linked: number }[]).find(({ measure }) => measure === "events")?.linked).toBe(2);
    expect(calibrationChart(evaluateDuplicates(found, [7, 7, 8])).subtitle).toContain("Share of 1 pair that is right");
  });
});

describe("explainDuplicate", () => {
  const rows = [
    ...repeat(80, (i) => ({
      name: `Given${i} Family${i}`,
      email: `p${i}@x.pt`,
      dob: `19${10 + i}-01-1${i % 9}`,
      zip: `${1000 + i}`,
    })),
    { name: "Given0 Family0", email: "p0@x.pt", dob: "1910-01-11", zip: "1000" },
    { name: "Given1 Family1", email: "q1@y.pt", dob: "1999-12-31", zip: "9999" },
  ];
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name]);
  const crm = table({ name: column("name"), email: column("email"), dob: column("dob"), zip: column("zip") });

  test("adds up from the prior to the total, for any two rows, compared or not", async () => {
    const found = await findDuplicates(crm, { list: 0.001 });
    for (const [a, b] of [
      [0, 80],
      [1, 81],
      [2, 3],
    ]) {
      const why = explainDuplicate(found, a, b);
      const sum = (why.table.array("weight") as number[]).reduce((x, y) => x + y, why.prior);
      expect(sum).toBeCloseTo(why.total, 9);
      expect(why.probability).toBeCloseTo(1 / (1 + 2 ** -why.total), 12);
    }
    const [why, not] = [explainDuplicate(found, 80, 0), explainDuplicate(found, 2, 3)];
    expect([why.state, why.compared, not.state, not.compared]).toEqual(["linked", true, "apart", false]);
    const listed = found.table.objects() as { rowA: number; rowB: number; weight: number }[];
    expect(listed.find(({ rowA, rowB }) => rowA === 0 && rowB === 80)!.weight).toBeCloseTo(why.total, 9);
    expect(why.text).not.toMatch(/Given0|p0@x\.pt|1910/);
    expect(JSON.stringify(why.table.objects())).not.toMatch(/given0|p0@x\.pt|19100/i);
  });

  test("of likely rows that are kept apart, says which rows stand against it, or that there would be too many", async () => {
    const world = crmWorld({ households: 300, seed: 5, repeated: 0.5 });
    const whys = async (options: object) => {
      const found = await findDuplicates(world.crm, { region: "PT", ...options });
      const likely = found.table.filter("d => d.probability >= 0.9").objects() as { rowA: number; rowB: number }[];
      return likely
        .map(({ rowA, rowB }) => ({ rowA, rowB, ...explainDuplicate(found, rowA, rowB) }))
        .filter(({ state }) => state === "apart");
    };
    const differ = await whys({ apart: ["family"] });
    expect(differ.length).toBeGreaterThan(0);
    for (const { text, guards } of differ) {
      const told = guards.get("found", 2) as string;
      expect(told).toMatch(/^rows \d+ and \d+ differ clearly in family$/);
      expect(text).toContain(told);
      const [x, y] = told.match(/\d+/g)!.map(Number);
      const names = [x!, y!].map((row) => world.crm.get("family_name", row));
      expect(names[0]).not.toBe(names[1]);
    }
    const many = await whys({ largest: 2 });
    expect(many.length).toBeGreaterThan(0);
    for (const { guards } of many) expect(guards.get("found", 2)).toBe("one entity would have more than 2 records");
  });

  test("says in words how far fields agree", async () => {
    const found = await findDuplicates(crm);
    const labels = explainDuplicate(found, 0, 1).table.array("label") as string[];
    expect(labels.map((label) => label.replace(/:.*/, ""))).toEqual([
      ...["given name nearly equal", "family name nearly equal", "e-mail but for a slip"],
      ...["birth date different", "postcode of one district"],
      "they could be two people of one home",
    ]);
  });

  test("how far fields agree can be read in a report, where columns named for identifiers are masked", async () => {
    const found = await findDuplicates(crm, { list: 0.001 });
    const shown = tableColumns(found.table, 5).filter(({ name }) => name.endsWith("_agrees"));
    expect(shown.map(({ name }) => name)).toEqual(
      ["given", "family", "email", "birthDate", "postcode"].map((field) => `${field}_agrees`),
    );
    for (const { cells } of shown) expect(cells.join()).not.toContain("•");
  });

  test("is drawn by evidenceChart in words of its own, nothing personal in it", async () => {
    const { svg, alt, caption } = evidenceChart(explainDuplicate(await findDuplicates(crm), 0, 80));
    expect(svg).toContain("any two records");
    expect(alt).toContain("row 0 and row 80");
    expect(caption).toContain("for one customer than for two");
    expect(svg).not.toMatch(/given0|p0@x\.pt|19100/i);
  });
});
