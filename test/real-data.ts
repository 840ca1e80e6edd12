import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe } from "vitest";

const FOLDER = process.env["PHONOGRAPH_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");

/** Tests on data that is not part of the project: skipped, aloud, where it is absent. */
export function describeWithData(file: string, title: string, tests: (path: string) => void): void {
  const path = join(FOLDER, file);
  if (existsSync(path)) describe(title, () => tests(path));
  else {
    console.warn(`skipped: ${title} (no ${file} in PHONOGRAPH_DATA)`);
    describe.skip(title, () => tests(path));
  }
}
