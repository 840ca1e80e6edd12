/** Runs one job in a process of its own, so that what one leaves in memory is no other's burden. */
import { setTimeout } from "node:timers/promises";
import { closePool, runKernel } from "../../workers/pool.ts";
import { sharedFloat64 } from "../../workers/shared.ts";
import { bandwidth } from "./bandwidth.ts";
import { alone } from "./engines/alone.ts";
import type { Case, Contender, Job } from "./job.ts";
import { bytesBoth, type Measured, measure, middle, timed } from "./measure.ts";
import { forgetPeak, resident } from "./memory.ts";
import type { Result } from "./results.ts";

/** What a child is asked to do. */
export interface Request {
  job: string;
  parts: readonly string[];
  rows: number;
  rounds: number;
  /** Times of all; the memory of ours; the times of ours. */
  what: "times" | "memory" | "growth";
}

/** What it says, one after the other. */
export type Told = { note: string } | { results: Result[] } | { bandwidth: [number, number] } | { failed: string };

const tell = (told: Told) => new Promise<void>((resolve) => process.send?.(told, () => resolve()));
process.once("message", async (request: Request) => {
  try {
    await answer(request);
  } catch (error) {
    await tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  await closePool();
  process.disconnect?.();
  process.exit(0);
});

async function answer({ job, parts, rows, rounds, what }: Request): Promise<void> {
  if (what !== "times") alone.yes = true;
  const { default: cases } = (await import(new URL(`jobs/${job}.ts`, import.meta.url).href)) as { default: Job };
  const wanted = (name: string) => parts.length === 0 || parts.includes(name);
  const note = (text: string) => void (what === "times" && tell({ note: `${job}: ${text}` }));
  if (what === "times") {
    const both: [number, number] = [await bandwidth(1), await bandwidth(2)];
    await tell({ bandwidth: both });
    for await (const one of cases({ rows, wanted, note })) {
      const measured = await measure(one, rounds);
      await tell({ results: measured.map((m) => toResult(job, one, m, both[1])) });
    }
    return;
  }
  for await (const one of cases({ rows, wanted, note })) {
    const mine = most(one);
    if (!mine) continue;
    await tell({ results: [what === "memory" ? await peakOf(job, one, mine) : await timesOf(job, one, mine, rounds)] });
  }
}

/** Ours with the most threads. */
const most = ({ contenders }: Case): Contender | undefined =>
  contenders.filter(({ ours }) => ours).sort((a, b) => (workersOf(b) ?? 0) - (workersOf(a) ?? 0))[0];

/** Threads are told in names: "2 workers", "1 thread". */
const workersOf = ({ name }: Contender) => {
  const told = /(\d+) (?:worker|thread)/.exec(name)?.[1];
  return told === undefined ? undefined : Number(told);
};

const named = (job: string, one: Case, contender: Contender) => ({
  job,
  case: one.name,
  contender: contender.name,
  ours: contender.ours === true,
  workers: contender.ours ? workersOf(contender) : undefined,
  rows: contender.rows ?? one.rows,
});

function toResult(job: string, one: Case, { contender, bytes, ...times }: Measured, perMs: number): Result {
  const floor = bytes && (bytes.bytesIn + bytes.bytesOut) / perMs;
  return { ...named(job, one, contender), ...times, ...bytes, toFloor: floor && times.median / floor };
}

async function warm(one: Case): Promise<void> {
  const mine = most(one);
  if (!mine) return;
  await mine.open?.();
  await mine.prepare?.();
  await (await mine.run()).release?.();
}

async function timesOf(job: string, one: Case, mine: Contender, rounds: number): Promise<Result> {
  await warm(one);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(mine));
  times.sort((a, b) => a - b);
  return {
    ...named(job, one, mine),
    median: middle(times),
    least: times[0],
    most: times[times.length - 1],
    runs: rounds,
  };
}

/** What one call takes of memory, above what was there before it, beside the columns given. */
async function peakOf(job: string, one: Case, mine: Contender): Promise<Result> {
  await mine.open?.();
  await mine.prepare?.();
  await settle();
  const before = resident();
  if (before) forgetPeak();
  const given = await mine.run();
  const after = resident();
  const bytes = bytesBoth(mine, given);
  const peak = before && after && bytes ? bytes.bytesIn + after.peak - before.now : undefined;
  const peakToColumns = peak && bytes ? peak / (bytes.bytesIn + bytes.bytesOut) : undefined;
  await given.release?.();
  return { ...named(job, one, mine), median: 0, least: 0, most: 0, runs: 0, ...bytes, peak, peakToColumns };
}

/** New threads that hold nothing of what was before, and nothing left that would be freed during the call, unseen. */
async function settle(): Promise<void> {
  await closePool();
  const task = { to: sharedFloat64(1), stretches: [{ from: sharedFloat64(1), at: 0 }] };
  await runKernel("layStretches", [task, task], { workers: 2 });
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await setTimeout(50);
  }
}
