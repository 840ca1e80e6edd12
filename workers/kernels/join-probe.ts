import { type Coder, codeRows } from "./join-code.ts";
import { type FillColumn, putRows } from "./join-columns.ts";

/** The scanned rows are counted in grains of this many, so that the answer can be filled in piece by piece. */
export const GRAIN = 1 << 18;

export interface JoinProbeTask {
  coder: Coder;
  begin: number;
  end: number;
  /**
   * Where each scanned row's find goes: a row of the other side when `starts` is left out, else a group of them.
   * Left out where looking up again is cheaper than memory.
   */
  found?: Int32Array;
  /** Where each group's rows start. */
  starts?: Int32Array;
  /** Marked for each find, when it matters which rows of the other side were found. */
  seen?: Uint8Array;
  /** Filled in at once, in the hope that every scanned row has exactly one partner. */
  hope?: { columns: readonly FillColumn[]; lost: Int32Array };
}

/** For each grain: pairs that match, and scanned rows that match none. */
export type GrainCounts = { matches: number; misses: number }[];

/** First pass of a join: looks up each scanned row once and counts. */
export function joinProbe({ coder, begin, end, found, starts, seen, hope }: JoinProbeTask): GrainCounts {
  const finds = found?.subarray(begin, end) ?? grainOf(end - begin);
  codeRows(coder, begin, end, finds);
  if (seen) mark(finds, seen);
  const counts: GrainCounts = [];
  for (let from = 0; from < finds.length; from += GRAIN) {
    counts.push(count(finds, from, Math.min(finds.length, from + GRAIN), starts));
  }
  if (hope && Atomics.load(hope.lost, 0) === 0) {
    if (counts.some(({ misses }) => misses > 0)) Atomics.store(hope.lost, 0, 1);
    else for (const column of hope.columns) putRows(column, finds, finds.length, begin);
  }
  return counts;
}

let grain: Int32Array | undefined;

/** Room for the finds of one grain, kept by the thread: fresh memory costs more than the look-ups. */
export function grainOf(rows: number): Int32Array {
  if (rows > GRAIN) return new Int32Array(rows);
  grain ??= new Int32Array(GRAIN);
  return grain.subarray(0, rows);
}

function count(finds: Int32Array, begin: number, end: number, starts: Int32Array | undefined) {
  let misses = 0;
  for (let i = begin; i < end; i++) misses += finds[i]! < 0 ? 1 : 0;
  if (!starts) return { matches: end - begin - misses, misses };
  let matches = 0;
  misses = 0;
  for (let i = begin; i < end; i++) {
    const group = finds[i]!;
    const rows = group < 0 ? 0 : starts[group + 1]! - starts[group]!;
    matches += rows;
    if (rows === 0) misses++;
  }
  return { matches, misses };
}

function mark(finds: Int32Array, seen: Uint8Array): void {
  for (let i = 0; i < finds.length; i++) if (finds[i]! >= 0) seen[finds[i]!] = 1;
}
