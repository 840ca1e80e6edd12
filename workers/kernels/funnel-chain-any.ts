import type { ChainEvents, ChainRules, ChainScanner } from "./funnel-chain-rules.ts";

/**
 * Finds runs whose steps come in any order: level `k` is reached when distinct events within the window have filled `k`
 * different steps. How many a set of events can fill is a matching, which depends on how many there are of each class only.
 *
 * Of all runs the one counts that fills most steps; of these the soonest at its last, then the one that began last; its
 * times are the soonest at which so many steps are filled.
 */
export function anyOrderScanner(rules: ChainRules, { keys, classes }: ChainEvents): ChainScanner {
  const { steps, setOffsets, setSteps, within, once, bars } = rules;
  const count = setOffsets.length - 1;
  const sizeOf = (c: number) => setOffsets[c + 1]! - setOffsets[c]!;
  const counts = new Uint32Array(count);
  const times = new Float64Array(steps);
  const known = new Map<string, number>();
  const isBar = new Uint8Array(count);
  for (const { classes: own } of bars) for (let c = 0; c < count; c++) isBar[c]! |= own[c]!;
  let rank = 0;
  const scanner: ChainScanner = { find, level: 0, times, read: 0 };

  function find(begin: number, end: number, lo: number, hi: number, complete: number): boolean {
    counts.fill(0);
    rank = 0;
    let [left, right, best] = [begin, -1, 0];
    let bar = -Infinity;
    let entries = 0;
    const enters = (i: number) => sizeOf(classes[i]!) > 0 && keys[i]! >= lo && keys[i]! < hi && keys[i]! <= complete;
    let i = begin;
    while (i < end && best < steps) {
      const now = keys[i]!;
      while (left < i && (keys[left]! < lo || keys[left]! < bar || now - keys[left]! > within)) {
        if (enters(left)) entries--;
        if (keys[left]! >= lo) take(left, -1);
        left++;
      }
      let after = i;
      let barredHere = false;
      for (; after < end && keys[after] === now; after++) {
        if (isBar[classes[after]!] === 1) barredHere = true;
        if (now < lo) continue;
        take(after, 1);
        if (enters(after)) entries++;
      }
      if (entries > 0 && rank > best) {
        best = rank;
        right = after;
      }
      if (barredHere) bar = now;
      i = after;
      if (now > Math.min(hi, complete) + within) break;
      // An excluded event takes all that came before it along, so without a later entry nothing can follow.
      if (barredHere && now > Math.min(hi, complete)) break;
    }
    scanner.read = i - begin;
    if (best > 0) settle(begin, right, lo, hi, complete, best);
    scanner.level = best;
    return best > 0;
  }

  /** The latest beginning from which the events before `right` fill as many, and when each was filled. */
  function settle(begin: number, right: number, lo: number, hi: number, complete: number, level: number): void {
    counts.fill(0);
    rank = 0;
    let from = right;
    while (from > begin) {
      from--;
      take(from, 1);
      while (from > begin && keys[from - 1] === keys[from]) take(--from, 1);
      const start = keys[from]!;
      if (rank === level && start >= lo && start < hi && start <= complete && fillsAny(from, right)) break;
    }
    counts.fill(0);
    rank = 0;
    for (let i = from, filled = 0; i < right && filled < level; i++) {
      take(i, 1);
      while (rank > filled && filled < level) times[filled++] = keys[i]!;
    }
  }

  function fillsAny(from: number, right: number): boolean {
    for (let i = from; i < right && keys[i] === keys[from]; i++) if (sizeOf(classes[i]!) > 0) return true;
    return false;
  }

  /** Adds an event to those in the window, or takes it away. */
  function take(i: number, by: 1 | -1): void {
    const mine = classes[i]!;
    const most = sizeOf(mine);
    const had = counts[mine]!;
    counts[mine] = had + by;
    if (Math.min(had, most) !== Math.min(had + by, most)) rank = matched();
  }

  function matched(): number {
    let key = "";
    for (let c = 1; c < count; c++) key += String.fromCharCode(Math.min(counts[c]!, sizeOf(c)));
    let found = known.get(key);
    if (found === undefined) {
      found = once ? matching() : covered();
      if (known.size < 4096) known.set(key, found);
    }
    return found;
  }

  /** How many steps the events could fill, each as many as it may. */
  function covered(): number {
    const steps = new Set<number>();
    for (let c = 1; c < count; c++) {
      for (let s = setOffsets[c]!; counts[c]! > 0 && s < setOffsets[c + 1]!; s++) steps.add(setSteps[s]!);
    }
    return steps.size;
  }

  /** How many steps the events can fill, one each (Kuhn's augmenting paths). */
  function matching(): number {
    const taken = Array.from({ length: count }, (): number[] => []);
    const place = (step: number, tried: Set<number>): boolean => {
      for (let c = 1; c < count; c++) {
        if (counts[c] === 0 || tried.has(c) || !fills(c, step)) continue;
        tried.add(c);
        if (taken[c]!.length < counts[c]!) {
          taken[c]!.push(step);
          return true;
        }
        for (const [t, other] of taken[c]!.entries()) {
          if (!place(other, tried)) continue;
          taken[c]![t] = step;
          return true;
        }
      }
      return false;
    };
    let filled = 0;
    for (let step = 0; step < steps; step++) if (place(step, new Set())) filled++;
    return filled;
  }

  function fills(c: number, step: number): boolean {
    for (let s = setOffsets[c]!; s < setOffsets[c + 1]!; s++) if (setSteps[s] === step) return true;
    return false;
  }

  return scanner;
}
