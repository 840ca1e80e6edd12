/**
 * Chains under way, by how many steps they have taken. Of two chains of one level the one that entered later leaves more of
 * the window, and the one that moved later leaves more of the next step's: so each level is a queue in which times grow and
 * entries fall, and its head is the best chain that can still go on.
 */
export interface ChainLabels {
  /** When the chain entered, when it took its last step, and at which key that was ordered. */
  starts: Float64Array;
  times: Float64Array;
  keys: Float64Array;
  /** How many steps the chain had before the instant that made it, and the chain of these; -1 for none. */
  bases: Uint32Array;
  parents: Int32Array;
  /** The best chain of a level, -1 for none. */
  head(level: number): number;
  /** A chain that no later one can continue. */
  make(start: number, time: number, key: number, base: number, parent: number): number;
  /** Puts a chain at the end of its level; `keepEqual` where a later step at the same entry may last longer. */
  push(level: number, label: number, keepEqual: boolean): void;
  /** Drops chains of a level that took their last step before `time`. */
  expire(level: number, time: number): void;
  empty(level: number): void;
  /** Whether no level has a chain. */
  areOver(): boolean;
  clear(): void;
}

/** Room for the chains of one person after the other. */
export function chainLabels(steps: number): ChainLabels {
  const heads = new Int32Array(steps + 1).fill(-1);
  const tails = new Int32Array(steps + 1).fill(-1);
  let next = new Int32Array(64);
  let before = new Int32Array(64);
  let count = 0;

  function grow(): void {
    const size = 2 * next.length;
    const wider = <A extends Float64Array | Int32Array | Uint32Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    next = wider(next, new Int32Array(size));
    before = wider(before, new Int32Array(size));
    labels.parents = wider(labels.parents, new Int32Array(size));
    labels.bases = wider(labels.bases, new Uint32Array(size));
    labels.starts = wider(labels.starts, new Float64Array(size));
    labels.times = wider(labels.times, new Float64Array(size));
    labels.keys = wider(labels.keys, new Float64Array(size));
  }

  const labels: ChainLabels = {
    starts: new Float64Array(64),
    times: new Float64Array(64),
    keys: new Float64Array(64),
    bases: new Uint32Array(64),
    parents: new Int32Array(64),
    head: (level) => heads[level]!,
    make(start, time, key, base, parent) {
      if (count === next.length) grow();
      labels.starts[count] = start;
      labels.times[count] = time;
      labels.keys[count] = key;
      labels.bases[count] = base;
      labels.parents[count] = parent;
      return count++;
    },
    push(level, label, keepEqual) {
      const start = labels.starts[label]!;
      let last = tails[level]!;
      while (last >= 0 && labels.starts[last]! < start) last = before[last]!;
      if (last >= 0 && !keepEqual && labels.starts[last] === start) {
        next[last] = -1;
        tails[level] = last;
        return;
      }
      before[label] = last;
      next[label] = -1;
      if (last >= 0) next[last] = label;
      else heads[level] = label;
      tails[level] = label;
    },
    expire(level, time) {
      let first = heads[level]!;
      while (first >= 0 && labels.times[first]! < time) first = next[first]!;
      heads[level] = first;
      if (first >= 0) before[first] = -1;
      else tails[level] = -1;
    },
    empty(level) {
      heads[level] = -1;
      tails[level] = -1;
    },
    areOver: () => heads.every((head) => head < 0),
    clear() {
      heads.fill(-1);
      tails.fill(-1);
      count = 0;
    },
  };
  return labels;
}
