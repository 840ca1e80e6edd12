import { sharedFloat64, sharedInt32 } from "../shared.ts";
import { type FunnelRun, runScanner } from "./funnel-run.ts";
import { inPersonOrder } from "./person-order.ts";

export interface FunnelTask extends FunnelRun {
  person: Int32Array;
  at: Float64Array;
  /** The class of each row, 0 for rows that fill no step. */
  classes: Uint16Array;
  /** The persons of this task: first, and the one after the last. */
  from: number;
  to: number;
  /** Entries after this moment have not had the whole window. */
  complete: number;
  /** Whether those entries open a run all the same. */
  recent: boolean;
  /** The run from the first entry only, or the best of all runs. */
  first: boolean;
}

/** One line for each person who entered, by person; shared memory. */
export interface FunnelLevels {
  people: Int32Array<SharedArrayBuffer>;
  /** How many steps the person's run reached. */
  levels: Uint16Array<SharedArrayBuffer>;
  /** The times of those steps, person after person. */
  times: Float64Array<SharedArrayBuffer>;
  /** Persons whose every entry came too late for a whole window. */
  recentEntrants: number;
}

/**
 * How far each person of a range gets through the steps, and when.
 *
 * A run is a chain of distinct events, the i-th matching step i, in the order of time, all within the window from the
 * first. The reported run is the first to reach the person's highest level; where several do so at one moment, the one
 * that began last; it takes the first event that fills each step. Cost: linear in the events after ordering them.
 */
export function funnel(task: FunnelTask): FunnelLevels {
  const { from, to, steps, complete, recent, first } = task;
  const scan = runScanner(task);
  const lastEntry = recent ? Infinity : complete;
  let lines: ReturnType<typeof room> | undefined;
  let entrants = 0;
  let used = 0;
  let recentEntrants = 0;
  inPersonOrder({ person: task.person, at: task.at, from, to, tag: task.classes }, (order, start, after, rows) => {
    lines ??= room(Math.min(rows, to - from), Math.min(rows, (to - from) * steps));
    const { people, levels, times } = lines;
    scan.look(order);
    for (let p = start; p < after; p++) {
      const end = order.offsets[p - start + 1]!;
      const begin = scan.firstEntry(order.offsets[p - start]!, end);
      if (begin < 0) continue;
      const entry = order.at[begin]!;
      if (entry > complete) recentEntrants++;
      if (entry > lastEntry) continue;
      if (first) scan.from(begin, end, entry);
      else scan.best(begin, end, lastEntry);
      people[entrants] = p;
      levels[entrants++] = scan.level;
      for (let k = 0; k < scan.level; k++) times[used++] = scan.reached[k]!;
    }
  });
  const { people, levels, times } = lines ?? room(0, 0);
  return {
    people: people.subarray(0, entrants),
    levels: levels.subarray(0, entrants),
    times: times.subarray(0, used),
    recentEntrants,
  };
}

/** Each time of a run belongs to an event of its own, so there are never more than there are events. */
function room(people: number, times: number) {
  return {
    people: sharedInt32(people),
    levels: new Uint16Array(new SharedArrayBuffer(people * 2)),
    times: sharedFloat64(times),
  };
}
