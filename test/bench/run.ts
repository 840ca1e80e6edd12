/**
 * npm run bench [-- --rows 1e7] [--rounds 5] [--only join,csv/cdr] [--json]
 *
 * Each file in jobs/ is a job. Answers are compared before a time is printed.
 */
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { closePool } from "../../workers/pool.ts";
import type { Job } from "./job.ts";
import { type Measured, measure } from "./measure.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1e7" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const only = values.only.split(",").filter(Boolean);
const say = (line: string) => process.stderr.write(`${line}\n`);

const jobs = readdirSync(new URL("jobs/", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const chosen = jobs.filter((job) => only.length === 0 || only.some((o) => o.split("/")[0] === job));
if (chosen.length === 0 || !(rows >= 1) || !(rounds >= 1)) {
  say(`usage: npm run bench -- [--rows 1e7] [--rounds 5] [--only ${jobs.join(",")}] [--json]`);
  process.exit(2);
}

const all: object[] = [];
for (const job of chosen) {
  const { default: cases } = (await import(new URL(`jobs/${job}.ts`, import.meta.url).href)) as { default: Job };
  const parts = only.filter((o) => o.startsWith(`${job}/`)).map((o) => o.slice(job.length + 1));
  const wanted = (name: string) => parts.length === 0 || parts.includes(name);
  for await (const one of cases({ rows, wanted, note: (text) => say(`${job}: ${text}`) })) {
    const measured = await measure(one, rounds);
    if (!values.json) print(`${job}/${one.name}, ${one.rows.toLocaleString("en")} rows`, measured);
    for (const { contender, ...times } of measured) {
      all.push({ job, case: one.name, contender: contender.name, rows: contender.rows ?? one.rows, ...times });
    }
  }
}
if (values.json) {
  const machine = { processor: cpus()[0]?.model, threads: cpus().length, node: process.version };
  console.log(JSON.stringify({ machine, results: all }, null, 2));
}
await closePool();

function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`);
  console.log(`  ${"".padEnd(34)}${["median", "least", "most", "runs", "ratio"].map((h) => h.padStart(9)).join("")}`);
  for (const { contender, median, least, most, runs, ratio } of measured) {
    const times = [median, least, most].map((ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`.padStart(9)).join("");
    const smaller = contender.rows ? ` (${contender.rows.toLocaleString("en")} rows)` : "";
    const share = ratio === undefined ? "" : ratio.toFixed(2);
    console.log(`  ${(contender.name + smaller).padEnd(34)}${times}${String(runs).padStart(9)}${share.padStart(9)}`);
  }
}
