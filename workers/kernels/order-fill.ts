import { copyRows, type Numbers } from "./gather.ts";
import { eachBucket } from "./person-order-buckets.ts";

export interface OrderFillTask {
  dealt: { person: Uint16Array; at: Float64Array };
  /** Where each bucket begins, and behind the last where it ends. */
  starts: Uint32Array;
  bits: number;
  /** The persons of all buckets, nobody among them. */
  persons: number;
  /** The buckets of this task. */
  first: number;
  after: number;
  /** Columns as dealt, and where they go in order. */
  columns: readonly { dealt: Numbers; to: Numbers }[];
  /** The times in order, where none is missing. */
  at?: Float64Array;
}

/** Orders the rows of some buckets by person and time and writes the columns in that order, bucket after bucket. */
export function orderFill({ dealt, starts, bits, persons, first, after, columns, at }: OrderFillTask): null {
  const [begin, end] = [starts[first], starts[after]];
  const rows = new Uint32Array(end - begin);
  for (let b = first; b < after; b++) {
    for (let i = starts[b]; i < starts[b + 1]; i++) rows[i - begin] = i - starts[b];
  }
  const mine = { person: dealt.person.subarray(begin, end), rows, at: dealt.at.subarray(begin, end) };
  const ends = starts.slice(first + 1, after + 1).map((place) => place - begin);
  const size = 2 ** bits;
  const those = Math.min(persons, after * size) - first * size;
  let done = begin;
  eachBucket({ dealt: mine, ends, bits, persons: those }, (order, from, to) => {
    const count = order.offsets[to - from];
    for (const column of columns) {
      copyRows(column.dealt.subarray(done, done + count), order.rows, 0, count, column.to, done);
    }
    at?.set(order.at.subarray(0, count), done);
    done += count;
  });
  return null;
}
