import type { Numbers } from "./gather.ts";
import { spreadRows } from "./spread.ts";

export interface OrderDealTask {
  person: Int32Array;
  persons: number;
  at: Float64Array;
  begin: number;
  end: number;
  bits: number;
  /** Where the rows of this part go in each bucket; moved to where they end. */
  next: Uint32Array;
  /** The person within its bucket, and the time. */
  dealt: { person: Uint16Array; at: Float64Array };
  /** What stands for a missing time. */
  late: number;
  /** Columns that come along. */
  columns: readonly { from: Numbers; dealt: Numbers }[];
}

const BLOCK = 4096;

/**
 * Puts the rows of a range into the buckets of their persons, column by column, a block of rows at a time; those of nobody
 * come behind all persons. Read in order and written where a bucket grows, columns move at the speed of memory, which they
 * would not if they were gathered row by row once the order is known.
 */
export function orderDeal(task: OrderDealTask): null {
  const places = new Int32Array(BLOCK);
  for (let from = task.begin; from < task.end; from += BLOCK) {
    const to = Math.min(from + BLOCK, task.end);
    deal(task, from, to, places);
    for (const { from: column, dealt } of task.columns) spreadRows(column, from, places, to - from, dealt);
  }
  return null;
}

function deal(task: OrderDealTask, from: number, to: number, places: Int32Array): void {
  const { person, persons, at, bits, next, dealt, late } = task;
  const mask = 2 ** bits - 1;
  for (let row = from; row < to; row++) {
    const who = person[row] < 0 ? persons : person[row];
    const time = at[row];
    const place = next[who >>> bits]++;
    places[row - from] = place;
    dealt.person[place] = who & mask;
    dealt.at[place] = Number.isNaN(time) ? late : time;
  }
}
