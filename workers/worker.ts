import { type KernelName, kernels } from "./kernels/index.ts";
import type { Reply } from "./pool.ts";

/** Failures travel as data: what a thread throws arrives stripped of everything but its message. */
export default async function work({ kernel, task }: { kernel: KernelName; task: never }): Promise<Reply> {
  try {
    const run = (await kernels[kernel]()) as (task: never) => unknown;
    return { ok: true, value: await run(task) };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, message, stack };
  }
}
