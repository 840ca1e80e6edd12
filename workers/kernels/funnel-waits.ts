import { quantiles } from "./quantiles.ts";

export interface FunnelWaitsTask {
  /** Everyone who entered. */
  parts: readonly { people: Int32Array; levels: Uint16Array; times: Float64Array }[];
  /** Counted from 0. */
  step: number;
  /** The group of each person, by number; without, all are in group 0. */
  groups: Int32Array | undefined;
  /** How many groups there are. */
  count: number;
}

/** Of those who reached one step, group by group. */
export interface FunnelWaits {
  people: number;
  /** Quartiles and median of the times since the step before and since the first; NaN without anybody, and at the first. */
  wait: readonly number[];
  elapsed: readonly number[];
}

const QUARTILES = [0.25, 0.5, 0.75];

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
function groupEnds({ parts, step, groups, count }: FunnelWaitsTask): Uint32Array {
  const begins = new Uint32Array(count + 1);
  for (const { people, levels } of parts) {
    for (let i = 0; i < people.length; i++) if (levels[i]! > step) begins[groups ? groups[people[i]!]! + 1 : 1]!++;
  }
  for (let group = 1; group <= count; group++) begins[group]! += begins[group - 1]!;
  return begins;
}

function fillTimes(
  { parts, step, groups }: FunnelWaitsTask,
  next: Uint32Array,
  waits: Float64Array,
  elapsed: Float64Array,
): void {
  for (const { people, levels, times } of parts) {
    let entry = 0;
    for (let i = 0; i < people.length; i++) {
      const level = levels[i]!;
      if (level > step) {
        const place = next[groups ? groups[people[i]!]! : 0]!++;
        const time = times[entry + step]!;
        waits[place] = time - times[entry + step - 1]!;
        if (step > 1) elapsed[place] = time - times[entry]!;
      }
      entry += level;
    }
  }
}
