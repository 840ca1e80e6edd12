import type { Result } from "./results.ts";

/** A ratio of ours, then and now. */
export interface Ratios {
  what: string;
  to: "best peer" | "memory floor";
  before: number;
  now: number;
}

const keyOf = (r: Result) => `${r.job}/${r.case}, ${r.contender}, ${r.rows} rows`;

/** A ratio of ours in both runs: to the best peer, or to the memory floor where there is none. Ratios hold on another machine. */
export function compared(before: readonly Result[], now: readonly Result[]): Ratios[] {
  const known = new Map(before.filter(({ ours }) => ours).map((r) => [keyOf(r), r]));
  return now.flatMap((r): Ratios[] => {
    const old = known.get(keyOf(r));
    if (!old || !r.ours) return [];
    const to = old.ratio !== undefined && r.ratio !== undefined ? "ratio" : "toFloor";
    const [was, is] = [old[to], r[to]];
    if (was === undefined || is === undefined) return [];
    return [{ what: keyOf(r), to: to === "ratio" ? "best peer" : "memory floor", before: was, now: is }];
  });
}

/** Those that got worse by more than `most`. */
export const worsened = (ratios: readonly Ratios[], most = 0.2): Ratios[] =>
  ratios.filter(({ before, now }) => now > before * (1 + most));
