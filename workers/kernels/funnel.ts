import { sharedFloat64, sharedInt32 } from "../shared.ts";
import { eachPackedBucket, type PackedBuckets, packedRows } from "./funnel-order.ts";
import { type FunnelRun, type RunScanner, runScanner } from "./funnel-run.ts";
import { type PersonOrderTask, personOrder } from "./person-order.ts";
import type { PersonVisit } from "./person-order-buckets.ts";

export interface FunnelTask extends FunnelRun {
  /** Entries count from here on, and up to and with there. */
  since: number;
  until: number;
  /** Entries after this moment have not had the whole window. */
  complete: number;
  /** Whether those entries open a run all the same. */
  recent: boolean;
  /** The run from the first entry only, or the best of all runs. */
  onlyFirst: boolean;
  /** Packed, or tagged with their class. */
  events: PackedBuckets | PersonOrderTask;
}

/** One line for each person who entered, by person; shared memory. */
export interface FunnelLevels {
  people: Int32Array<SharedArrayBuffer>;
  /** How many steps the person's run reached. */
  levels: Uint16Array<SharedArrayBuffer>;
  /** The times of those steps, person after person. */
  times: Float64Array<SharedArrayBuffer>;
  /** Persons whose every entry came too late for a whole window. */
  recent: Int32Array<SharedArrayBuffer>;
  /** Conversions that the first entry would give as well. */
  fromFirst: number;
  /** Conversions more where events of one instant may follow each other than where they may not. */
  byTies: number;
}

/**
 * How far each person of a range gets through the steps, and when.
 *
 * A run is a chain of distinct events, the i-th matching step i, in the order of time, all within the window from the
 * first. The reported run is the first to reach the person's highest level; where several do so at one moment, the one
 * that began last; it takes the first event that fills each step. Cost: linear in the events after ordering them.
 */
export function funnel(task: FunnelTask): FunnelLevels {
  const { since, until, complete, recent, onlyFirst, steps, strict } = task;
  const scan = runScanner(task);
  const other = runScanner({ ...task, strict: !strict });
  const lastEntry = recent ? until : Math.min(until, complete);
  const { people, levels, times, late } = room(task);
  let entrants = 0;
  let used = 0;
  let lateOnes = 0;
  let fromFirst = 0;
  let byTies = 0;
  eachPerson(task.events, (order, from, to) => {
    scan.look(order);
    other.look(order);
    const find = (by: RunScanner, begin: number, end: number, entry: number) => {
      if (onlyFirst) by.from(begin, end, entry);
      else by.best(begin, end, since, lastEntry);
    };
    for (let p = 0; p < to - from; p++) {
      const end = order.offsets[p + 1]!;
      const begin = scan.firstEntry(order.offsets[p]!, end, since);
      if (begin < 0) continue;
      const entry = order.at[begin]!;
      if (entry > until) continue;
      if (entry > complete) late[lateOnes++] = from + p;
      if (entry > lastEntry) continue;
      find(scan, begin, end, entry);
      people[entrants] = from + p;
      levels[entrants++] = scan.level;
      for (let k = 0; k < scan.level; k++) times[used++] = scan.reached[k]!;
      const converted = scan.level === steps;
      if (converted ? !strict && isTied(scan.reached) : strict && isTied(order.at, begin, end)) {
        find(other, begin, end, entry);
        if ((other.level === steps) !== converted) byTies++;
      }
      if (!converted || onlyFirst) continue;
      if (scan.reached[0] !== entry) scan.from(begin, end, entry);
      if (scan.level === steps) fromFirst++;
    }
  });
  return {
    people: people.subarray(0, entrants),
    levels: levels.subarray(0, entrants),
    times: times.subarray(0, used),
    recent: shared(late.subarray(0, lateOnes)),
    fromFirst,
    byTies,
  };
}

/** Whether two times one after the other are the same. */
function isTied(times: Float64Array, begin = 0, end = times.length): boolean {
  for (let i = begin + 1; i < end; i++) if (times[i] === times[i - 1]) return true;
  return false;
}

function shared(numbers: Int32Array): Int32Array<SharedArrayBuffer> {
  const copy = sharedInt32(numbers.length);
  copy.set(numbers);
  return copy;
}

function eachPerson(events: FunnelTask["events"], visit: PersonVisit): void {
  if ("packing" in events) eachPackedBucket(events, visit);
  else visit(personOrder(events), events.from, events.to);
}

/** Each time of a run belongs to an event of its own, so there are never more than there are events. */
function room({ events, steps }: FunnelTask) {
  const rows = "packing" in events ? packedRows(events) : events.person.length;
  const persons =
    "packing" in events ? (events.after - events.first) * 2 ** events.packing.bits : events.to - events.from;
  const most = Math.min(rows, persons);
  return {
    people: sharedInt32(most),
    late: new Int32Array(most),
    levels: new Uint16Array(new SharedArrayBuffer(most * 2)),
    times: sharedFloat64(Math.min(rows, most * steps)),
  };
}
