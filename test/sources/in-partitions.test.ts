import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, test } from "vitest";
import { isPhonographError } from "../../toolkit/core/errors.ts";
import { inPartitions, type PartitionOptions } from "../../toolkit/sources/in-partitions.ts";
import { readParquet } from "../../toolkit/sources/read-parquet.ts";

const folder = mkdtempSync(join(tmpdir(), "phonograph-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, lines: readonly string[]) => {
  const path = join(folder, name);
  const text = `${lines.join("\n")}\n`;
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
};

const rows = Array.from({ length: 500 }, (_, i) => `${i % 7 === 6 ? "" : `u${(i * 31) % 40}`},${i},007`);
const first = write("a.csv", ["user,n,code", ...rows.slice(0, 300)]);
const second = write("b.csv.gz", ["user,n,code", ...rows.slice(300)]);

describe("inPartitions", () => {
  test("every row is in one part, with all others of its key, its text untouched and where it came from", async () => {
    const partOf = new Map<string, number>();
    const seen: string[] = [];
    const keyless = new Set<number>();
    const counts = await inPartitions(
      [first, second],
      { by: "user", parts: 5 },
      async ({ path, index, parts, rows }) => {
        expect(parts).toBe(5);
        const { table } = await readParquet(path, {
          columns: {
            user: "user",
            n: { from: "n", type: "number" },
            code: "code",
            file: "from_file",
            line: { from: "from_row", type: "number" },
          },
        });
        expect(table.numRows()).toBe(rows);
        for (const { user, n, code, file, line } of table.objects() as {
          user: string | null;
          n: number;
          code: string;
          file: string;
          line: number;
        }[]) {
          seen.push(`${user ?? ""},${n},${code}`);
          expect([file, line]).toEqual(n < 300 ? ["a.csv", n + 1] : ["b.csv.gz", n - 299]);
          if (user === null) keyless.add(index);
          else expect(partOf.get(user) ?? index).toBe(index);
          if (user !== null) partOf.set(user, index);
        }
        return rows;
      },
    );
    expect(counts.reduce((a, b) => a + b)).toBe(500);
    expect(seen.sort()).toEqual([...rows].sort());
    expect(keyless.size).toBe(5);
  });

  test("the parts are gone when it is done, and when the work throws", async () => {
    const paths: string[] = [];
    await inPartitions(first, { by: "user", parts: 2 }, ({ path }) => {
      paths.push(path);
      expect(existsSync(dirname(path))).toBe(true);
    });
    const failed = inPartitions(first, { by: "user", parts: 2 }, ({ path }) => {
      paths.push(path);
      throw new Error("out of patience");
    });
    await expect(failed).rejects.toThrow("out of patience");
    for (const path of paths) expect(existsSync(dirname(path))).toBe(false);
  });

  test("what cannot be cut is refused, with nothing of the data in the message", async () => {
    const broken = write("broken.csv", ["user,n", ...rows.map((row) => row.replace(",007", "")), "u2,2,351912345678"]);
    const other = write("events.jsonl", ['{"user":"u1"}']);
    const wrong: [string, object, RegExp][] = [
      [first, { by: "phone" }, /inPartitions: a\.csv has no column "phone"/],
      [broken, { by: "user" }, /must be whole csv or parquet[\s\S]*broken\.csv/],
      [other, { by: "user" }, /files must be csv or parquet/],
      [first, { by: "user", parts: 0 }, /parts must be a whole number from 1 to 1024/],
      [first, { by: "user", memory: "lots" }, /memory must be a number and MB or GB/],
    ];
    for (const [path, options, message] of wrong) {
      const error = await inPartitions(path, options as PartitionOptions, () => 0).catch((e: unknown) => e);
      expect(isPhonographError(error) && error.message).toMatch(message);
      expect((error as Error).message).not.toContain("351912345678");
    }
  });

  test("answers what does not fit in memory: far less of it than the whole takes, and the same answer", async () => {
    const file = join(folder, "large.parquet");
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 'u' || (i * 7919 % 60000) AS user, 'peer ' || hash(i) AS peer, i % 600 AS seconds
      FROM range(1200000) t(i)) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const whole = await inChild("whole", file);
    const parts = await inChild("parts", file);
    expect(parts.answer).toEqual(whole.answer);
    expect(parts.peak).toBeLessThan(0.65 * whole.peak);
  }, 240_000);
});

/** A process of its own: what it had in memory at most, in MB. */
async function inChild(how: "whole" | "parts", file: string): Promise<{ answer: number[]; peak: number }> {
  const script = resolve(import.meta.dirname, "fixtures/whole-or-parts.ts");
  const env = { ...process.env, PHONOGRAPH_PROGRESS: "0" };
  const { stdout } = await promisify(execFile)(process.execPath, [script, how, file], { env });
  return JSON.parse(stdout);
}
