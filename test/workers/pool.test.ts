import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { promisify } from "node:util";
import { Piscina } from "piscina";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { compute } from "../../toolkit/core/compute.ts";
import { closePool, defaultWorkers, KernelFailure, runKernel } from "../../workers/pool.ts";
import { sharedInt32 } from "../../workers/shared.ts";

afterAll(closePool);

/** A task of the real gather kernel that doubles as a mark of its call. */
function turned(size: number, mark: number) {
  const from = sharedInt32(size);
  const rows = sharedInt32(size);
  for (let i = 0; i < size; i++) {
    from[i] = i * mark;
    rows[i] = size - 1 - i;
  }
  return { from, rows, to: sharedInt32(size), begin: 0, end: size };
}

/** A task that keeps its thread busy for hours. */
const endless = () => ({ ...turned(4, 1), end: 1e13 });

/** The pool, caught when it is used next: tests kill its threads, the product never does. */
function caughtPool(): { threads: () => { terminate(): Promise<number> }[] } {
  let pool: Piscina | undefined;
  const { run } = Piscina.prototype;
  const spy = vi.spyOn(Piscina.prototype, "run").mockImplementation(function (this: Piscina, ...given) {
    pool = this;
    return run.apply(this, given);
  });
  onTestFinished(() => spy.mockRestore());
  return { threads: () => [...(pool?.threads ?? [])] };
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("runKernel", () => {
  test.each([0, 1, 2, 3])("gives the answers in the order of the tasks with %i workers", async (workers) => {
    const tasks = Array.from({ length: 9 }, (_, i) => turned(10, i));
    const progress: number[] = [];
    const answers = await runKernel("gather", tasks, { workers, onDone: (done) => progress.push(done) });
    expect(answers).toEqual(tasks.map(() => null));
    for (const [i, { to }] of tasks.entries())
      expect([...to]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => n * i || 0));
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("gives nothing for no tasks", async () => {
    expect(await runKernel("gather", [], { workers: 2 })).toEqual([]);
  });

  test.each([0, 2])("a kernel that throws fails its call alone, with its message, with %i workers", async (workers) => {
    const broken = { ...turned(4, 1), from: null as never };
    const [bad, good] = await Promise.all([
      caught(runKernel("gather", [turned(4, 1), broken, turned(4, 1)], { workers })),
      runKernel("gather", [turned(4, 1)], { workers }),
    ]);
    expect(bad).toBeInstanceOf(KernelFailure);
    expect(bad).toMatchObject({ kernel: "gather", died: false, message: expect.stringContaining("null") });
    expect(good).toEqual([null]);
  });

  test("a thread that dies fails its call with a clear error, and the next call gets new threads", async () => {
    const pool = caughtPool();
    const call = caught(compute("join", "gather", [endless(), endless(), endless()], { workers: 2 }));
    await soon(300);
    expect(pool.threads().length).toBeGreaterThan(0);
    await Promise.all(pool.threads().map((thread) => thread.terminate()));
    const error = await call;
    expect(error).toMatchObject({ name: "PhonographError", code: "backend/failed", verb: "join" });
    expect((error as Error).message).toMatchInlineSnapshot(`
      "join: a worker thread died; this call is lost, the next one gets new threads
        found: gather: worker exited with code: 1
        try: is there enough memory? fewer workers need less"
    `);
    const next = turned(5, 1);
    await compute("join", "gather", [next], { workers: 2 });
    expect([...next.to]).toEqual([4, 3, 2, 1, 0]);
  });

  test("a thread that dies while it starts fails the call too, and the next call gets new threads", async () => {
    await closePool();
    const pool = caughtPool();
    const call = caught(runKernel("gather", [endless(), endless()], { workers: 2 }));
    await soon(0);
    expect(pool.threads().length).toBeGreaterThan(0);
    await Promise.all(pool.threads().map((thread) => thread.terminate()));
    expect(await call).toMatchObject({ name: "KernelFailure", died: true });
    expect(await runKernel("gather", [turned(5, 1)], { workers: 2 })).toEqual([null]);
  });

  test("an abort that stops all threads leaves the calls that wait for them their turn", async () => {
    const most = Math.max(8, defaultWorkers);
    const abort = new AbortController();
    const first = caught(
      runKernel("gather", Array.from({ length: most }, endless), { workers: most, signal: abort.signal }),
    );
    const second = runKernel(
      "gather",
      Array.from({ length: most }, () => turned(5, 1)),
      { workers: most },
    );
    const gone = new AbortController();
    const third = caught(runKernel("gather", [turned(5, 1)], { workers: 1, signal: gone.signal }));
    await soon(300);
    gone.abort(new Error("no longer"));
    expect(await third).toMatchObject({ message: "no longer" });
    abort.abort();
    expect(await first).toBeInstanceOf(DOMException);
    expect(await second).toEqual(Array(most).fill(null));
  });

  test("an aborted call rejects with the signal's reason and frees its threads", async () => {
    for (let round = 0; round < 3; round++) {
      const abort = new AbortController();
      const tasks = Array.from({ length: 20 }, endless);
      const call = caught(runKernel("gather", tasks, { workers: 8, signal: abort.signal }));
      await soon(round * 100);
      const reason = new Error(`enough ${round}`);
      abort.abort(reason);
      expect(await call).toBe(reason);
    }
    const after = Array.from({ length: 20 }, () => turned(5, 1));
    await runKernel("gather", after, { workers: 8 });
    for (const { to } of after) expect([...to]).toEqual([4, 3, 2, 1, 0]);
  });

  test("an inline call stops between tasks when it is aborted", async () => {
    const abort = new AbortController();
    let done = 0;
    const onDone = () => {
      if (++done === 2) abort.abort(new Error("enough"));
    };
    const tasks = Array.from({ length: 9 }, () => turned(4, 1));
    const error = await caught(runKernel("gather", tasks, { workers: 0, signal: abort.signal, onDone }));
    expect(error).toMatchObject({ message: "enough" });
    expect(done).toBe(2);
  });

  test("a call with an aborted signal starts nothing", async () => {
    const task = turned(4, 1);
    const error = await caught(runKernel("gather", [task], { workers: 0, signal: AbortSignal.abort(new Error("no")) }));
    expect(error).toMatchObject({ message: "no" });
    expect([...task.to]).toEqual([0, 0, 0, 0]);
  });

  test("leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    for (const workers of [0, 1, 2]) {
      const tasks = Array.from({ length: 30 }, () => turned(4, 1));
      await runKernel("gather", tasks, { workers, signal });
    }
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("a hundred calls at once get each their own answer", async () => {
    const calls = Array.from({ length: 100 }, (_, mark) =>
      Array.from({ length: 1 + (mark % 4) }, () => turned(50, mark)),
    );
    await Promise.all(calls.map((tasks, i) => runKernel("gather", tasks, { workers: i % 4 })));
    for (const [mark, tasks] of calls.entries()) {
      for (const { to } of tasks) expect(to.every((value, i) => value === (49 - i) * mark)).toBe(true);
    }
  });

  test("a pool that was closed starts anew", async () => {
    await closePool();
    const task = turned(3, 1);
    await runKernel("gather", [task], { workers: 1 });
    expect([...task.to]).toEqual([2, 1, 0]);
  });

  test("the process ends by itself after its threads were used", async () => {
    const script = `
      const { runKernel } = await import(${JSON.stringify(new URL("../../workers/pool.ts", import.meta.url).href)});
      const ints = (...values) => { const a = new Int32Array(new SharedArrayBuffer(8)); a.set(values); return a; };
      const to = ints(0, 0);
      await runKernel("gather", [{ from: ints(7, 8), rows: ints(1, 0), to, begin: 0, end: 2 }], { workers: 2 });
      console.log(to.join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 40_000,
    });
    expect(stdout.trim()).toBe("8,7");
  });
});
