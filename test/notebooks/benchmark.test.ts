import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import type { Result, Results } from "../bench/results.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "phonograph-benchmark-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(file: string): Promise<{ html: string; said: string }> {
  const out = join(folder, "benchmark.html");
  const cli = join(ROOT, "toolkit/notebook/cli.ts");
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [cli, "run", join(ROOT, "notebooks/benchmark.ts"), "-o", out, "-P", `file=${file}`],
    { cwd: ROOT },
  );
  return { html: readFileSync(out, "utf8"), said: stdout + stderr };
}

const times = (median: number) => ({ median, least: median, most: median, runs: 3 });
const sort = { job: "sort", case: "person-time", rows: 1e6 };
const mine = { ...sort, ours: true, bytesIn: 1e6, bytesOut: 1e6 };
const results: Result[] = [
  {
    ...mine,
    ...times(100),
    contender: "phonograph, 2 workers",
    workers: 2,
    ratio: 0.4,
    toFloor: 12,
    peak: 5e6,
    peakToColumns: 2.2,
  },
  { ...mine, ...times(180), contender: "phonograph, 1 worker", workers: 1, ratio: 0.72, toFloor: 21 },
  { ...sort, ...times(250), contender: "DuckDB", ours: false, ratio: 1 },
  { ...sort, ...times(900), contender: "Arquero", ours: false, ratio: 3.6 },
];
const all: Results = {
  machine: {
    ...{
      processor: "A processor",
      threads: 2,
      memory: 8e9,
      system: "Linux 6",
      bandwidth: [8e6, 1e7] as [number, number],
    },
    versions: { node: "26.10.0", duckdb: "1.5.6" },
  },
  ...{ day: "2026-01-02", rows: 1e6, rounds: 3, results },
  small: results
    .filter(({ workers }) => workers !== 1)
    .map((one) => ({ ...one, rows: 1000, median: one.median / 200 })),
  growth: [
    {
      ...{ job: "sort", case: "person-time", contender: "phonograph, 2 workers", exponent: 1.04 },
      points: [
        { rows: 1e6, median: 100 },
        { rows: 1e7, median: 1100 },
      ],
    },
  ],
};

describe("benchmark.ts", () => {
  test("draws what a run of the benchmark found, with the machine and the versions", async () => {
    const file = join(folder, "results.json");
    writeFileSync(file, JSON.stringify(all));
    const { html } = await run(file);
    expect(html).not.toMatch(/class="pg-error"/);
    expect(html.match(/<figure/g)?.length).toBe(5);
    const text = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    for (const told of [
      "A processor",
      "2026-01-02",
      "26.10.0",
      "sort, person time 0.500 4.50 9",
      "sort by person and time 0.500 0.400 yes",
      "1 M 10 M 1.04",
    ]) {
      expect(text.includes(told), told).toBe(true);
    }
  });

  test("without results says how to get them", async () => {
    const { html } = await run(join(folder, "none.json"));
    expect(html).toContain("npm run bench");
    expect(html).not.toMatch(/<figure/);
  });
});
