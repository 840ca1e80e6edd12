import type { Answer, Case, Contender } from "./job.ts";
import { bytesOf } from "./sized.ts";

/** Times in milliseconds. */
export interface Measured {
  contender: Contender;
  median: number;
  least: number;
  most: number;
  runs: number;
  /** Median divided by that of the best peer with as many rows. */
  ratio: number | undefined;
  bytes: Bytes | undefined;
}

/** Of the columns that a contender needs, and of those that it gives. */
export interface Bytes {
  bytesIn: number;
  bytesOut: number;
}

/** No contender takes more of a case's time than this once it has run. */
const PATIENCE_MS = 30_000;

/** Runs all contenders in turn, again and again; their answers are compared in the first round, before any is timed. */
export async function measure({ name, contenders }: Case, rounds: number): Promise<Measured[]> {
  const times = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const bytes = await compare(name, contenders);
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const mine = times.get(contender) ?? [];
      if (mine.length > 0 && mine.reduce((a, b) => a + b) > PATIENCE_MS) continue;
      mine.push(await timed(contender));
    }
  }
  const measured = contenders.map((contender) => {
    const sorted = (times.get(contender) ?? []).sort((a, b) => a - b);
    const most = sorted[sorted.length - 1];
    return { contender, median: middle(sorted), least: sorted[0], most, runs: sorted.length };
  });
  const peers = measured.filter(({ contender }) => !contender.ours && contender.rows === undefined);
  const best = Math.min(...peers.map(({ median }) => median));
  return measured.map((m) => {
    const comparable = Number.isFinite(best) && m.contender.rows === undefined;
    return { ...m, ratio: comparable ? m.median / best : undefined, bytes: bytes.get(m.contender) };
  });
}

async function compare(name: string, contenders: readonly Contender[]): Promise<Map<Contender, Bytes>> {
  const answers = new Map<string, string[]>();
  const bytes = new Map<Contender, Bytes>();
  for (const contender of contenders) {
    await contender.open?.();
    await contender.prepare?.();
    const answer = await contender.run();
    if (contender.rows === undefined) {
      const print = await answer.fingerprint();
      answers.set(print, [...(answers.get(print) ?? []), contender.name]);
    }
    const size = bytesBoth(contender, answer);
    if (size) bytes.set(contender, size);
    await answer.release?.();
  }
  if (answers.size > 1) {
    const lines = [...answers].map(([print, names]) => `  ${names.join(", ")}: ${print}`);
    throw new Error(`${name}: the answers differ\n${lines.join("\n")}`);
  }
  return bytes;
}

/** What an answer shares with what was given counts once. */
export function bytesBoth(contender: Contender, answer: Answer): Bytes | undefined {
  const given = contender.columns?.();
  if (!given) return undefined;
  const bytesIn = bytesOf(...given);
  return { bytesIn, bytesOut: bytesOf(...given, ...(answer.columns?.() ?? [])) - bytesIn };
}

/** One run; what was before it is cleared away first. */
export async function timed(contender: Contender): Promise<number> {
  await contender.prepare?.();
  globalThis.gc?.();
  const begun = performance.now();
  const answer: Answer = await contender.run();
  const time = performance.now() - begun;
  await answer.release?.();
  return time;
}

/** The median of sorted numbers. */
export function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
