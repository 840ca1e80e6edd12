import type { ChainEvents, ChainRules } from "./funnel-chain-rules.ts";

/** Which event fills each required step of a run; -1 where the run did not get. */
export interface ChainPicks {
  /** Picks the events of the run that took `level` steps at `times`. */
  pick(begin: number, end: number, level: number, times: Float64Array): void;
  events: Int32Array;
}

/** Events of one instant that could fill several steps are given out by a matching, in the order in which they are sorted. */
export function chainPicks(
  { steps, setOffsets, setSteps, shift, any, once }: ChainRules,
  rows: ChainEvents,
): ChainPicks {
  const { keys, classes } = rows;
  const events = new Int32Array(steps).fill(-1);
  return { pick: any ? pickAny : pick, events };

  function pick(begin: number, end: number, level: number, times: Float64Array): void {
    events.fill(-1);
    for (let k = 0; k < level; ) {
      const key = times[k]! + shift[k]!;
      let after = k + 1;
      while (after < level && times[after]! + shift[after]! === key) after++;
      const from = firstAt(begin, end, key);
      let to = from;
      while (to < end && keys[to] === key) to++;
      for (let step = k; step < after; step++) place(step, from, to, new Set());
      k = after;
    }
  }

  /** In any order the k-th time belongs to the event that made one step more possible. */
  function pickAny(begin: number, end: number, level: number, times: Float64Array): void {
    events.fill(-1);
    for (let k = 0; k < level; k++) {
      let i = firstAt(begin, end, times[k]!);
      while (i < end && ((once && events.includes(i)) || setOffsets[classes[i]!] === setOffsets[classes[i]! + 1])) i++;
      events[k] = i;
    }
  }

  function place(step: number, from: number, to: number, tried: Set<number>): boolean {
    for (let i = from; i < to; i++) {
      if (tried.has(i) || !fills(classes[i]!, step)) continue;
      tried.add(i);
      const holder = once ? events.indexOf(i) : -1;
      if (holder >= 0 && !place(holder, from, to, tried)) continue;
      events[step] = i;
      return true;
    }
    return false;
  }

  function fills(mine: number, step: number): boolean {
    for (let s = setOffsets[mine]!; s < setOffsets[mine + 1]!; s++) if (setSteps[s] === step) return true;
    return false;
  }

  function firstAt(begin: number, end: number, key: number): number {
    let [low, high] = [begin, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
