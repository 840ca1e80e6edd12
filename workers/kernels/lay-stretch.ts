import type { SharedArray } from "../shared.ts";

export interface LayStretchTask {
  from: SharedArray;
  to: SharedArray;
  at: number;
  /** Codes become what stands at their place; -1 stays. */
  places?: Int32Array<SharedArrayBuffer>;
}

/** Copies one stretch of a column to where it stands in the whole. */
export function layStretch({ from, to, at, places }: LayStretchTask): void {
  if (places) for (let i = 0; i < from.length; i++) to[at + i] = from[i]! < 0 ? -1 : places[from[i]!]!;
  else to.set(from, at);
}
