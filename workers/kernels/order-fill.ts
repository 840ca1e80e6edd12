import { copyRows, type Numbers } from "./gather.ts";
import { eachBucket } from "./person-order-buckets.ts";
import type { Dealt } from "./person-order-deal.ts";

export interface OrderFillTask {
  dealt: Dealt;
  /** Where each bucket begins, and behind the last where it ends. */
  starts: Uint32Array;
  bits: number;
  /** The persons of all buckets, nobody among them. */
  persons: number;
  /** The buckets of this task. */
  first: number;
  after: number;
  /** Columns to bring in order. */
  columns: readonly { from: Numbers; to: Numbers }[];
  /** The times in order, where none is missing. */
  at?: Float64Array;
}

/** Orders the rows of some buckets by person and time and writes the columns in that order, bucket after bucket. */
export function orderFill({ dealt, starts, bits, persons, first, after, columns, at }: OrderFillTask): null {
  const [begin, end] = [starts[first], starts[after]];
  const mine = {
    person: dealt.person.subarray(begin, end),
    rows: dealt.rows.subarray(begin, end),
    at: dealt.at.subarray(begin, end),
  };
  const ends = starts.slice(first + 1, after + 1).map((place) => place - begin);
  const size = 2 ** bits;
  const those = Math.min(persons, after * size) - first * size;
  let done = begin;
  eachBucket({ dealt: mine, ends, bits, persons: those }, (order, from, to) => {
    const rows = order.offsets[to - from];
    for (const { from: column, to: place } of columns) copyRows(column, order.rows, 0, rows, place, done);
    at?.set(order.at.subarray(0, rows), done);
    done += rows;
  });
  return null;
}
