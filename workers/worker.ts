import { type KernelName, kernels } from "./kernels/index.ts";
import type { Reply } from "./pool.ts";
import { sweep } from "./sweep.ts";

interface Job {
  kernel: KernelName;
  task: unknown;
}

/** Tasks that took so many milliseconds had columns that are worth giving back at once; it takes a twentieth of that. */
const LONG = 100;

/** Failures travel as data: what a thread throws arrives stripped of everything but its message. */
export default async function work(job: Job): Promise<Reply> {
  const begun = performance.now();
  try {
    const run = (await kernels[job.kernel]()) as (task: unknown) => unknown;
    const value = await run(taken(job));
    if (performance.now() - begun > LONG) sweep();
    return { ok: true, value };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, message, stack };
  }
}

/** Nobody else holds the task from now on. */
function taken(job: Job): unknown {
  const { task } = job;
  job.task = undefined;
  return task;
}
