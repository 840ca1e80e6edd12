import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { isPhonographError, PhonographError } from "../core/errors.ts";
import { listed, suggest } from "../core/suggest.ts";
import { type IndexEntry, indexPage } from "./index-page.ts";
import { requireNode } from "./require-node.ts";
import type { Summary } from "./summary.ts";

// What `npm start` does: the default world, when it is not there; every notebook, as its own process; the index.
const root = join(import.meta.dirname, "..", "..");
const reports = join(root, "reports");
/** Every notebook loads the same modules: they are stripped of their types and compiled once. */
const compiled = process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules", ".cache", "phonograph");

const children = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(130);
  });
}

interface World {
  people: number;
  days: number;
  seed: number;
}

function simulateWorld(world: World): Promise<void> {
  // Nothing in this folder may import from datasets/, which stands beside the toolkit; a child may.
  const code = `import { simulate, worldIsCurrent } from "./datasets/simulate.ts";
const world = ${JSON.stringify(world)};
if (!worldIsCurrent("data/world", world)) await simulate({ ...world, out: "data/world" });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.add(child);
  return new Promise((done, refuse) => {
    child.on("error", refuse);
    child.on("exit", (status) => {
      children.delete(child);
      if (status === 0) return done();
      const rule = "the simulator must write its world before the notebooks can read it";
      refuse(new PhonographError({ code: "source/unreadable", verb: "start", rule, found: `exit code ${status}` }));
    });
  });
}

function runOne(name: string): Promise<IndexEntry> {
  const begun = performance.now();
  const args = ["run", join("notebooks", `${name}.ts`), "-o", join("reports", `${name}.html`)];
  const child = fork(join(import.meta.dirname, "cli.ts"), args, {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  children.add(child);
  let summary: Summary | undefined;
  let said = "";
  child.on("message", (message) => {
    summary = message as Summary;
  });
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return new Promise((done) => {
    child.on("close", (status, signal) => {
      children.delete(child);
      const error = status === 0 ? undefined : (summary?.error ?? (said.trim() || `ended by ${signal ?? status}`));
      const blank: Summary = { title: name, lead: "", cover: undefined, ms: 0, skipped: undefined, error: undefined };
      done({ name, written: summary !== undefined, ...(summary ?? blank), ms: performance.now() - begun, error });
    });
  });
}

function readLine(): { values: Record<keyof World, string>; positionals: string[] } {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  try {
    return parseArgs({ allowPositionals: true, options: { people: text("20000"), days: text("90"), seed: text("1") } });
  } catch (cause) {
    const found = (cause as Error).message.split(".", 1)[0].toLowerCase();
    const hint = "npm start -- --people 2000 --days 30 --seed 7 [notebook ...]";
    const rule = "start takes --people, --days, --seed and names of notebooks";
    throw new PhonographError({ code: "option/invalid", verb: "start", rule, found, hint, cause });
  }
}

async function main(): Promise<number> {
  requireNode("start");
  const { values, positionals } = readLine();
  const all = readdirSync(join(root, "notebooks"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
  const unknown = positionals.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    const rule = `there is no notebook "${unknown}"`;
    throw new PhonographError({
      code: "option/invalid",
      verb: "start",
      rule,
      found: listed(all),
      hint: suggest(unknown, all),
    });
  }
  const world = { people: Number(values.people), days: Number(values.days), seed: Number(values.seed) };
  const words = `${world.people.toLocaleString("en-GB")} simulated people, ${world.days} days, seed ${world.seed}`;
  const begun = performance.now();
  mkdirSync(reports, { recursive: true });
  const queue = positionals.length > 0 ? positionals : all;
  const texts = new Map(queue.map((name) => [name, readFileSync(join(root, "notebooks", `${name}.ts`), "utf8")]));
  const length = (name: string) => texts.get(name)?.length ?? 0;
  const ofWorld = (name: string) => texts.get(name)?.includes("data/world") === true;
  const entries: IndexEntry[] = [];
  const work = async (waiting: string[]): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const entry = await runOne(name);
      entries.push(entry);
      const how = entry.error
        ? `failed: ${entry.error.split("\n", 1)[0]}`
        : entry.skipped
          ? `skipped: ${entry.skipped}`
          : entry.title;
      say(name, how, entry.ms);
    }
  };
  const isRoomy = availableParallelism() > 1 && freemem() > 3e9;
  const others = queue.filter((name) => !ofWorld(name));
  const begin = async () => {
    await simulateWorld(world);
    say("world", words, performance.now() - begun);
  };
  await (isRoomy ? Promise.all([begin(), work(others)]) : begin());
  // The longest notebook first, so that none is left running alone at the end.
  const waiting = queue.filter((name) => !entries.some((entry) => entry.name === name));
  waiting.sort((a, b) => length(b) - length(a));
  await Promise.all(Array.from({ length: isRoomy ? 2 : 1 }, () => work(waiting)));

  const place = ({ name, skipped }: IndexEntry) => queue.indexOf(name) + (skipped === undefined ? 0 : queue.length);
  entries.sort((a, b) => place(a) - place(b));
  const index = join(reports, "index.html");
  writeFileSync(index, indexPage(entries, words));
  say("index", relative(process.cwd(), index), performance.now() - begun);
  return entries.some(({ error }) => error) ? 1 : 0;
}

function say(name: string, words: string, ms: number): void {
  process.stderr.write(`${`${(ms / 1000).toFixed(1)} s`.padStart(8)}  ${name.padEnd(26)} ${words}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    isPhonographError(error) ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
