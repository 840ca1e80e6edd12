/**
 * npm run bench [-- --rows 1e7] [--rounds 5] [--only join,csv/cdr] [--growth 1e6,1e7] [--times] [--json] [--compare file] [--save]
 *
 * Each file in jobs/ is a job and runs in a process of its own. Answers are compared before a time is printed. The memory of
 * ours is measured in a process that does nothing else; --times leaves that out, and growth. --growth measures ours at
 * these sizes too; --compare names every ratio that got worse by more than 20 % since the results in a file, and fails
 * if there is one; --save keeps the results for the notebook, few rows among them; with --only beside what is kept of the others.
 */
import { fork } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { beside } from "./beside.ts";
import type { Request, Told } from "./child.ts";
import { compared, worsened } from "./compare.ts";
import { exponent } from "./growth.ts";
import { machine } from "./machine.ts";
import { printGrowth, printTimes } from "./print.ts";
import type { Growth, Result, Results } from "./results.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1e7" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    growth: { type: "string", default: "" },
    compare: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    times: { type: "boolean", default: false },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const only = values.only.split(",").filter(Boolean);
const sizes = values.growth.split(",").filter(Boolean).map(Number);
const say = (line: string) => process.stderr.write(`${line}\n`);
/** With few rows starting counts for more than the work: there we are compared with Arquero alone. */
const SMALL_JOBS = ["features", "join", "sort", "window"];
const SMALL_ROWS = 1000;
const SMALL_ROUNDS = 51;
const KEPT = new URL("results.json", import.meta.url);

const jobs = readdirSync(new URL("jobs/", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const chosen = jobs.filter((job) => only.length === 0 || only.some((o) => o.split("/")[0] === job));
const strange = only.filter((o) => !jobs.includes(o.split("/")[0]));
if (strange.length > 0 || !(rows >= 1) || !(rounds >= 1) || sizes.some((size) => !(size >= 1))) {
  say(`usage: npm run bench -- [--rows 1e7] [--rounds 5] [--only ${jobs.join(",")}] [--growth 1e6,1e7]
  [--json] [--times: neither memory nor growth] [--compare results.json] [--save]`);
  process.exit(2);
}

let speed: [number, number] = [0, 0];
let failures = 0;
const results: Result[] = [];
const growth: Growth[] = [];
for (const job of chosen) {
  const parts = only.filter((o) => o.startsWith(`${job}/`)).map((o) => o.slice(job.length + 1));
  const request: Request = { job, parts, rows, rounds, what: "times" };
  const timed = await inChild(request);
  const peaks = values.times ? [] : await inChild({ ...request, what: "memory" });
  for (const one of timed) {
    const { peak, peakToColumns } = peaks.find((p) => same(p, one)) ?? {};
    results.push({ ...one, peak, peakToColumns });
  }
  if (!values.json) printTimes(results.filter((result) => result.job === job));
  const grown: Result[] = [];
  for (const size of values.times ? [] : sizes)
    grown.push(...(await inChild({ ...request, rows: size, what: "growth" })));
  for (const one of grown.filter((o, i) => grown.findIndex((p) => sameCase(p, o)) === i)) {
    const points = grown.filter((o) => sameCase(o, one)).map(({ rows, median }) => ({ rows, median }));
    const { job, case: name, contender } = one;
    if (new Set(points.map((point) => point.rows)).size > 1)
      growth.push({ job, case: name, contender, points, exponent: exponent(points) });
  }
}
const small: Result[] = [];
for (const job of values.save ? SMALL_JOBS.filter((name) => chosen.includes(name)) : []) {
  small.push(...(await inChild({ job, parts: [], rows: SMALL_ROWS, rounds: SMALL_ROUNDS, what: "times" })));
}
if (!values.json) {
  printGrowth(growth);
  if (small.length > 0) console.log("\nfew rows");
  for (const job of SMALL_JOBS) printTimes(small.filter((result) => result.job === job));
}
const found: Results = { machine: await machine(speed), day: today(), rows, rounds, results, growth, small };
if (values.json) console.log(JSON.stringify(found, null, 2));
if (values.save) save(found);
if (values.compare) {
  const before = JSON.parse(readFileSync(values.compare, "utf8")) as Results;
  const both = compared(before.results, results);
  const worse = worsened(both);
  for (const { what, to, before, now } of worse) {
    say(`worse: ${what}: ${before.toFixed(2)} of the ${to}, now ${now.toFixed(2)}`);
  }
  say(`${both.length} ratios compared, ${worse.length} worse by more than 20 %`);
  if (both.length === 0) fail("nothing to compare: those results have other rows, or other jobs");
  failures += worse.length;
}
process.exitCode = failures > 0 ? 1 : 0;

function inChild(request: Request): Promise<Result[]> {
  const memory = request.what === "memory";
  // what is freed goes back to the system at once: else a later call could use it unseen
  const env = memory
    ? { ...process.env, MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_TRIM_THRESHOLD_: "131072" }
    : process.env;
  const child = fork(new URL("child.ts", import.meta.url), {
    execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    env,
  });
  const found: Result[] = [];
  child.on("message", (told: Told) => {
    if ("note" in told) say(told.note);
    else if ("bandwidth" in told)
      speed = [Math.max(speed[0], told.bandwidth[0]), Math.max(speed[1], told.bandwidth[1])];
    else if ("results" in told) found.push(...told.results);
    else fail(`${request.job}: ${told.failed}`);
  });
  child.send(request);
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => {
      if (code !== 0) fail(`${request.job}: its process ended with ${signal ?? code}`);
      resolve(found);
    });
  });
}

function save(now: Results): void {
  const kept = only.length > 0 && existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, "utf8")) as Results) : undefined;
  const all = kept ? beside(kept, now) : now;
  if (all) writeFileSync(KEPT, written(all));
  else fail("not saved: what is kept is of another machine, other versions or other rows; measure all jobs again");
}

function fail(text: string): void {
  failures++;
  say(text);
}

/** Pairs of numbers on one line, as the formatter has them. */
function written(all: Results): string {
  return `${JSON.stringify(all, null, 2).replace(/\[\s+([\d.]+),\s+([\d.]+)\s+\]/g, "[$1, $2]")}\n`;
}

function same(a: Result, b: Result): boolean {
  return sameCase(a, b) && a.rows === b.rows;
}

function sameCase(a: Result, b: Result): boolean {
  return a.job === b.job && a.case === b.case && a.contender === b.contender;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
