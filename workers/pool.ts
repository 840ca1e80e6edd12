import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Piscina } from "piscina";
import { type KernelInput, type KernelName, type KernelOutput, kernels } from "./kernels/index.ts";

export type Reply = { ok: true; value: unknown } | { ok: false; message: string; stack?: string };

export interface RunOptions {
  /** Threads to use at once; 0 runs the kernel here, on the calling thread. */
  workers?: number;
  signal?: AbortSignal;
  onDone?: (done: number, total: number) => void;
}

/** A kernel that threw, or a thread that died under it. */
export class KernelFailure extends Error {
  override readonly name = "KernelFailure";
  readonly kernel: string;
  readonly died: boolean;
  constructor(kernel: string, message: string, died: boolean, cause?: unknown) {
    super(message, { cause });
    this.kernel = kernel;
    this.died = died;
  }
}

export const defaultWorkers = availableParallelism();
const MOST_THREADS = Math.max(8, defaultWorkers);

let pool: Piscina | undefined;

function threads(): Piscina {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  if (pool) return pool;
  const started = new Piscina({
    filename: new URL(`./worker${extension}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: MOST_THREADS,
    idleTimeout: 60_000,
  });
  pool = started;
  // a thread that dies while it starts has no task to fail: those that wait for it fail with the pool, the next call gets a new one
  started.on("error", () => {});
  started.on("workerDestroy", () =>
    setImmediate(() => {
      if (pool !== started || started.threads.length > 0 || started.queueSize === 0) return;
      void closePool();
    }),
  );
  return started;
}

let free = MOST_THREADS;
const waiting: (() => void)[] = [];

/**
 * Waits for one of the threads. The queue is ours: what waits in that of the pool is never taken up when an abort, or
 * a death, takes the last thread away.
 */
async function takeThread(signal: AbortSignal | undefined): Promise<void> {
  if (free > 0) {
    free--;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const take = () => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(signal!.reason);
    };
    waiting.push(take);
    signal?.addEventListener("abort", leave, { once: true });
  });
}

function giveThread(): void {
  const take = waiting.shift();
  if (take) take();
  else free++;
}

/** Stops all threads; the next call starts them anew. */
export async function closePool(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.destroy();
}

/**
 * Runs one kernel over many tasks and gives the answers in the order of the tasks.
 * At most `workers` tasks run at once. An abort stops the threads that work for this call; a failure lets the
 * running tasks finish and starts no new one.
 */
export async function runKernel<K extends KernelName>(
  kernel: K,
  tasks: readonly KernelInput<K>[],
  { workers = defaultWorkers, signal, onDone }: RunOptions = {},
): Promise<KernelOutput<K>[]> {
  signal?.throwIfAborted();
  const answers = new Array<KernelOutput<K>>(tasks.length);
  let next = 0;
  let done = 0;
  let failure: unknown;
  const runOne = workers === 0 ? await inline(kernel) : (task: KernelInput<K>) => onThread(kernel, task, signal);
  const lane = async () => {
    while (next < tasks.length && failure === undefined) {
      const mine = next++;
      try {
        signal?.throwIfAborted();
        answers[mine] = (await runOne(tasks[mine]!)) as KernelOutput<K>;
        onDone?.(++done, tasks.length);
      } catch (error) {
        failure ??= signal?.aborted ? signal.reason : error;
      }
    }
  };
  const lanes = Math.min(tasks.length, workers === 0 ? 1 : Math.min(workers, MOST_THREADS));
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== undefined) throw failure;
  return answers;
}

async function inline<K extends KernelName>(kernel: K): Promise<(task: KernelInput<K>) => Promise<unknown>> {
  const run = (await kernels[kernel]()) as (task: KernelInput<K>) => unknown;
  let first = true;
  return async (task) => {
    if (!first) await nextTurn();
    first = false;
    try {
      return await run(task);
    } catch (error) {
      throw new KernelFailure(kernel, error instanceof Error ? error.message : String(error), false, error);
    }
  };
}

async function onThread<K extends KernelName>(kernel: K, task: KernelInput<K>, signal?: AbortSignal): Promise<unknown> {
  let reply: Reply;
  await takeThread(signal);
  try {
    reply = await threads().run({ kernel, task }, signal ? { signal } : undefined);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new KernelFailure(kernel, error instanceof Error ? error.message : String(error), true, error);
  } finally {
    giveThread();
  }
  if (!reply.ok) {
    const cause = new Error(reply.message);
    if (reply.stack) cause.stack = reply.stack;
    throw new KernelFailure(kernel, reply.message, false, cause);
  }
  return reply.value;
}
