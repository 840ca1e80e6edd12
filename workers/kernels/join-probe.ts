import { type Coder, codeRows } from "./join-code.ts";

/** The scanned rows are counted in grains of this many, so that the answer can be filled in piece by piece. */
export const GRAIN = 1 << 17;

export interface JoinProbeTask {
  coder: Coder;
  begin: number;
  end: number;
  /** Where each scanned row's find goes: a row of the other side when `starts` is left out, else a group of them. */
  found: Int32Array;
  /** Where each group's rows start. */
  starts?: Int32Array;
  /** Marked for each find, when it matters which rows of the other side were found. */
  seen?: Uint8Array;
}

/** For each grain: pairs that match, and scanned rows that match none. */
export type GrainCounts = { matches: number; misses: number }[];

/** First pass of a join: looks up each scanned row once and counts. */
export function joinProbe({ coder, begin, end, found, starts, seen }: JoinProbeTask): GrainCounts {
  codeRows(coder, begin, end, found.subarray(begin, end));
  if (seen) mark(found, begin, end, seen);
  const counts: GrainCounts = [];
  for (let from = begin; from < end; from += GRAIN)
    counts.push(count(found, from, Math.min(end, from + GRAIN), starts));
  return counts;
}

function count(found: Int32Array, begin: number, end: number, starts: Int32Array | undefined) {
  let misses = 0;
  for (let i = begin; i < end; i++) misses += found[i]! < 0 ? 1 : 0;
  if (!starts) return { matches: end - begin - misses, misses };
  let matches = 0;
  misses = 0;
  for (let i = begin; i < end; i++) {
    const group = found[i]!;
    const rows = group < 0 ? 0 : starts[group + 1]! - starts[group]!;
    matches += rows;
    if (rows === 0) misses++;
  }
  return { matches, misses };
}

function mark(found: Int32Array, begin: number, end: number, seen: Uint8Array): void {
  for (let i = begin; i < end; i++) if (found[i]! >= 0) seen[found[i]!] = 1;
}
