import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simulate, worldIsCurrent } from "../../datasets/simulate.ts";

const root = mkdtempSync(join(tmpdir(), "phonograph-simulate-"));
afterAll(() => rmSync(root, { recursive: true }));

const quiet = { progress: () => {} };

/** The digest of every file of a world. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  return Object.fromEntries(
    files.map((file) => [file.name, digest(join(file.parentPath, file.name))]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe("simulate", () => {
  test("the same seed gives the same bytes in every file; another seed gives others", async () => {
    const size = { people: 200, days: 40 };
    await simulate({ ...size, seed: 3, out: join(root, "one"), ...quiet });
    await simulate({ ...size, seed: 3, out: join(root, "two"), ...quiet });
    await simulate({ ...size, seed: 4, out: join(root, "three"), ...quiet });
    const [one, two, three] = ["one", "two", "three"].map((name) => digests(join(root, name)));
    expect(two).toEqual(one);
    expect(Object.keys(one)).toContain("payments.parquet");
    expect(Object.keys(one)).toContain("sms-2025-03.csv.gz");
    const fixed = new Set(["cells.csv", ".world"]);
    const same = Object.keys(one).filter((file) => !fixed.has(file) && three[file] === one[file]);
    expect(same).toEqual([]);
  });

  test("a person's decided life does not depend on how many people come after", async () => {
    const [few, many] = ["few", "many"].map((name) => join(root, name));
    await simulate({ people: 100, days: 7, seed: 9, out: few, ...quiet });
    await simulate({ people: 300, days: 7, seed: 9, out: many, ...quiet });
    const plans = (folder: string) =>
      readFileSync(join(folder, "truth/people.csv"), "utf8")
        .split("\n")
        .slice(1, 91)
        .map((line) => line.split(",").toSpliced(10, 1).join(","));
    expect(plans(many)).toEqual(plans(few));
  });

  test("worldIsCurrent knows a finished world by its parameters", async () => {
    const size = { people: 60, days: 4, seed: 1 };
    const out = join(root, "current");
    expect(worldIsCurrent(out, size)).toBe(false);
    await simulate({ ...size, out, ...quiet });
    expect(worldIsCurrent(out, size)).toBe(true);
    expect(worldIsCurrent(out, { ...size, seed: 2 })).toBe(false);
    rmSync(join(out, "exports/cdr.csv"));
    expect(worldIsCurrent(out, size)).toBe(false);
  });

  test("an aborted world has no manifest and can be made again", async () => {
    const out = join(root, "aborted");
    const stop = new AbortController();
    const size = { people: 60, days: 20, seed: 1 };
    const running = simulate({ ...size, out, signal: stop.signal, progress: (day) => day === 3 && stop.abort() });
    await expect(running).rejects.toThrow(/abort/i);
    expect(worldIsCurrent(out, size)).toBe(false);
    await simulate({ ...size, out, ...quiet });
    expect(worldIsCurrent(out, size)).toBe(true);
  });

  test("a folder with files of its own is not emptied", async () => {
    const out = join(root, "mine");
    mkdirSync(join(out, "exports"), { recursive: true });
    writeFileSync(join(out, "exports/thesis.txt"), "ten years of work");
    await expect(simulate({ people: 60, days: 3, out })).rejects.toThrow(/out must be a new folder/);
    expect(readFileSync(join(out, "exports/thesis.txt"), "utf8")).toBe("ten years of work");
  });

  test("a place that cannot be written to is named by its cause", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(simulate({ people: 60, days: 3, out: join(root, "file/world"), ...quiet })).rejects.toThrow(
      /simulate: the world could not be written\n {2}found: ENOTDIR/,
    );
  });

  test.each([
    [{ people: 10 }, /people must be a whole number from 50/],
    [{ people: Number.NaN }, /people must be/],
    [{ days: 2 }, /days must be a whole number from 3/],
    [{ seed: 1.5 }, /seed must be/],
  ])("refuses %o", async (wrong, message) => {
    await expect(simulate({ ...wrong, out: join(root, "refused") })).rejects.toThrow(message);
  });
});
