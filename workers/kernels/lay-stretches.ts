import type { SharedArray } from "../shared.ts";

export interface LayStretchesTask {
  to: SharedArray;
  /** In their order; each may lie in `to` itself, but not before where it goes. */
  stretches: {
    from: SharedArray;
    at: number;
    /** Codes become what stands at their place; -1 stays. */
    places?: Int32Array<SharedArrayBuffer>;
  }[];
}

/** Lays the stretches of a column where they stand in the whole. */
export function layStretches({ to, stretches }: LayStretchesTask): void {
  for (const { from, at, places } of stretches) {
    if (places) for (let i = 0; i < from.length; i++) to[at + i] = from[i]! < 0 ? -1 : places[from[i]!]!;
    else to.set(from, at);
  }
}
