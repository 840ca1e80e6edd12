import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const SCRIPT = join(ROOT, "notebooks/scripts/top-callers.ts");
const DENO = join(ROOT, "node_modules/.bin/deno");
const run = promisify(execFile);

let folder: string;
let records: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "phonograph-scripts-"));
  records = join(folder, "cdr.csv");
  writeFileSync(
    records,
    [
      "record_type,msisdn,other_party,duration_s",
      "MOC,351912345678,351212345678,60",
      "MOC,351912345678,351212345679,30",
      "MOC,351912345678,351212345679,90",
      "MTC,351912345678,351212345679,999",
      "MOC,351962345678,351212345678,6",
      "MOC,351962345678",
      "",
    ].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runtimes = {
  node: [process.execPath, [SCRIPT]],
  deno: [DENO, ["run", "-A", SCRIPT]],
} as const;

describe.each(Object.keys(runtimes) as (keyof typeof runtimes)[])("top-callers on %s", (runtime) => {
  const [command, before] = runtimes[runtime];
  const call = (...args: string[]) =>
    run(command, [...before, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } });

  test("counts calls made, masks numbers and tells what could not be read", async () => {
    const { stdout } = await call("--top", "2", records);
    expect(stdout).toMatchInlineSnapshot(`
      "number          carrier block      calls  people  minutes
      +351•••••••78   Vodafone               3       2        3
      +351•••••••78   MEO                    1       1        0
      5 records read, 1 lines with issues
      "
    `);
  });

  test("a file that is not there is an error in words", async () => {
    await expect(call("nowhere.csv")).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining("readCsv: there is no such file"),
    });
  });

  test("without a file it says how it is used", async () => {
    await expect(call()).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining("usage: top-callers.ts") });
  });
});
