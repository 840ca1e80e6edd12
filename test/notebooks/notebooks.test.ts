import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulate } from "../../datasets/simulate.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const CLI = join(ROOT, "toolkit/notebook/cli.ts");
const DENO = join(ROOT, "node_modules/.bin/deno");
const NODOBO = join(process.env["PHONOGRAPH_DATA"] ?? join(ROOT, "../shared/data"), "nodobo/calls.csv");
const run = promisify(execFile);
const env = { ...process.env, PHONOGRAPH_PROGRESS: "0" };

let folder: string;
let world: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "phonograph-notebooks-"));
  await simulate({ people: 600, days: 75, seed: 5, out: folder, progress: () => {} });
  world = join(folder, "exports");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const notOnWorld = ["nodobo.ts", "benchmark.ts"];
const onWorld = readdirSync(join(ROOT, "notebooks")).filter(
  (file) => file.endsWith(".ts") && !notOnWorld.includes(file),
);

describe("every notebook answers on another world than the one it was written on", () => {
  test.each(onWorld)("%s", async (file) => {
    const out = join(folder, file.replace(".ts", ".html"));
    await run(process.execPath, [CLI, "run", join(ROOT, "notebooks", file), "-o", out, "-P", `world=${world}`], {
      env,
    });
    const html = readFileSync(out, "utf8");
    expect(html).not.toMatch(/class="pg-error"/);
    expect(html.match(/<figure/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
    expect(html).not.toMatch(/\+351\d{9}/);
  });

  test("also without a runner, on deno", async () => {
    const source = readFileSync(join(ROOT, "notebooks/otp-to-purchase.ts"), "utf8");
    const inside = join(ROOT, "test", `.examples-plain-${process.pid}.ts`);
    writeFileSync(inside, source.replace('"data/world/exports"', JSON.stringify(world)));
    try {
      const { stdout } = await run(DENO, ["run", "-A", inside], { env, cwd: ROOT });
      expect(stdout).toContain("repeated row");
    } finally {
      rmSync(inside);
    }
  });

  test.skipIf(!existsSync(NODOBO))("nodobo.ts finds the seasons an hour apart in UTC, and only there", async () => {
    const out = join(folder, "nodobo.html");
    await run(process.execPath, [CLI, "run", join(ROOT, "notebooks/nodobo.ts"), "-o", out, "-P", `calls=${NODOBO}`], {
      env,
    });
    const text = readFileSync(out, "utf8")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ");
    expect(text).toContain("Summer against winter, local time 0 h apart");
    expect(text).toContain("Summer against winter, UTC 1 h apart");
    expect(text).toContain("at: before 1990 noted 31");
  });

  test("nodobo.ts skips, saying why, where its data are missing", async () => {
    const out = join(folder, "missing.html");
    await run(process.execPath, [CLI, "run", join(ROOT, "notebooks/nodobo.ts"), "-o", out, "-P", "calls=nowhere.csv"], {
      env,
    });
    expect(readFileSync(out, "utf8")).toContain("the study's calls.csv is not part of this repository");
  });
});

test("the example of the README runs as it stands", async () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const file = join(ROOT, "test", `.examples-readme-${process.pid}.ts`);
  writeFileSync(file, code.replace('"data/world/exports"', JSON.stringify(world)));
  try {
    const { stdout } = await run(process.execPath, [file], { env, cwd: ROOT });
    expect(stdout).toContain("repeated row");
    expect(stdout).toMatch(/survival curves|Survival curves/);
  } finally {
    rmSync(file);
  }
});
