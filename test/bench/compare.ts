import type { Result } from "./results.ts";

/** A ratio of ours that got worse. */
export interface Worse {
  what: string;
  to: "best peer" | "memory floor";
  before: number;
  now: number;
}

/**
 * The ratios of ours that got worse by more than `most` between two runs with the same rows: to the best peer, or to the
 * memory floor where there is none. Ratios hold on another machine, times do not.
 */
export function worsened(before: readonly Result[], now: readonly Result[], most = 0.2): Worse[] {
  const key = (r: Result) => `${r.job}/${r.case}, ${r.contender}, ${r.rows} rows`;
  const known = new Map(before.filter(({ ours }) => ours).map((r) => [key(r), r]));
  return now.flatMap((r): Worse[] => {
    const old = known.get(key(r));
    if (!old || !r.ours) return [];
    const to = old.ratio !== undefined && r.ratio !== undefined ? "ratio" : "toFloor";
    const [was, is] = [old[to], r[to]];
    if (was === undefined || is === undefined || !(is > was * (1 + most))) return [];
    return [{ what: key(r), to: to === "ratio" ? "best peer" : "memory floor", before: was, now: is }];
  });
}
