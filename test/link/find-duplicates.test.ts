import { table } from "arquero";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type DuplicateScores, evaluateDuplicates } from "../../toolkit/link/evaluate-duplicates.ts";
import { type Duplicates, findDuplicates } from "../../toolkit/link/find-duplicates.ts";
import { type CrmWorld, crmWorld } from "./crm-world.ts";

/** Rows by entity, without the numbers of the entities. */
const partition = ({ clusters }: Duplicates, rows = (row: number) => row) => {
  const groups = new Map<number, number[]>();
  for (const [row, entity] of (clusters.array("entity") as number[]).entries()) {
    groups.set(
      entity,
      [...(groups.get(entity) ?? []), rows(row)].sort((a, b) => a - b),
    );
  }
  return [...groups.values()].map((group) => group.join()).sort();
};

describe.each([101, 102, 103])("a customer table of households with planted duplicates, seed %i", (seed) => {
  let world: CrmWorld;
  let found: Duplicates;
  let scores: DuplicateScores;
  beforeAll(async () => {
    world = crmWorld({ households: 3000, seed });
    found = await findDuplicates(world.crm, { region: "PT", list: 0.02 });
    scores = evaluateDuplicates(found, world.truth);
  });

  test("at least .98 of the pairs found are right, and .96 of the true ones are found", () => {
    expect(scores.precision).toBeGreaterThan(0.98);
    expect(scores.recall).toBeGreaterThan(0.96);
  });

  test("the rules compare .98 of all true pairs, and fewer than ten pairs a row", () => {
    expect(scores.blockingCeiling).toBeGreaterThan(0.98);
    expect(found.comparisons).toBeLessThan(10 * world.truth.length);
  });

  test("the number of matches is learnt to a fifth, without labels", () => {
    const { size } = found.trace.list;
    const records = found.trace.list.recordOf;
    const truePairs = new Set<string>();
    for (const [i, person] of world.truth.entries()) {
      for (let j = i + 1; j < world.truth.length; j++) {
        if (world.truth[j] === person && records[i] !== records[j])
          truePairs.add([records[i], records[j]].sort().join());
      }
    }
    const learnt = (found.matchShare * size * (size - 1)) / 2;
    expect(Math.abs(learnt / truePairs.size - 1)).toBeLessThan(0.2);
  });

  test("chances come true: of pairs with one above .9 all but 2 %, and in the middle as often as said within .25", () => {
    const sure = scores.calibration.filter("d => d.from >= 0.9");
    expect(sure.get("observed", 0)).toBeGreaterThan(0.98);
    const middle = scores.calibration.objects() as { from: number; n: number; predicted: number; observed: number }[];
    const between = middle.filter(({ from }) => from >= 0.1 && from < 0.9);
    const [n, said, came] = between.reduce(
      ([n, said, came], bin) => [n + bin.n, said + bin.n * bin.predicted, came + bin.n * bin.observed],
      [0, 0, 0],
    );
    expect(n).toBeGreaterThan(30);
    expect(Math.abs(said - came) / n).toBeLessThan(0.25);
  });

  test("relatives, twins and users of one reception phone stay apart, but for one in fifty true pairs", () => {
    const entity = found.clusters.array("entity") as number[];
    const byHome = new Map<number, number[]>();
    for (const [row, person] of world.truth.entries()) {
      const { household } = world.persons[person];
      byHome.set(household, [...(byHome.get(household) ?? []), row]);
    }
    let [together, pairs] = [0, 0];
    for (const rows of byHome.values()) {
      for (const a of rows) {
        for (const b of rows) {
          if (a >= b || world.truth[a] === world.truth[b]) continue;
          pairs++;
          together += entity[a] === entity[b] ? 1 : 0;
        }
      }
    }
    expect(pairs).toBeGreaterThan(5000);
    expect(together / found.duplicates).toBeLessThan(0.02);
  });
});

describe("other customer tables", () => {
  const run = async (world: CrmWorld, columns = world.crm.columnNames() as string[]) => {
    const found = await findDuplicates(world.crm.select(...columns), { region: "PT" });
    return { found, ...evaluateDuplicates(found, world.truth) };
  };

  test("without any duplicate: at most one row in a thousand is called one", async () => {
    const world = crmWorld({ households: 2000, seed: 401, repeated: 0 });
    const { found } = await run(world);
    expect(found.duplicates / world.truth.length).toBeLessThan(0.001);
  });

  test("with a duplicate on one row in a hundred, most are found and none is wrong", async () => {
    const { precision, recall } = await run(crmWorld({ households: 3000, seed: 402, repeated: 0.01 }));
    expect(precision).toBeGreaterThan(0.95);
    expect(recall).toBeGreaterThan(0.85);
  });

  test("with a third of all values missing and slips in a fifth: what is found is right, of what was compared .85 found", async () => {
    const { precision, recall, blockingCeiling } = await run(
      crmWorld({ households: 2000, seed: 403, slips: 0.2, missing: 0.3 }),
    );
    expect(precision).toBeGreaterThan(0.96);
    expect(recall / blockingCeiling).toBeGreaterThan(0.85);
  });

  test("of a hundred and fifty rows", async () => {
    const { precision, recall } = await run(crmWorld({ households: 60, seed: 404, repeated: 0.2 }));
    expect(precision).toBeGreaterThan(0.9);
    expect(recall).toBeGreaterThan(0.85);
  });

  test("with names, numbers and birth dates alone", async () => {
    const columns = ["given_name", "family_name", "phone", "birth_date"];
    const { precision, recall } = await run(crmWorld({ households: 2000, seed: 405 }), columns);
    expect(precision).toBeGreaterThan(0.97);
    expect(recall).toBeGreaterThan(0.85);
  });

  test("with one placeholder for a birth date on half of the rows: found as well, and the matches are not overcounted", async () => {
    const world = crmWorld({ households: 1500, seed: 408 });
    const dates = world.crm.array("birth_date") as (string | null)[];
    const placed = Array.from(dates, (date, row) => (row % 2 === 0 ? "1900-01-01" : date));
    const crm = world.crm.assign(table({ birth_date: placed })) as unknown as typeof world.crm;
    const found = await findDuplicates(crm, { region: "PT" });
    const { precision, recall } = evaluateDuplicates(found, world.truth);
    expect(precision).toBeGreaterThan(0.95);
    expect(recall).toBeGreaterThan(0.85);
    const { size } = found.trace.list;
    const counts = new Map<number, number>();
    for (const person of world.truth) counts.set(person, (counts.get(person) ?? 0) + 1);
    const truePairs = [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
    expect((found.matchShare * size * (size - 1)) / 2).toBeLessThan(1.5 * truePairs);
  });

  test("where nobody is anybody twice, a placeholder that many share is no match", async () => {
    const n = 6000;
    const rows = Array.from({ length: n }, (_, i) => i);
    const crm = table({
      name: rows.map((i) => `Given${i % 800} Fam${(i * 7) % 1999}`),
      dob: rows.map((i) => (i % 2 ? "1900-01-01" : `${1930 + (i % 79)}-0${1 + (i % 9)}-${10 + (i % 17)}`)),
      email: rows.map((i) => `n${i * 7919}@x.pt`),
    });
    const found = await findDuplicates(crm);
    expect(found.blocking.objects()).toContainEqual(expect.objectContaining({ rule: "birthDate", refined: n / 2 }));
    expect(found.duplicates).toBe(0);
    expect((found.matchShare * n * (n - 1)) / 2).toBeLessThan(5);
  });

  test("without names", async () => {
    const columns = ["email", "phone", "postcode", "birth_date"];
    const { precision, recall } = await run(crmWorld({ households: 2000, seed: 406 }), columns);
    expect(precision).toBeGreaterThan(0.9);
    expect(recall).toBeGreaterThan(0.8);
  });

  test("a single column is read, and nothing is said to be sure", async () => {
    const { found } = await run(crmWorld({ households: 300, seed: 407 }), ["email"]);
    expect(found.duplicates).toBe(0);
    expect(found.parameters.filter("d => d.learnt === 1").numRows()).toBe(0);
  });
});

describe("findDuplicates", () => {
  const world = crmWorld({ households: 120, seed: 9, repeated: 0.4 });
  const people = world.crm.objects() as Record<string, string | null>[];
  const names = world.crm.columnNames() as string[];
  const asTable = (rows: readonly Record<string, unknown>[]) =>
    table(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])));
  const options = { region: "PT" } as const;

  test("gives the same answer whatever the order of the rows", async () => {
    const expected = partition(await findDuplicates(world.crm, options));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...people.keys()], { minLength: people.length }), async (order) => {
        const found = await findDuplicates(asTable(order.map((row) => people[row])), options);
        expect(partition(found, (row) => order[row])).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  test("gives the same tables on threads as on the calling one", async () => {
    const inline = await findDuplicates(world.crm, { ...options, workers: 0 });
    for (const workers of [1, 2]) {
      const pooled = await findDuplicates(world.crm, { ...options, workers });
      for (const part of ["table", "clusters", "entities", "parameters", "blocking"] as const) {
        expect(pooled[part].objects()).toEqual(inline[part].objects());
      }
    }
  });

  test("reads filtered and ordered tables as shown", async () => {
    const half = world.crm.filter("d => d.phone != null").orderby("birth_date");
    const plain = asTable(half.objects() as Record<string, unknown>[]);
    expect((await findDuplicates(half, options)).table.objects()).toEqual(
      (await findDuplicates(plain, options)).table.objects(),
    );
  });

  test("adding a copy of any row puts it with that row where the row says enough, and changes no other entity", async () => {
    const before = await findDuplicates(world.crm, options);
    for (const row of [3, 40, 77]) {
      const after = await findDuplicates(asTable([...people, people[row]]), options);
      const entity = after.clusters.array("entity") as number[];
      expect(entity[people.length]).toBe(entity[row]);
      const merged = partition(after).map((group) =>
        group
          .split(",")
          .filter((r) => Number(r) < people.length)
          .join(),
      );
      expect(merged.sort()).toEqual(partition(before));
    }
  });

  test("entities are told with their size and weakest link, pairs surest first, nothing personal in any table", async () => {
    const found = await findDuplicates(world.crm, options);
    const weights = found.table.array("weight") as number[];
    expect([...weights].sort((a, b) => b - a)).toEqual([...weights]);
    for (const { size, weakest } of found.entities.objects() as { size: number; weakest: number }[]) {
      expect(size).toBeGreaterThan(1);
      expect(weakest).toBeGreaterThanOrEqual(0.9);
    }
    const shown = JSON.stringify([found.table.objects(), found.blocking.objects(), found.about]);
    for (const phone of world.persons.map(({ phone }) => phone)) expect(shown).not.toContain(phone);
    expect(Object.isFrozen(found)).toBe(true);
  });

  test("no entity differs clearly in a field that keeps rows apart", async () => {
    const found = await findDuplicates(world.crm, { ...options, apart: ["birthDate"] });
    const entity = found.clusters.array("entity") as number[];
    for (const { rowA, rowB, birthDate_agrees } of found.table.objects() as {
      rowA: number;
      rowB: number;
      birthDate_agrees: string;
    }[]) {
      if (birthDate_agrees === "different") expect(entity[rowA]).not.toBe(entity[rowB]);
    }
  });

  test("names swapped, shortened, turned around, or without marks are seen as such", async () => {
    const rows = [
      ...Array.from({ length: 60 }, (_, i) => [`Zé${"abcdefghij"[i % 10]} Sousa${"klmnopqr"[i % 8]}`, `m${i}@x.pt`]),
      ["Conceição Araújo", "same@x.pt"],
      ["ARAUJO, Conceicao", "same@x.pt"],
      ["Araújo Conceição", "same@x.pt"],
      ["C. Araujo", "same@x.pt"],
      ["Dr. Conceição Araújo", "same+news@x.pt"],
    ];
    const crm = table({ name: rows.map(([name]) => name), mail: rows.map(([, mail]) => mail) });
    const found = await findDuplicates(crm, { list: 0.001 });
    const level = (a: number, b: number) =>
      (found.table.objects() as Record<"rowA" | "rowB" | "given_agrees" | "family_agrees" | "email_agrees", unknown>[])
        .filter(({ rowA, rowB }) => rowA === 60 + a && rowB === 60 + b)
        .map(({ given_agrees, family_agrees, email_agrees }) => [given_agrees, family_agrees, email_agrees])[0];
    expect(level(0, 1)).toEqual(["equal", "equal", "equal"]);
    expect(level(0, 2)).toEqual(["swapped", "implied", "equal"]);
    expect(level(0, 3)).toEqual(["initials", "equal", "equal"]);
    expect(level(0, 4)).toEqual(["equal", "equal", "tag"]);
    expect(new Set((found.clusters.array("entity") as number[]).slice(60)).size).toBe(1);
  });

  test("nicknames count where they are given", async () => {
    const names = ["William Hunt", "Bill Hunt", ...Array.from({ length: 40 }, (_, i) => `Given${i} Name${i}`)];
    const crm = table({ name: names, email: names.map((_, i) => `${i < 2 ? "one" : i}@x.com`) });
    const found = await findDuplicates(crm, { nicknames: [["William", "bill"]], list: 0.001 });
    expect(found.table.get("given_agrees", 0)).toBe("nickname");
  });
});
