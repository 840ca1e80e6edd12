import type { TimingLog } from "./timing-log.ts";

const HOUR = 36e5;
/** An hour with few users is taken with so many of the whole log: from 5 to 100 the pairs found are nearly the same. */
const USUAL = 20;

/** For each response the share of the others who respond in the same hour that hold the same. */
export function commonness(
  { responses, targets }: TimingLog,
  held: Int32Array,
  count: number,
): Float32Array<SharedArrayBuffer> {
  const { at, target } = responses;
  const chance = new Float32Array(new SharedArrayBuffer(4 * at.length)).fill(1);
  const ever = usersOf(held, target, 0, at.length, targets, new Float64Array(count));
  const here = new Float64Array(count);
  for (let begin = 0; begin < at.length; ) {
    const hour = Math.floor(at[begin] / HOUR);
    let end = begin + 1;
    while (end < at.length && Math.floor(at[end] / HOUR) === hour) end++;
    const users = usersOf(held, target, begin, end, targets, here);
    for (let k = begin; k < end; k++) {
      if (held[k] < 0) continue;
      const usual = ever.of[held[k]] / Math.max(1, ever.all);
      chance[k] = (here[held[k]] - 1 + USUAL * usual) / (users.all - 1 + USUAL);
    }
    for (let k = begin; k < end; k++) if (held[k] >= 0) here[held[k]] = 0;
    begin = end;
  }
  return chance;
}

/** Distinct users of each, and users that hold anything. */
function usersOf(
  held: Int32Array,
  target: Int32Array,
  begin: number,
  end: number,
  targets: number,
  of: Float64Array,
): { of: Float64Array; all: number } {
  const seen = new Set<number>();
  const users = new Set<number>();
  for (let k = begin; k < end; k++) {
    if (held[k] < 0) continue;
    users.add(target[k]);
    const key = held[k] * targets + target[k];
    if (seen.has(key)) continue;
    seen.add(key);
    of[held[k]]++;
  }
  return { of, all: users.size };
}
