import { chainLabels } from "./funnel-chain-labels.ts";
import type { ChainEvents, ChainRules, ChainScanner } from "./funnel-chain-rules.ts";
import { extendByMatching } from "./funnel-ties.ts";

/**
 * Finds runs whose steps come in order, in one pass over a subject's events: all that are ordered at one key make an
 * instant, in which distinct events take chains on by as many steps as they can (with `strict` ties, by one).
 *
 * Of all runs the one counts that takes most steps; of these the soonest at its last step, then the one that entered last,
 * then the soonest at the step before the last, and so on.
 */
export function orderedScanner(rules: ChainRules, { keys, classes }: ChainEvents, strict: boolean): ChainScanner {
  const { steps, setOffsets, setSteps, within, stepWithin, shift, once, bars, passes } = rules;
  const labels = chainLabels(steps);
  const bases = new Float64Array(steps);
  // The best chain that an instant takes to each level, and the best that can go on from there.
  const reached = { start: new Float64Array(steps + 1), base: new Int32Array(steps + 1) };
  const lasting = { start: new Float64Array(steps + 1), base: new Int32Array(steps + 1) };
  const filled = new Uint8Array(steps);
  const times = new Float64Array(steps);
  const scanner: ChainScanner = { find, level: 0, times, read: 0 };
  const latestShift = Math.max(0, ...shift);
  const barred: (typeof bars)[number][] = [];

  function find(begin: number, end: number, lo: number, hi: number, complete: number): boolean {
    labels.clear();
    let level = 0;
    let best = -1;
    const last = Math.min(hi, complete) + within + latestShift;
    let i = begin;
    while (i < end && level < steps && keys[i]! <= last) {
      const key = keys[i]!;
      let after = i + 1;
      while (after < end && keys[after] === key) after++;
      barred.length = 0;
      for (const bar of bars) if (some(bar.classes, i, after)) barred.push(bar);
      if (setBases(key, i, after, key >= lo && key < hi && key <= complete)) {
        reached.start.fill(-Infinity);
        lasting.start.fill(-Infinity);
        if (strict || (once && after - i === 1)) one(i, after);
        else if (!once) present(i, after);
        else extendByMatching(rules, classes, i, after, bases, (step, start, from) => reach(step + 1, start, from));
        let top = steps;
        while (top > level && reached.start[top] === -Infinity) top--;
        if (top > level) {
          level = top;
          best = made(reached, top, key);
        }
        moveOn(i, after, key, true);
      } else if (barred.length > 0 || passes) moveOn(i, after, key, false);
      i = after;
      if ((barred.length > 0 || passes) && key >= Math.min(hi, complete) && labels.areOver()) break;
    }
    scanner.read = i - begin;
    scanner.level = level;
    trace(level, best);
    return level > 0;
  }

  const some = (of: Uint8Array, from: number, to: number) => {
    for (let i = from; i < to; i++) if (of[classes[i]!] === 1) return true;
    return false;
  };

  /** The entry of the best chain that each step of the instant would continue; false where there is none. */
  function setBases(key: number, from: number, to: number, enters: boolean): boolean {
    bases.fill(-Infinity);
    let any = false;
    for (let i = from; i < to; i++) {
      for (let s = setOffsets[classes[i]!]!; s < setOffsets[classes[i]! + 1]!; s++) {
        const step = setSteps[s]!;
        if (bases[step]! > -Infinity) continue;
        if (step === 0) bases[0] = enters ? key : -Infinity;
        else {
          const now = key - shift[step]!;
          if (stepWithin[step]! < Infinity) labels.expire(step, now - stepWithin[step]!);
          const head = labels.head(step);
          if (head >= 0 && now - labels.starts[head]! <= within) bases[step] = labels.starts[head]!;
        }
        if (bases[step]! > -Infinity) any = true;
      }
    }
    return any;
  }

  /** Each chain takes one step at most. */
  function one(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      for (let s = setOffsets[classes[i]!]!; s < setOffsets[classes[i]! + 1]!; s++) {
        const step = setSteps[s]!;
        if (bases[step]! > -Infinity) reach(step + 1, bases[step]!, step);
      }
    }
  }

  /** Each chain takes all the steps that some event of the instant could fill. */
  function present(from: number, to: number): void {
    filled.fill(0);
    for (let i = from; i < to; i++) {
      for (let s = setOffsets[classes[i]!]!; s < setOffsets[classes[i]! + 1]!; s++) filled[setSteps[s]!] = 1;
    }
    for (let j = 0; j < steps; j++) {
      if (bases[j] === -Infinity) continue;
      for (let k = j; k < steps && filled[k] === 1; k++) reach(k + 1, bases[j]!, j);
    }
  }

  function reach(level: number, start: number, base: number): void {
    keep(reached, level, start, base);
    for (const { after, before } of barred) if (after <= base && level < before) return;
    keep(lasting, level, start, base);
  }

  function keep(of: typeof reached, level: number, start: number, base: number): void {
    if (start < of.start[level]! || (start === of.start[level] && base <= of.base[level]!)) return;
    of.start[level] = start;
    of.base[level] = base;
  }

  function made({ start, base }: typeof reached, level: number, key: number): number {
    const from = base[level]!;
    return labels.make(start[level]!, key - shift[level - 1]!, key, from, from === 0 ? -1 : labels.head(from));
  }

  /** Chains that may not pass the instant end, those that it made go on. */
  function moveOn(from: number, to: number, key: number, moved: boolean): void {
    const fresh: [level: number, label: number][] = [];
    for (let level = 1; moved && level < steps; level++) {
      if (lasting.start[level]! > -Infinity) fresh.push([level, made(lasting, level, key)]);
    }
    for (const { after, before } of barred) for (let level = after; level < before; level++) labels.empty(level);
    if (passes) {
      for (let level = 1; level < steps; level++) {
        if (labels.head(level) >= 0 && !allPass(level, from, to)) labels.empty(level);
      }
    }
    for (const [level, label] of fresh) labels.push(level, label, stepWithin[level]! < Infinity);
  }

  function allPass(level: number, from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (passes![classes[i]! * (steps + 1) + level] === 0) return false;
    return true;
  }

  function trace(level: number, best: number): void {
    for (let k = level, label = best; k > 0; label = labels.parents[label]!) {
      const base = labels.bases[label]!;
      while (k > base) times[--k] = labels.keys[label]! - shift[k]!;
    }
  }

  return scanner;
}
