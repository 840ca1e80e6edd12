import { runKernel } from "../../workers/pool.ts";
import { sharedFloat64 } from "../../workers/shared.ts";

const BYTES = 2 ** 27;
const TIMES = 5;

/**
 * Bytes that memory moves in a millisecond while so many threads copy, read and written ones both counted: the best of a
 * few copies, as it is a limit.
 */
export async function bandwidth(workers: number): Promise<number> {
  const tasks = Array.from({ length: workers }, () => {
    const [from, to] = [sharedFloat64(BYTES / 8), sharedFloat64(BYTES / 8)];
    return { to, stretches: [{ from: from.fill(1), at: 0 }] };
  });
  let best = 0;
  for (let i = 0; i < TIMES; i++) {
    const begun = performance.now();
    await runKernel("layStretches", tasks, { workers });
    best = Math.max(best, (2 * BYTES * workers) / (performance.now() - begun));
  }
  return best;
}
