import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromCSV } from "arquero";
import { beforeAll, describe, expect, test } from "vitest";
import { workersFor } from "../../toolkit/core/compute.ts";
import { toDuplicateSpec } from "../../toolkit/link/find-duplicates-options.ts";
import { type Comparisons, comparePairs, patternsOf } from "../../toolkit/link/record-comparisons.ts";
import { equalShare, somePairs, strangers } from "../../toolkit/link/record-frequencies.ts";
import type { RecordList } from "../../toolkit/link/record-list.ts";
import { fitRecords, type ModelInput, type RecordModel } from "../../toolkit/link/record-model.ts";
import { prepareRecords } from "../../toolkit/link/record-prepare.ts";
import { pairWeigher } from "../../toolkit/link/record-weights.ts";

type Chances = Record<string, number[]>;
const R: {
  records: number;
  m: Chances;
  u: Chances;
  h: Chances;
  shares: number[][];
  match: number;
  mate: number;
  rowA: number[];
  rowB: number[];
  weight: number[];
} = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/records.json"), "utf8"));
const RULES = ["email", "phone", "birthDate", ["postcode", "sound"], ["given", "family"]] as const;

/** The same customers as R's, through our own reading, comparing and blocking. */
async function read(): Promise<{ list: RecordList; compared: Comparisons; input: ModelInput }> {
  const text = readFileSync(join(import.meta.dirname, "fixtures/records.csv"), "utf8");
  const crm = fromCSV(text, { autoType: false });
  const spec = toDuplicateSpec("findDuplicates", crm, { block: RULES, region: "PT" });
  const { list, blocks } = await prepareRecords("findDuplicates", crm, spec, {});
  const run = { workers: workersFor("findDuplicates", 0, {}) };
  const compared = await comparePairs("findDuplicates", list, blocks, run);
  const sampled = await patternsOf("findDuplicates", list, somePairs(list.size, 1e6, 1), run);
  const kinds = list.fields.map(({ kind }) => kind);
  const equal = list.fields.map(({ codes }) => equalShare(codes));
  const input: ModelInput = {
    list,
    rules: blocks.map(({ parts }) => parts),
    refinedBy: blocks.map(() => []),
    sorts: compared.sorts,
    u: strangers(kinds, sampled.levels, sampled.counts, equal),
    household: true,
    leastFrequency: 0.001,
  };
  return { list, compared, input };
}

describe("the model of records", () => {
  let list: RecordList;
  let compared: Comparisons;
  let input: ModelInput;
  let model: RecordModel;
  beforeAll(async () => {
    ({ list, compared, input } = await read());
    model = fitRecords({ ...input, em: { tolerance: 1e-12, rounds: 100_000 } });
  });

  test.each(["m", "u", "h"] as const)("chances %s of every level equal R's to 1e-6", (name) => {
    expect(list.size).toBe(R.records);
    for (const [f, field] of list.fields.entries()) {
      const ours = Array.from(model[name]![f]);
      for (const [l, expected] of R[name][field.name].entries()) {
        expect(Math.abs(ours[l] - expected), `${field.name} ${l}`).toBeLessThan(1e-6);
      }
    }
  });

  test("shares of matches, housemates and strangers in each rule, and among all pairs, equal R's", () => {
    for (const [r, shares] of R.shares.entries()) {
      for (const [c, share] of shares.entries()) expect(Math.abs(model.shares[r][c] - share)).toBeLessThan(1e-6);
    }
    expect(Math.abs(model.match / R.match - 1)).toBeLessThan(1e-6);
    expect(Math.abs(model.mate / R.mate - 1)).toBeLessThan(1e-6);
  });

  test("the weight of every compared pair, rare and common values included, equals R's to 1e-5 bits", () => {
    const { weigh } = pairWeigher(list.fields, model);
    const ours = new Map<string, number>();
    for (const { a, b, sort, places } of compared.runs) {
      for (let i = 0; i < a.length; i++) {
        const rows = [list.firstRow[a[i]], list.firstRow[b[i]]].sort((x, y) => x - y);
        ours.set(rows.join(), weigh(compared.sorts.patterns[places[sort[i]]], a[i]).total);
      }
    }
    expect(ours.size).toBe(R.weight.length);
    for (const [i, weight] of R.weight.entries()) {
      const key = [R.rowA[i], R.rowB[i]].sort((x, y) => x - y).join();
      expect(Math.abs((ours.get(key) ?? Number.NaN) - weight), key).toBeLessThan(1e-5);
    }
  });

  test("no round makes the observed agreement less likely, with or without households", () => {
    for (const household of [true, false]) {
      const passes = fitRecords({ ...input, household }).likelihoods;
      expect(passes[0].length).toBeGreaterThan(5);
      for (const likelihoods of passes) {
        for (let i = 1; i < likelihoods.length; i++) {
          expect(likelihoods[i]).toBeGreaterThanOrEqual(likelihoods[i - 1] - 1e-7 * Math.abs(likelihoods[i]));
        }
      }
    }
  });

  test("chances of a field add up to 1 in every class", () => {
    for (const chances of [...model.m, ...model.u, ...model.h!]) {
      expect(chances.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  });
});
