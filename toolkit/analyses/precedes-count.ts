import { COLUMNS, type PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { borders, compute, INLINE_ROWS, workersFor } from "../core/compute.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { orderRows } from "../core/person-rows.ts";
import type { ComparisonSpec, PrecedesSpec } from "./precedes-options.ts";

/** The events that count, by person and time. */
export interface OrderedEvents {
  at: Float64Array<SharedArrayBuffer>;
  tag: Uint8Array<SharedArrayBuffer>;
  offsets: Uint32Array;
  /** The row of each. */
  rows: Uint32Array;
  people: number;
  /** When everybody was there, where that is not told by their own events. */
  whole: readonly [number, number] | undefined;
}

/** Puts marked rows in order; rows without a mark are left out. */
export async function orderMarked(
  { verb, compute: run, active }: ComparisonSpec,
  marked: MarkedEvents,
): Promise<OrderedEvents> {
  const { at, persons, marks, span, asOf } = marked;
  const subject = sharedInt32(at.length);
  for (let row = 0; row < subject.length; row++) subject[row] = marks[row] === 0 ? -1 : persons.rows[row];
  const order = await orderRows(verb, subject, at, persons.ids.length, run);
  const tag = sharedUint8(order.rows.length);
  for (let i = 0; i < tag.length; i++) tag[i] = marks[order.rows[i]];
  const whole = active === "whole" ? ([span[0], Math.max(span[1], asOf)] as const) : undefined;
  const { at: times, offsets, rows } = order as { at: Float64Array<SharedArrayBuffer> } & typeof order;
  return { at: times, tag, offsets, rows, people: persons.ids.length, whole };
}

/** Parts of persons that do not depend on the threads, so that sums come out the same to the last bit. */
export function partsOf({ at, people }: OrderedEvents): number[] {
  return borders(people, at.length < INLINE_ROWS ? 1 : Math.min(64, people));
}

/** Counts of all parts one after the other. */
export async function countPrecedence(spec: PrecedesSpec, ordered: OrderedEvents): Promise<PrecedenceCounts> {
  const { verb, within, edges, shifts, repeats, compute: run } = spec;
  const { at, tag, offsets, whole } = ordered;
  const task = { at, tag, offsets, whole, window: within, edges, shifts, apart: repeats === "apart" };
  const cuts = partsOf(ordered);
  const tasks = cuts.slice(1).map((to, i) => ({ ...task, from: cuts[i], to }));
  const parts = await compute(verb, "precedence", tasks, { ...run, workers: workersFor(verb, at.length, run) });
  return parts.length === 1 ? parts[0] : joined(parts);
}

function joined(parts: readonly PrecedenceCounts[]): PrecedenceCounts {
  const all = <A extends Int32Array | Float64Array>(make: (size: number) => A, arrays: readonly A[]): A => {
    const whole = make(arrays.reduce((sum, { length }) => sum + length, 0));
    let to = 0;
    for (const array of arrays) {
      whole.set(array, to);
      to += array.length;
    }
    return whole;
  };
  const floats = (pick: (part: PrecedenceCounts) => Float64Array) =>
    all((size) => new Float64Array(new SharedArrayBuffer(8 * size)), parts.map(pick));
  const ints = (pick: (part: PrecedenceCounts) => Int32Array) => all<Int32Array>(sharedInt32, parts.map(pick));
  const sum = (pick: (part: PrecedenceCounts) => number) => parts.reduce((total, part) => total + pick(part), 0);
  return {
    ...{
      first: floats((p) => p.first),
      last: floats((p) => p.last),
      stats: floats((p) => p.stats),
      moved: floats((p) => p.moved),
      width: parts[0].width,
    },
    ...{ triggers: ints((p) => p.triggers), responses: ints((p) => p.responses), people: ints((p) => p.people) },
    informative: Uint8Array.from(parts.flatMap((p) => Array.from(p.informative))),
    ...{ edge: sum((p) => p.edge), lone: sum((p) => p.lone), crowded: sum((p) => p.crowded) },
    ...{ following: sum((p) => p.following), pairs: sum((p) => p.pairs), instant: sum((p) => p.instant) },
  };
}

/** Numbers that are summed over persons: triggers, responses seen and expected after, seen and expected before. */
export const SUMS = 5;

/** For each person with a trigger that is compared the five sums. */
export function sumsByPerson({ stats, width, people }: PrecedenceCounts): Float64Array {
  const bins = (width - COLUMNS.seen) / 4;
  const sums = new Float64Array(new SharedArrayBuffer(8 * SUMS * people.length));
  for (let i = 0; i < people.length; i++) {
    sums[SUMS * i] = stats[i * width + COLUMNS.triggers];
    for (let part = 0; part < 4; part++) {
      // in `stats`: seen before, seen after, expected before, expected after
      const to = [3, 1, 4, 2][part];
      const begin = i * width + COLUMNS.seen + part * bins;
      for (let e = 0; e < bins; e++) sums[SUMS * i + to] += stats[begin + e];
    }
  }
  return sums;
}

/** When the first person came and the last left. */
export function timeOf({ first, last }: PrecedenceCounts): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (let p = 0; p < first.length; p++) {
    if (first[p] < from) from = first[p];
    if (last[p] > to) to = last[p];
  }
  return [from, to];
}
