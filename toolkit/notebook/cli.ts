#!/usr/bin/env node
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { isPhonographError, PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { suggest } from "../core/suggest.ts";
import { readArguments } from "./arguments.ts";
import { report } from "./report.ts";
import { requireNode } from "./require-node.ts";
import { type NotebookRun, runNotebook } from "./run-notebook.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { terminalText } from "./terminal-text.ts";

const help = `phonograph ${manifest.version}: phone records in, charts out

  phonograph run notebook.ts                    run it and print what its cells show
  phonograph run notebook.ts -o report.html     run it and write one self-contained page

  -o, --out file          where the page goes
  -P, --param name=value  a value for a literal of the cell tagged "parameters"; may be repeated
      --no-timings        leave times and date out: the same run gives the same bytes
      --allow-raw         write phone numbers as they are, and skip the scan that refuses them
  -h, --help              this page
  -v, --version           the version

A notebook is a TypeScript file with cells that begin with "// %%". Exit code 1 when a cell fails.
`;

async function main(): Promise<number> {
  requireNode("phonograph");
  const { words, out, params, timings, allowRaw, ...asked } = readArguments(process.argv.slice(2));
  if (asked.version) {
    console.log(manifest.version);
    return 0;
  }
  const [command, path, ...more] = words;
  if (asked.help || command === undefined || command === "help") {
    console.log(help);
    return 0;
  }
  if (command !== "run") {
    const hint =
      suggest(command, ["run"]) ?? (command.endsWith(".ts") ? `phonograph run ${command}` : "phonograph --help");
    throw new PhonographError({
      code: "option/invalid",
      verb: "phonograph",
      rule: `there is no command "${command}"`,
      hint,
    });
  }
  if (path === undefined || more.length > 0) {
    const found = path === undefined ? "none" : `${words.length - 1}`;
    throw new PhonographError({
      code: "option/missing",
      verb: "phonograph",
      rule: "run takes one notebook",
      found,
      hint: "phonograph run notebooks/churn-warning.ts -o churn.html",
    });
  }
  const terminal = process.stderr.isTTY === true;
  const run = await runNotebook(path, {
    params,
    allowRaw,
    onCell: ({ title }, index, total) => {
      if (terminal) process.stderr.write(`\r\x1b[K[${index + 1}/${total}] ${title || "…"}`);
    },
  });
  if (terminal) process.stderr.write("\r\x1b[K");
  const failed = tell(run);
  if (out === undefined) process.stdout.write(terminalText(run));
  else {
    const html = report(run, { timings, allowRaw });
    write(out, html);
    await sendUp(summaryOf(run));
    const words = run.skipped === undefined ? `wrote ${out}` : `wrote ${out} (skipped)`;
    process.stderr.write(
      `${words}: ${(Buffer.byteLength(html) / 1024).toFixed(0)} KB, ${(run.ms / 1000).toFixed(1)} s\n`,
    );
  }
  return failed ? 1 : 0;
}

function write(out: string, html: string): void {
  try {
    // Not asked to make a folder that is there: in /proc and the like a recursive mkdir never returns.
    if (!existsSync(dirname(out))) mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, html);
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new PhonographError({
      code: "backend/failed",
      verb: "run",
      rule: "the report could not be written",
      found: `${maskText(out)}: ${code}`,
      hint: "another path for -o, or room on the disk",
      cause,
    });
  }
}

// `npm start` runs this file as a child, and wants to know what the index should say.
function sendUp(summary: Summary): Promise<unknown> {
  return new Promise((done) => (process.send ? process.send(summary, done) : done(undefined)));
}

function tell({ error, skipped, name }: NotebookRun): boolean {
  if (skipped !== undefined) process.stderr.write(`${name}: skipped: ${skipped}\n`);
  if (!error) return false;
  const place = error.line === undefined ? name : `${name}:${error.line}:${error.column}`;
  process.stderr.write(`${place}\n${error.name}: ${error.message}\n`);
  return true;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    isPhonographError(error)
      ? `${error.message}\n`
      : `${basename(process.argv[1])}: ${error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
// A notebook may leave workers or sockets open; the page is written, so nothing is waited for but the pipe.
process.stdout.write("", () => process.exit());
