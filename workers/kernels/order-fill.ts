import { copyRows, type Numbers } from "./gather.ts";
import { type BucketOrder, orderBucket, toBucketOrder } from "./order-bucket.ts";
import type { TimeCells } from "./time-cells.ts";

export interface OrderFillTask {
  /** By place, bucket after bucket. */
  cells: Uint16Array;
  /** As dealt; left in order. */
  times: Float64Array;
  /** What stands for a missing time, where there is one. */
  late: number | undefined;
  /** Where each bucket begins, and behind the last where it ends. */
  starts: Uint32Array;
  by: TimeCells;
  /** The buckets of this task. */
  first: number;
  after: number;
  /** As dealt; left in order. */
  columns: readonly Numbers[];
  /** Where to write the persons in order, the one numbered `persons` as -1. */
  person?: Int32Array;
  persons: number;
}

/** Brings what was dealt to some buckets into the order of person and time, in place, bucket after bucket. */
export function orderFill(task: OrderFillTask): null {
  const { cells, times, late, starts, by, first, after, columns, person, persons } = task;
  let room = 0;
  for (let b = first; b < after; b++) room = Math.max(room, starts[b + 1] - starts[b]);
  const order = toBucketOrder(room, 2 ** (by.bits + by.sliceBits));
  const spare = new ArrayBuffer(8 * room);
  for (let b = first; b < after; b++) {
    const [begin, end] = [starts[b], starts[b + 1]];
    orderBucket(order, { cells, times, begin, end, sliceBits: by.sliceBits });
    if (late !== undefined) forget(order.at, late, end - begin);
    times.set(order.at.subarray(0, end - begin), begin);
    for (const column of columns) permute(column.subarray(begin, end), order.rows, spare);
    if (person) writePersons(person.subarray(begin, end), order, by.sliceBits, b * 2 ** by.bits, persons);
  }
  return null;
}

function forget(at: Float64Array, late: number, rows: number): void {
  for (let i = 0; i < rows; i++) if (at[i] === late) at[i] = Number.NaN;
}

function permute(column: Numbers, rows: Uint32Array, spare: ArrayBuffer): void {
  const like = column.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => Numbers;
  const ordered = new like(spare, 0, column.length);
  copyRows(column, rows, 0, column.length, ordered, 0);
  column.set(ordered);
}

function writePersons(to: Int32Array, { ends }: BucketOrder, sliceBits: number, from: number, persons: number): void {
  const slices = 2 ** sliceBits;
  let at = 0;
  for (let c = slices - 1, who = from; c < ends.length; c += slices, who++) {
    const value = who === persons ? -1 : who;
    while (at < ends[c]) to[at++] = value;
  }
}
