import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);
// Inside the package, so that an example's "phonograph" is this package.
const folder = mkdtempSync(join(ROOT, "test", ".examples-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function examples(file: string): { line: number; code: string }[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const inDoc = file.endsWith(".ts");
  const fences = inDoc ? /@example[\s\S]*?```ts\n([\s\S]*?)```/g : /```ts run\n([\s\S]*?)```/g;
  return [...text.matchAll(fences)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    code: inDoc ? match[1]!.replace(/^\s*\* ?/gm, "") : match[1]!,
  }));
}

const files = readdirSync(join(ROOT, "toolkit"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .concat("README.md", "toolkit/README.md", "datasets/README.md")
  .sort();

describe("every example runs as it stands", () => {
  const cases = files.flatMap((file) => examples(file).map((example) => ({ file, ...example })));

  test("there are examples to run", () => expect(cases.length).toBeGreaterThan(5));

  test.concurrent.each(cases)("$file:$line", async ({ file, line, code }) => {
    const path = join(folder, `${file.replace(/\W/g, "-")}-${line}.ts`);
    writeFileSync(path, code);
    const { stderr } = await run(process.execPath, [path], { cwd: ROOT, timeout: 50_000 });
    expect(stderr, "console.assert writes to stderr when it fails").not.toMatch(/Assertion failed/);
  });
});
