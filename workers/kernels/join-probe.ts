import { type Coder, codeRows } from "./join-code.ts";
import { type FillColumn, putRows } from "./join-columns.ts";
import { roomFor } from "./join-room.ts";

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

/** Pairs that match, and scanned rows that match none. */
export interface Counts {
  matches: number;
  misses: number;
}

/** First pass of a join: looks up each scanned row once and counts. */
export function joinProbe({ coder, begin, end, found, starts, seen, hope }: JoinProbeTask): Counts {
  const finds = found?.subarray(begin, end) ?? roomFor("finds", end - begin);
  codeRows(coder, begin, end, finds);
  if (seen) mark(finds, seen);
  const counts = starts ? countGroups(finds, starts) : countRows(finds);
  if (hope && Atomics.load(hope.lost, 0) === 0) {
    if (counts.misses > 0) Atomics.store(hope.lost, 0, 1);
    else for (const column of hope.columns) putRows(column, finds, finds.length, begin);
  }
  return counts;
}

function countRows(finds: Int32Array): Counts {
  let misses = 0;
  for (let i = 0; i < finds.length; i++) misses += finds[i]! < 0 ? 1 : 0;
  return { matches: finds.length - misses, misses };
}

function countGroups(finds: Int32Array, starts: Int32Array): Counts {
  let matches = 0;
  let misses = 0;
  for (let i = 0; i < finds.length; i++) {
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
