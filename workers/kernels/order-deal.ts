import type { Numbers } from "./gather.ts";
import { spreadRows } from "./spread.ts";
import type { TimeCells } from "./time-cells.ts";

export interface OrderDealTask {
  person: Int32Array;
  persons: number;
  at: Float64Array;
  begin: number;
  end: number;
  by: TimeCells;
  /** Where the rows of this part go in each bucket; moved to where they end. */
  next: Uint32Array;
  /** By place. */
  cells: Uint16Array;
  times: Float64Array;
  /** What stands for a missing time. */
  late: number;
  /** Columns that come along. */
  columns: readonly { from: Numbers; to: Numbers }[];
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
    for (const column of task.columns) spreadRows(column.from, from, places, to - from, column.to);
  }
  return null;
}

function deal(task: OrderDealTask, begin: number, end: number, places: Int32Array): void {
  const { person, persons, at, next, cells, times, late } = task;
  const { bits, sliceBits, from, scale } = task.by;
  const mask = 2 ** bits - 1;
  const last = 2 ** sliceBits - 1;
  for (let row = begin; row < end; row++) {
    const who = person[row] < 0 ? persons : person[row];
    const time = Number.isNaN(at[row]) ? late : at[row];
    const slice = (time - from) * scale;
    const place = next[who >>> bits]++;
    places[row - begin] = place;
    cells[place] = ((who & mask) << sliceBits) | (slice > 0 ? Math.min(slice, last) : 0);
    times[place] = time;
  }
}
