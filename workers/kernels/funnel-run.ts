import { extendByMatching } from "./funnel-ties.ts";
import type { PersonOrder } from "./person-order.ts";

/** What a run is. */
export interface FunnelRun {
  /** How many steps there are. */
  steps: number;
  /** The steps that a row of class `c` could fill, ascending: `setSteps` from `setOffsets[c]` up to `setOffsets[c + 1]`. */
  setOffsets: Uint32Array;
  setSteps: Uint16Array;
  /**
   * Classes from this one on fill one step each, in the order of the steps; classes before it (0 aside) fill several.
   * Events of one instant come in the order of their classes.
   */
  firstSingle: number;
  /** The longest time from the first step to the last, included. */
  within: number;
  /** Whether a step must be later than the one before, or may be of the same instant. */
  strict: boolean;
}

/** Looks at one person at a time; the answer lies in `level`, `entry` and `reached` until the next. */
export interface RunScanner {
  /** The events that the calls below mean. */
  look(order: PersonOrder): void;
  /** The first row of `[begin, end)` at the time of the first event from `since` on that could enter, or -1. */
  firstEntry(begin: number, end: number, since: number): number;
  /** The best of the runs that enter from `since` to `lastEntry`. */
  best(begin: number, end: number, since: number, lastEntry: number): void;
  /** The run that enters at `entry`. */
  from(begin: number, end: number, entry: number): void;
  /** How many steps the run reached. */
  level: number;
  /** When it began. */
  entry: number;
  /** When each of its steps was reached, up to `level`. */
  reached: Float64Array;
}

/**
 * One pass over a person's events. `starts[k]` is the latest entry from which a chain takes `k` steps; a later entry leaves
 * more of the window, so one chain for each `k` is enough. All events of one instant are taken together, which makes
 * one event fill one step and, when steps must be strictly later, keeps the chains that ended before the instant. The
 * best entry is then run by itself, which tells when each step was reached.
 */
export function runScanner(run: FunnelRun): RunScanner {
  const { steps, setOffsets, setSteps, firstSingle, within, strict } = run;
  const starts = new Float64Array(steps + 1);
  const present = new Uint8Array(steps);
  const enters = Uint8Array.from({ length: setOffsets.length - 1 }, (_, c) =>
    setSteps[setOffsets[c]!] === 0 && setOffsets[c + 1]! > setOffsets[c]! ? 1 : 0,
  );
  const single = strict ? Infinity : firstSingle;
  const reached = new Float64Array(steps);
  const scanner: RunScanner = { look, firstEntry, best, from, level: 0, entry: 0, reached };
  let at: Float64Array = starts;
  let classes: Uint32Array = setOffsets;

  function look(order: PersonOrder): void {
    at = order.at;
    classes = order.rows;
  }

  function firstEntry(begin: number, end: number, since: number): number {
    const [times, kinds, first] = [at, classes, enters];
    let i = begin;
    while (i < end && (first[kinds[i]!] === 0 || times[i]! < since)) i++;
    if (i === end) return -1;
    while (i > begin && times[i - 1] === times[i]) i--;
    return i;
  }

  function best(begin: number, end: number, since: number, lastEntry: number): void {
    if (single === 1) scanSingles(begin, end, lastEntry);
    else scan(begin, end, since, lastEntry, steps);
    runFrom(begin, end, scanner.entry, scanner.level);
  }

  function from(begin: number, end: number, entry: number): void {
    runFrom(begin, end, entry, steps);
  }

  function runFrom(begin: number, end: number, entry: number, goal: number): void {
    let i = begin;
    while (at[i]! < entry) i++;
    if (single === 1) take(i, end, entry, goal);
    else scan(i, end, entry, entry, goal);
  }

  /** Where no event could fill several steps, a run just takes the next event of the step that it waits for. */
  function take(begin: number, end: number, entry: number, goal: number): void {
    const [times, kinds, taken] = [at, classes, reached];
    let level = 0;
    for (let i = begin; i < end && level < goal; i++) {
      const now = times[i]!;
      if (now - entry > within) break;
      if (kinds[i] === level + 1) taken[level++] = now;
    }
    scanner.level = level;
    scanner.entry = entry;
  }

  /**
   * Where no event could fill several steps, each moves the latest chain of one step on. Whether that is still within the window
   * is asked only when it would be the longest: one that is too late stays so, and so do those that entered before it. No event
   * comes before the first entry; after the last, `chains[0]` is what the first step has already.
   */
  function scanSingles(begin: number, end: number, lastEntry: number): void {
    const [times, kinds, chains] = [at, classes, starts];
    for (let k = 0; k <= steps; k++) chains[k] = -Infinity;
    let level = 0;
    let entry = 0;
    for (let i = begin; i < end && level < steps; i++) {
      const now = times[i]!;
      const mine = kinds[i]!;
      chains[0] = now <= lastEntry ? now : chains[1]!;
      const start = chains[mine - 1]!;
      chains[mine] = start;
      if (mine > level && now - start <= within) {
        level = mine;
        entry = start;
      }
    }
    scanner.level = level;
    scanner.entry = entry;
  }

  /** The runs that enter in `[earliest, latest]`, until one of them reaches `goal` steps. */
  function scan(begin: number, end: number, earliest: number, latest: number, goal: number): void {
    for (let k = 1; k <= steps; k++) starts[k] = -Infinity;
    let level = 0;
    let entry = 0;
    let i = begin;
    while (i < end && level < goal) {
      const now = at[i]!;
      const mine = classes[i]!;
      starts[0] = now >= earliest && now <= latest ? now : -Infinity;
      if (mine >= single) {
        fill(mine - firstSingle, now);
        i++;
      } else i = instant(i, end, now);
      while (level < goal && starts[level + 1]! > -Infinity) {
        reached[level++] = now;
        entry = starts[level]!;
      }
    }
    scanner.level = level;
    scanner.entry = entry;
  }

  /** Reaches step `k` from the chains that end before it; none of those there entered later. */
  function fill(k: number, now: number): void {
    const start = starts[k]!;
    if (now - start <= within) starts[k + 1] = start;
  }

  /** All events of the instant that begins at `i`; returns where the next instant begins. */
  function instant(i: number, end: number, now: number): number {
    let after = i + 1;
    while (after < end && at[after] === now) after++;
    if (strict || after - i === 1) fillFromEarlier(i, after, now);
    else {
      extendByMatching(run, classes, i, after, starts.slice(), (k, start) => {
        if (start > starts[k + 1]! && now - start <= within) starts[k + 1] = start;
      });
    }
    return after;
  }

  /** From the last step to the first, so that each looks at the chains as they were before the instant. */
  function fillFromEarlier(begin: number, end: number, now: number): void {
    let last = -1;
    for (let i = begin; i < end; i++) {
      for (let s = setOffsets[classes[i]!]!; s < setOffsets[classes[i]! + 1]!; s++) {
        present[setSteps[s]!] = 1;
        if (setSteps[s]! > last) last = setSteps[s]!;
      }
    }
    for (let k = last; k >= 0; k--) {
      if (present[k] === 1) fill(k, now);
      present[k] = 0;
    }
  }

  return scanner;
}
