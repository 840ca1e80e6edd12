import type { Dealt } from "./person-order-deal.ts";

export interface OrderDealTask {
  person: Int32Array;
  persons: number;
  at: Float64Array;
  begin: number;
  end: number;
  bits: number;
  /** Where the rows of this part go in each bucket; moved to where they end. */
  next: Uint32Array;
  dealt: Dealt;
  /** What stands for a missing time. */
  late: number;
}

const BLOCK = 8192;

/** Puts the rows of a range into the buckets of their persons; those of nobody come behind all persons. */
export function orderDeal(task: OrderDealTask): null {
  for (let from = task.begin; from < task.end; from += BLOCK) deal(task, from, Math.min(from + BLOCK, task.end));
  return null;
}

function deal({ person, persons, at, bits, next, dealt, late }: OrderDealTask, from: number, to: number): void {
  const mask = 2 ** bits - 1;
  for (let row = from; row < to; row++) {
    const who = person[row] < 0 ? persons : person[row];
    const time = at[row];
    const place = next[who >>> bits]++;
    dealt.person[place] = who & mask;
    dealt.rows[place] = row;
    dealt.at[place] = Number.isNaN(time) ? late : time;
  }
}
