import type { KernelInput, KernelName, KernelOutput } from "../../workers/kernels/index.ts";
import { defaultWorkers, KernelFailure, runKernel } from "../../workers/pool.ts";
import { checkCompute } from "./check-compute.ts";
import { PhonographError } from "./errors.ts";
import { maskText } from "./mask.ts";
import { whole } from "./options.ts";
import { type Progress, progressLine } from "./progress.ts";

/** How a heavy verb runs; the answer never depends on it. */
export interface ComputeOptions {
  /** Worker threads at most; 0 stays on the calling thread. Default: one for each processor, none for small tables. */
  workers?: number;
  /** Stops the call: it rejects with the signal's reason, and its threads are freed. */
  signal?: AbortSignal;
  /** Told how much is done. Default: a line on stderr once a call takes longer than two seconds. */
  progress?: Progress;
}

/** The names of {@link ComputeOptions}, for verbs that list their own. */
export const COMPUTE_OPTIONS = ["workers", "signal", "progress"] as const;

/** Below this many rows a kernel runs on the calling thread: starting threads would cost more. */
export const INLINE_ROWS = 100_000;

/** How many threads this call may use: 0 means inline. */
export function workersFor(verb: string, rows: number, options: ComputeOptions): number {
  checkCompute(verb, options);
  const { workers } = options;
  if (workers !== undefined) return whole(verb, "workers", workers, 0, 64);
  return rows < INLINE_ROWS ? 0 : defaultWorkers;
}

/** Runs a kernel over tasks for a verb: threads or inline, progress, abort, and failures as `PhonographError`. */
export async function compute<K extends KernelName>(
  verb: string,
  kernel: K,
  tasks: readonly KernelInput<K>[],
  { workers, signal, progress }: ComputeOptions & { workers: number },
): Promise<KernelOutput<K>[]> {
  const line = progress ? undefined : progressLine(verb);
  try {
    return await runKernel(kernel, tasks, { workers, signal, onDone: progress ?? line?.report });
  } catch (error) {
    if (!(error instanceof KernelFailure)) throw error;
    throw new PhonographError({
      code: "backend/failed",
      verb,
      rule: error.died ? "a worker thread died; this call is lost, the next one gets new threads" : "a kernel failed",
      found: `${error.kernel}: ${maskText(error.message)}`,
      hint: error.died ? "is there enough memory? fewer workers need less" : undefined,
      cause: error,
    });
  } finally {
    line?.end();
  }
}

/** Splits `rows` into `parts` runs of nearly equal length: the borders, first 0, last `rows`. */
export function borders(rows: number, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => Math.floor((rows * i) / parts));
}
