import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toDuplicateSpec } from "../../../toolkit/link/find-duplicates-options.ts";
import { comparePairs } from "../../../toolkit/link/record-comparisons.ts";
import type { RecordList } from "../../../toolkit/link/record-list.ts";
import { prepareRecords } from "../../../toolkit/link/record-prepare.ts";
import { type FieldKind, patternFactors } from "../../../workers/records/levels.ts";
import { crmWorld } from "../../link/crm-world.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Answer, Case, Contender, Setting } from "../job.ts";

/** Fields as both sides compare them: names by Jaro-Winkler from 0.92, numbers by one slip, addresses by Levenshtein. */
const FIELDS: readonly { from: string; as: FieldKind }[] = [
  { from: "given", as: "city" },
  { from: "family", as: "city" },
  { from: "phone", as: "phone" },
  { from: "address", as: "text" },
];

const LEVELS_SQL = {
  city: (x: string) =>
    `CASE WHEN a.${x} IS NULL OR b.${x} IS NULL THEN 0 WHEN a.${x} = b.${x} THEN 1 WHEN jaro_winkler_similarity(a.${x}, b.${x}) >= 0.92 THEN 2 ELSE 3 END`,
  phone: (x: string) =>
    `CASE WHEN a.${x} IS NULL OR b.${x} IS NULL THEN 0 WHEN a.${x} = b.${x} THEN 1 WHEN damerau_levenshtein(a.${x}, b.${x}) = 1 THEN 2 ELSE 3 END`,
  text: (x: string) =>
    `CASE WHEN a.${x} IS NULL OR b.${x} IS NULL THEN 0 WHEN a.${x} = b.${x} THEN 1
      WHEN 1 - levenshtein(a.${x}, b.${x}) / greatest(length(a.${x}), length(b.${x})) >= 0.85 THEN 2
      WHEN 1 - levenshtein(a.${x}, b.${x}) / greatest(length(a.${x}), length(b.${x})) >= 0.65 THEN 3 ELSE 4 END`,
} as const;

/**
 * DuckDB halves an odd number of letters out of order downwards, R's stringdist and we do not: a few names in a million are
 * near by one and not by the other, so answers are compared without telling near names from different ones.
 */
const coarse = (pattern: number) => {
  const name = (level: number) => Math.min(level, 2);
  return name(pattern % 4) + 4 * name(Math.floor(pattern / 4) % 4) + 16 * Math.floor(pattern / 16);
};
const COARSE_SQL = "least(pattern % 4, 2) + 4 * least((pattern // 4) % 4, 2) + 16 * (pattern // 16)";

/**
 * All pairs of customers of one town and family initial are compared in four fields and counted by pattern of agreement: what
 * `findDuplicates` spends its time on. A two-hundredth of the rows are customers; 1e7 rows give some 2 M pairs.
 */
export default async function* records({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("pairs")) return;
  const { crm } = crmWorld({ households: Math.max(50, Math.round(rows / 540)), seed: 1 });
  const options = {
    compare: { given: "given_name", family: "family_name", phone: "phone", city: "city", address: "address" },
  };
  const spec = toDuplicateSpec("bench", crm, { ...options, maxComparisons: 1e12, block: ["city"] });
  const { list } = await prepareRecords("bench", crm, spec, {});
  const texts = (name: string) => {
    const { codes, texts: values } = list.fields.find((field) => field.name === name)!;
    return Array.from(codes, (code) => (code < 0 ? null : values[code]));
  };
  const [city, family] = [texts("city"), texts("family")];
  const keys = city.map((town, r) => (town === null || family[r] === null ? null : `${town}/${family[r][0]}`));
  const pairs = countPairs(keys);
  note(`${list.size.toLocaleString("en")} customers, ${pairs.toLocaleString("en")} pairs`);
  const duckdb = await openDuckdb();
  yield {
    name: "pairs",
    rows: pairs,
    contenders: [...ours(list, keys), inDuckdb(keys, texts, duckdb)],
  };
  duckdb.close();
}

function ours(list: RecordList, keys: readonly (string | null)[]): Contender[] {
  const fields = FIELDS.map(({ from, as }) => ({
    ...list.fields.find(({ name }) => name === from)!,
    kind: as,
    forms: [],
  }));
  const known = new Map<string, number>();
  const codes = Int32Array.from(keys, (key) => {
    if (key === null) return -1;
    const code = known.get(key) ?? known.size;
    known.set(key, code);
    return code;
  });
  const block = {
    parts: ["key"],
    keys: codes,
    shared: 0,
    pairs: 0,
    heaviest: "",
    heaviestRecords: 0,
    refined: 0,
    refinedBy: [],
  };
  return [2, 1].map((workers) => ({
    name: `phonograph, ${workers} worker${workers > 1 ? "s" : ""}`,
    ours: true,
    run: async (): Promise<Answer> => {
      const { sorts } = await comparePairs("bench", { ...list, fields }, [block], { workers });
      const counts = new Map<number, number>();
      for (const [i, pattern] of sorts.patterns.entries()) {
        if (sorts.pairs[i] > 0) counts.set(coarse(pattern), (counts.get(coarse(pattern)) ?? 0) + sorts.pairs[i]);
      }
      const [patterns, pairs] = [[...counts.keys()], [...counts.values()]];
      return { fingerprint: () => fingerprint(patterns.length, [patterns, pairs]) };
    },
  }));
}

function inDuckdb(
  keys: readonly (string | null)[],
  texts: (name: string) => (string | null)[],
  engine: Awaited<ReturnType<typeof openDuckdb>>,
): Contender {
  const factors = patternFactors(FIELDS.map(({ as }) => ({ kind: as })));
  const pattern = FIELDS.map(
    ({ from, as }, f) => `(${LEVELS_SQL[as as keyof typeof LEVELS_SQL](from)}) * ${factors[f]}`,
  );
  return {
    name: "DuckDB",
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), "phonograph-bench-"));
      const columns = FIELDS.map(({ from }) => texts(from));
      const rows = keys.map((key, i) =>
        JSON.stringify({ i, key, ...Object.fromEntries(FIELDS.map(({ from }, f) => [from, columns[f][i]])) }),
      );
      writeFileSync(join(folder, "crm.jsonl"), rows.join("\n"));
      await engine.run(
        `CREATE TABLE crm AS FROM read_json('${join(folder, "crm.jsonl")}', format = 'newline_delimited')`,
      );
      rmSync(folder, { recursive: true });
    },
    prepare: () => engine.run("DROP TABLE IF EXISTS counted"),
    run: async () => {
      await engine.run(`CREATE TABLE counted AS SELECT ${pattern.join(" + ")} AS pattern, count(*) AS pairs
        FROM crm a JOIN crm b ON a.key = b.key AND a.i < b.i GROUP BY 1`);
      return {
        fingerprint: async () =>
          engine.first(
            `SELECT count(*), sum(m), sum(m * m % 1000003) FROM (SELECT ((pattern % 1000003) * 31 + (pairs % 1000003) * 7) % 1000003 AS m
              FROM (SELECT ${COARSE_SQL} AS pattern, sum(pairs) AS pairs FROM counted GROUP BY 1))`,
          ),
      };
    },
  };
}

function countPairs(keys: readonly (string | null)[]): number {
  const sizes = new Map<string, number>();
  for (const key of keys) if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
}
