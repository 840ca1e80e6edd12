import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "phonograph-notebook-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** A notebook in a folder of its own, outside any project. */
export function written(text: string, name = `notebook-${++count}.ts`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
