import type { SharedArray } from "../shared.ts";

export interface GatherTask {
  from: SharedArray;
  rows: Uint32Array | Int32Array;
  to: SharedArray;
  begin: number;
  end: number;
}

/** `to[i] = from[rows[i]]` for `begin <= i < end`. */
export function gather({ from, rows, to, begin, end }: GatherTask): null {
  for (let i = begin; i < end; i++) to[i] = from[rows[i]!]!;
  return null;
}
