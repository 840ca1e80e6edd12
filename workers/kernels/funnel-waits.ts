import { quantiles } from "./quantiles.ts";

export interface FunnelWaitsTask {
  /** Everyone who entered; times that are NaN belong to steps that were skipped. */
  parts: readonly { levels: Uint16Array; times: Float64Array; groups?: Int32Array }[];
  /** Counted from 0. */
  step: number;
  /** The step from which it is waited for. */
  previous: number;
  /** How many groups there are; without the groups of lines, all are in group 0. */
  count: number;
}

/** Of those who reached one step, group by group. */
export interface FunnelWaits {
  people: number;
  /** Quartiles, median and the ninth decile of the times since the step before and since the first; NaN without anybody, and at the first. */
  wait: readonly number[];
  elapsed: readonly number[];
}

const QUARTILES = [0.25, 0.5, 0.75, 0.9];

/** How many people reached a step, and how long it took them. */
export function funnelWaits(task: FunnelWaitsTask): FunnelWaits[] {
  const { step } = task;
  const ends = groupEnds(task);
  const people = ends.at(-1)!;
  const waits = new Float64Array(step > 0 ? people : 0);
  const elapsed = new Float64Array(step > 1 ? people : 0);
  if (step > 0) fillTimes(task, ends.slice(), waits, elapsed);
  return Array.from({ length: task.count }, (_, group) => {
    const [begin, end] = [ends[group]!, ends[group + 1]!];
    const wait = quantiles(waits.subarray(begin, end), QUARTILES);
    return {
      people: end - begin,
      wait,
      elapsed: step > 1 ? quantiles(elapsed.subarray(begin, end), QUARTILES) : wait,
    };
  });
}

/** Where the people of each group begin, and behind the last where they end. */
function groupEnds({ parts, step, count }: FunnelWaitsTask): Uint32Array {
  const begins = new Uint32Array(count + 1);
  for (const { levels, times, groups } of parts) {
    let entry = 0;
    for (let i = 0; i < levels.length; i++) {
      if (isReached(levels, times, i, entry, step)) begins[groups ? groups[i]! + 1 : 1]!++;
      entry += levels[i]!;
    }
  }
  for (let group = 1; group <= count; group++) begins[group]! += begins[group - 1]!;
  return begins;
}

function isReached(levels: Uint16Array, times: Float64Array, i: number, entry: number, step: number): boolean {
  return levels[i]! > step && !Number.isNaN(times[entry + step]!);
}

function fillTimes(
  { parts, step, previous }: FunnelWaitsTask,
  next: Uint32Array,
  waits: Float64Array,
  elapsed: Float64Array,
): void {
  for (const { levels, times, groups } of parts) {
    let entry = 0;
    for (let i = 0; i < levels.length; i++) {
      if (isReached(levels, times, i, entry, step)) {
        const place = next[groups ? groups[i]! : 0]!++;
        const time = times[entry + step]!;
        waits[place] = time - times[entry + previous]!;
        if (step > 1) elapsed[place] = time - times[entry]!;
      }
      entry += levels[i]!;
    }
  }
}
