#!/usr/bin/env -S node
// Who makes the most calls in these records? Node or Deno, a file here or on another machine:
//   node notebooks/scripts/top-callers.ts --top 5 data/world/exports/cdr.csv
//   deno run -A notebooks/scripts/top-callers.ts --ssh gateway /var/log/cdr/2025-02.csv.gz
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { desc, op } from "arquero";
import { isPhonographError, mask, parseNumbers, readCsv } from "phonograph";
import { $, argv, chalk, echo } from "zx";

const top = Number(argv["top"] ?? 10);
const path = argv._.map(String).at(-1);
if (path === undefined || !(top >= 1)) {
  echo("usage: top-callers.ts [--top 10] [--ssh host] cdr.csv");
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "top-callers-"));
try {
  let file = path;
  if (argv["ssh"]) {
    file = join(folder, basename(path));
    await $`ssh ${argv["ssh"]} cat ${path}`.pipe(file);
  }
  const { table, issues } = await readCsv(file, {
    columns: { type: "record_type", caller: "msisdn", callee: "other_party", seconds: "duration_s" },
  });
  const callers = table
    .filter((d: { type: string; caller: string | null }) => d.type === "MOC" && d.caller !== null)
    .groupby("caller")
    .rollup({
      calls: op.count(),
      people: op.distinct("callee"),
      minutes: (d: { seconds: number }) => op.sum(d.seconds) / 60,
    })
    .orderby(desc("calls"), "caller")
    .slice(0, top)
    .reify();

  const numbers = callers.array("caller") as string[];
  const { table: facts } = await parseNumbers(numbers, { region: "PT" });
  echo(
    chalk.bold(
      `${"number".padEnd(16)}${"carrier block".padEnd(16)}${"calls".padStart(8)}${"people".padStart(8)}${"minutes".padStart(9)}`,
    ),
  );
  for (const [i, number] of numbers.entries()) {
    const { calls, people, minutes } = callers.object(i) as { calls: number; people: number; minutes: number };
    const shown = mask((facts.get("key", i) as string | null) ?? number).padEnd(16);
    const carrier = ((facts.get("carrier", i) as string | null) ?? "–").padEnd(16);
    echo(
      `${shown}${carrier}${String(calls).padStart(8)}${String(people).padStart(8)}${minutes.toFixed(0).padStart(9)}`,
    );
  }
  const dropped = (issues.array("rows") as number[]).reduce((sum, rows) => sum + rows, 0);
  echo(chalk.dim(`${table.numRows().toLocaleString("en-GB")} records read, ${dropped} lines with issues`));
} catch (error) {
  if (!isPhonographError(error)) throw error;
  echo(chalk.red(error.message));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
