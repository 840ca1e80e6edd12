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
  /** The first row of `[begin, end)` at the time of the first event that could enter, or -1. */
  firstEntry(begin: number, end: number): number;
  /** The highest level of any run that enters at `lastEntry` or before. */
  best(begin: number, end: number, lastEntry: number): void;
  /** The run that enters at `entry`. */
  from(begin: number, end: number, entry: number): void;
  level: number;
  entry: number;
  /** When each step of the run was reached, up to `level`. */
  reached: Float64Array;
}

/**
 * One pass over a person's events. `starts[k]` is the latest entry from which a chain reaches step k + 1; a later entry
 * leaves more of the window, so one chain a step is enough. All events of one instant are taken together, which makes
 * one event fill one step and, when steps must be strictly later, keeps the chains that ended before the instant.
 */
export function runScanner(run: FunnelRun): RunScanner {
  const { steps, setOffsets, setSteps, firstSingle, within, strict } = run;
  const starts = new Float64Array(steps);
  const bases = new Float64Array(steps);
  const present = new Uint8Array(steps);
  const enters = Uint8Array.from({ length: setOffsets.length - 1 }, (_, c) =>
    setSteps[setOffsets[c]!] === 0 && setOffsets[c + 1]! > setOffsets[c]! ? 1 : 0,
  );
  let at: Float64Array = starts;
  let classes: Uint32Array = setOffsets;
  let lowest = -Infinity;
  let highest = Infinity;
  let now = 0;
  const scanner: RunScanner = { look, firstEntry, best, from, level: 0, entry: 0, reached: new Float64Array(steps) };
  const { reached } = scanner;

  function look(order: PersonOrder): void {
    at = order.at;
    classes = order.rows;
  }

  function firstEntry(begin: number, end: number): number {
    let i = begin;
    while (i < end && enters[classes[i]!] === 0) i++;
    if (i === end) return -1;
    while (i > begin && at[i - 1] === at[i]) i--;
    return i;
  }

  function best(begin: number, end: number, lastEntry: number): void {
    lowest = -Infinity;
    highest = lastEntry;
    scan(begin, end);
  }

  function from(begin: number, end: number, entry: number): void {
    lowest = entry;
    highest = entry;
    let i = begin;
    while (at[i]! < entry) i++;
    scan(i, end);
  }

  function scan(begin: number, end: number): void {
    starts.fill(-Infinity);
    scanner.level = 0;
    let i = begin;
    while (i < end && scanner.level < steps) {
      const time = at[i]!;
      const mine = classes[i]!;
      if (mine >= firstSingle && !strict) {
        const k = mine - firstSingle;
        step(k, time, k > 0 ? starts[k - 1]! : entryAt(time));
        i++;
        continue;
      }
      let after = i + 1;
      while (after < end && at[after] === time) after++;
      if (after - i === 1 || strict) fillFromEarlier(i, after, time);
      else {
        now = time;
        bases.set(starts.subarray(0, steps - 1), 1);
        bases[0] = entryAt(time);
        extendByMatching(run, classes, i, after, bases, reach);
      }
      i = after;
    }
  }

  /** Reaches step `k` from the chain that began at `start`, if that is news. */
  function step(k: number, time: number, start: number): void {
    if (!(start > starts[k]!) || time - start > within) return;
    starts[k] = start;
    reached[k] = time;
    if (k >= scanner.level) {
      scanner.level = k + 1;
      scanner.entry = start;
    }
  }

  const reach = (k: number, start: number) => step(k, now, start);

  const entryAt = (time: number) => (time >= lowest && time <= highest ? time : -Infinity);

  function fillFromEarlier(begin: number, end: number, time: number): void {
    let last = -1;
    for (let i = begin; i < end; i++) {
      for (let s = setOffsets[classes[i]!]!; s < setOffsets[classes[i]! + 1]!; s++) {
        present[setSteps[s]!] = 1;
        if (setSteps[s]! > last) last = setSteps[s]!;
      }
    }
    for (let k = last; k >= 0; k--) {
      if (present[k] === 1) step(k, time, k > 0 ? starts[k - 1]! : entryAt(time));
      present[k] = 0;
    }
  }

  return scanner;
}
