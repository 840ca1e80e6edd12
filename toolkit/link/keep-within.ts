import { ALONE, disown, INTERVAL_COLUMNS, type Intervals, insertInterval } from "./intervals.ts";
import type { Bound } from "./timed-rows.ts";

/**
 * Ends the intervals in which nobody did anything under a name where timing tells no more: what lies beyond is nobody's.
 * Works on the intervals of one identifier, from `begin` on.
 */
export function keepWithin(held: Intervals, begin: number, bounds: readonly Bound[]): void {
  const cut = (place: number, h: number, from: number, to: number) => {
    insertInterval(held, place, held.identifier[h], -1, from, to);
    disown(held, place, ALONE);
  };
  let isCut = false;
  for (let h = begin; h < held.owner.length; h++) {
    if (held.timed[h] === 0 || held.acts[h] > 0) continue;
    const [since, until] = reach(held, h, bounds);
    if (until < held.to[h]) {
      cut(h + 1, h, until, held.to[h]);
      held.to[h] = until;
      isCut = true;
    }
    if (since > held.from[h]) {
      cut(h, h, held.from[h], since);
      held.from[++h] = since;
      isCut = true;
    }
  }
  if (isCut) joinAlone(held, begin);
}

/** From when to when the pairs of an interval's owner hold. */
function reach({ owner, first, last }: Intervals, h: number, bounds: readonly Bound[]): [number, number] {
  let since = Infinity;
  let until = -Infinity;
  for (const bound of bounds) {
    if (bound.user !== owner[h] || bound.to < first[h] || bound.from > last[h]) continue;
    since = Math.min(since, bound.since);
    until = Math.max(until, bound.until);
  }
  return since > until ? [-Infinity, Infinity] : [Math.min(since, first[h]), Math.max(until, last[h] + 1)];
}

/** What is nobody's on both sides of a border is one interval. */
function joinAlone(held: Intervals, begin: number): void {
  for (let h = held.owner.length - 1; h > begin; h--) {
    if (held.rule[h] !== ALONE || held.rule[h - 1] !== ALONE || held.to[h - 1] !== held.from[h]) continue;
    held.to[h - 1] = held.to[h];
    for (const name of INTERVAL_COLUMNS) held[name].splice(h, 1);
  }
}
