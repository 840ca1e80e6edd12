import { anyOrderScanner } from "./funnel-chain-any.ts";
import { type ChainLines, LineCollector } from "./funnel-chain-lines.ts";
import { chainPicks } from "./funnel-chain-picks.ts";
import type { ChainEvents, ChainRules, ChainScanner } from "./funnel-chain-rules.ts";
import { orderedScanner } from "./funnel-chain-scan.ts";
import { type PersonOrderTask, personOrder } from "./person-order.ts";

export interface FunnelChainsTask extends ChainRules {
  /** Tagged with `1 + class * width + mark`; ordered by key, see {@link ChainRules}. */
  events: PersonOrderTask & { tag: Uint32Array };
  /** How many marks there are. */
  width: number;
  /** Whether lines tell the marks of their steps. */
  marked: boolean;
  /** Entries count from here on, and before there; several periods of entries one after the other are counted each by itself. */
  periods: Float64Array;
  /** Entries after this moment have not had the whole window. */
  complete: number;
  /** Whether those entries open a run all the same. */
  recent: boolean;
  /** Every run of a subject, one after the other, or one of each. */
  totals: boolean;
  /** What is told in several readings of the same events. */
  readings: readonly ChainReading[];
}

/** Events read for the runs of one subject at most, so that a person with very many of them does not hold up all others. */
export const MOST_READ = 5e6;

export interface ChainReading {
  /** The run from the first entry only, or the best of all runs. */
  onlyFirst: boolean;
  /** Whether a step must be later than the one before, or may be of the same instant. */
  strict: boolean;
}

/**
 * The runs of each subject of a range by the full rules of a funnel, for each reading. Cost: ordering the events, then one
 * pass a reading and period, with a queue of chains for each step; linear also for a subject with a million events, save of totals
 * with exclusions, which stop runs whose windows then overlap: beyond `MOST_READ` events read it gives up.
 */
export function funnelChains(task: FunnelChainsTask): ChainLines[] {
  const order = personOrder(task.events);
  const events = { keys: order.at, classes: new Uint32Array(order.rows.length) };
  for (let i = 0; i < order.rows.length; i++) events.classes[i] = Math.floor((order.rows[i]! - 1) / task.width);
  let tooLong: ChainLines["tooLong"];
  return task.readings.map((reading) => {
    const lines = new LineCollector();
    lines.tooLong = tooLong;
    const visit = visitor(task, reading, events, order.rows, lines);
    for (let s = task.events.from; s < task.events.to; s++) {
      const p = s - task.events.from;
      visit(s, order.offsets[p]!, order.offsets[p + 1]!);
    }
    tooLong = lines.tooLong;
    return lines.done();
  });
}

type Visit = (subject: number, begin: number, end: number) => void;

function visitor(
  task: FunnelChainsTask,
  reading: ChainReading,
  events: ChainEvents,
  tags: Uint32Array,
  lines: LineCollector,
): Visit {
  const { steps, periods, complete, recent, totals, any, setOffsets, setSteps, bars, within, optional, all, places } =
    task;
  const { keys, classes } = events;
  const scan: ChainScanner = any ? anyOrderScanner(task, events) : orderedScanner(task, events, reading.strict);
  const picks = chainPicks(task, events);
  const lastEntry = recent ? Infinity : complete;
  let read = 0;
  const enters = Uint8Array.from({ length: setOffsets.length - 1 }, (_, c) => {
    const some = setOffsets[c + 1]! > setOffsets[c]!;
    return some && (any || setSteps[setOffsets[c]!] === 0) ? 1 : 0;
  });
  const filled = new Float64Array(all);
  const by = new Int32Array(all);

  return (subject, begin, end) => {
    read = 0;
    for (let period = 0; period + 1 < periods.length; period++) {
      const hi = periods[period + 1]!;
      let first = entryFrom(begin, end, periods[period]!, hi);
      if (first < 0) continue;
      if (keys[first]! > complete) lines.late(subject, period, task.marked ? markOf(first) : undefined);
      if (keys[first]! > lastEntry) continue;
      while (first >= 0 && keys[first]! <= lastEntry && !lines.tooLong) {
        const entry = keys[first]!;
        let from = first;
        while (from > begin && keys[from - 1] === entry) from--;
        scan.find(from, end, entry, hi, totals || reading.onlyFirst ? entry : lastEntry);
        read += scan.read;
        const over = tell(subject, period, from, end, reachBack(begin, from, entry));
        first = totals ? entryFrom(from, end, over, hi, true) : -1;
        if (totals && read > MOST_READ) lines.tooLong = { subject, events: end - begin };
      }
    }
  };

  function markOf(event: number): number {
    return event < 0 ? -1 : ((tags[event]! - 1) % task.width) - 1;
  }

  /** The first event that could enter from `lo` on (after it, with `later`) and before `hi`. */
  function entryFrom(begin: number, end: number, lo: number, hi: number, later = false): number {
    for (let i = begin; i < end && keys[i]! < hi; i++) {
      if ((later ? keys[i]! > lo : keys[i]! >= lo) && enters[classes[i]!] === 1) return i;
    }
    return -1;
  }

  /** Writes down what was found; returns when the run was over: converted, stopped, or out of time. */
  function tell(subject: number, period: number, begin: number, end: number, back: number): number {
    const { level, times } = scan;
    const entry = times[0]!;
    const stop = stopped(begin, end, level, times);
    picks.pick(begin, end, level, times);
    filled.fill(Number.NaN);
    by.fill(-1);
    for (let k = 0; k < level; k++) {
      filled[places[k]!] = times[k]!;
      by[places[k]!] = picks.events[k]!;
    }
    for (const step of optional) takeOptional(step, back, end, level, times);
    let highest = all;
    while (Number.isNaN(filled[highest - 1]!)) highest--;
    lines.add(subject, period, highest, level, stop.removed);
    for (let k = 0; k < highest; k++) {
      lines.step(filled[k]!, task.marked ? markOf(by[k]!) : undefined);
    }
    if (level < steps) return Math.min(stop.at, entry + within);
    // With grace a step may lie before its entry: later runs begin where none can reach back.
    return times.reduce((latest, time) => Math.max(latest, time), entry) + task.shift[steps - 1]!;
  }

  /** The first barred event that a run meets after it got no further. */
  function stopped(begin: number, end: number, level: number, times: Float64Array): { at: number; removed: boolean } {
    let at = Infinity;
    let removed = false;
    for (const bar of bars) {
      if (level < bar.after || level >= bar.before) continue;
      const since = times[bar.after - 1]!;
      for (let i = begin; i < end && keys[i]! <= times[0]! + within; i++) {
        if (keys[i]! <= since || bar.classes[classes[i]!] === 0) {
          read++;
          continue;
        }
        at = Math.min(at, keys[i]!);
        removed ||= bar.remove;
        break;
      }
    }
    return { at, removed };
  }

  /** With grace an optional step may lie before the entry. */
  function reachBack(begin: number, from: number, entry: number): number {
    const back = task.shift[steps - 1]! + task.shift[1]!;
    let i = from;
    while (back > 0 && i > begin && keys[i - 1]! >= entry - back) i--;
    return i;
  }

  /** The first event left over that fits between the steps around it. */
  function takeOptional(
    step: ChainRules["optional"][number],
    begin: number,
    end: number,
    level: number,
    times: Float64Array,
  ): void {
    const { place, after } = step;
    if (level < after) return;
    const anchor = times[after - 1]!;
    const slack = (task.shift[1] ?? 0) - (task.shift[0] ?? 0);
    let since = anchor;
    for (let k = place - 1; k > places[after - 1]!; k--)
      if (!Number.isNaN(filled[k]!)) since = Math.max(since, filled[k]!);
    const until = Math.min(anchor + step.within, times[0]! + within, level > after ? times[after]! + slack : Infinity);
    let best = -1;
    for (let i = begin; i < end; i++) {
      const at = keys[i]!;
      if (step.classes[classes[i]!] === 0 || by.includes(i)) continue;
      if (at > until) break;
      if (reading.strict ? at <= since : at < since - slack) continue;
      if (reading.strict && level > after && at >= times[after]!) continue;
      best = i;
      break;
    }
    if (best < 0) return;
    filled[place] = keys[best]!;
    by[place] = best;
  }
}
