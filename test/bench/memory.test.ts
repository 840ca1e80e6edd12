import { fork } from "node:child_process";
import { expect, test } from "vitest";
import type { Request, Told } from "./child.ts";
import { resident } from "./memory.ts";
import type { Result } from "./results.ts";

if (!resident()) console.warn("skipped: this system does not tell how much memory a process had at most");

/** The most that a call may have in memory, columns and answer among it, in terms of those two. */
const MOST = 2.5;

test.skipIf(!resident()).each([
  ["join", "id"],
  ["join", "id-some"],
  ["sort", "person-time"],
  ["funnel", "unsorted"],
])("%s/%s takes no more memory than two and a half times its columns and its answer", async (job, part) => {
  const [result] = await inChild({ job, parts: [part], rows: 2e6, rounds: 1, what: "memory" });
  expect(result.peakToColumns).toBeGreaterThan(0.9);
  expect(result.peakToColumns).toBeLessThan(MOST);
});

function inChild(request: Request): Promise<Result[]> {
  const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_TRIM_THRESHOLD_: "131072" };
  const child = fork(new URL("child.ts", import.meta.url), { execArgv: ["--expose-gc"], env });
  const found: Result[] = [];
  child.send(request);
  return new Promise((resolve, reject) => {
    child.on("message", (told: Told) => {
      if ("results" in told) found.push(...told.results);
      else if ("failed" in told) reject(new Error(told.failed));
    });
    child.on("exit", () => resolve(found));
  });
}
