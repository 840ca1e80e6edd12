import { sharedFloat64, sharedUint32 } from "../shared.ts";
import { eachBucket } from "./person-order-buckets.ts";
import { bucketBits, personDeal, toDealt } from "./person-order-deal.ts";

export interface PersonOrderTask {
  /** Whole numbers; rows outside `[from, to)` are left out, so -1 (nobody) always is. */
  person: Int32Array;
  /** Any unit; rows with NaN are left out. */
  at: Float64Array;
  /** First person of this task, and the one after its last. */
  from: number;
  to: number;
  /**
   * What to carry instead of the row number. Rows with 0 are left out; then 0 must be what rows without a time carry.
   * Rows of one person and one instant are ordered by it, so that the answer does not depend on the order of the rows.
   */
  tag?: Uint16Array | Uint32Array;
}

/** The rows of each person in the order of time. */
export interface PersonOrder {
  /** Row numbers (or tags), ordered by person, time and then their own value. */
  rows: Uint32Array;
  /** Their times. */
  at: Float64Array;
  /** The rows of person `p` lie at `offsets[p - from]` up to, not with, `offsets[p - from + 1]`. */
  offsets: Uint32Array;
}

/**
 * Sorts rows by (person, time) from any order, for the persons of one range; the answer lies in shared memory.
 *
 * Cost: two passes over all rows, so give a thread one range; linear where rows come in the order of time, `n log n` in
 * the rows of one person otherwise, also for a person with a million. Memory follows the rows of the range and
 * `to - from`, so persons should be numbered densely. Split by ranges of persons, the parts one after the other are the
 * whole, whatever the number of parts.
 */
export function personOrder(task: PersonOrderTask): PersonOrder {
  const persons = task.to - task.from;
  const bits = bucketBits(task.person.length, persons);
  const next = countBuckets(task, bits);
  const total = next[next.length - 1]!;
  const dealt = toDealt(total);
  personDeal({ ...task, bits, next, dealt });
  const order = { rows: sharedUint32(total), at: sharedFloat64(total), offsets: sharedUint32(persons + 1) };
  let done = 0;
  eachBucket({ dealt, ends: next.subarray(0, -1), bits, persons }, (part, from, to) => {
    const rows = part.offsets[to - from]!;
    order.rows.set(part.rows.subarray(0, rows), done);
    order.at.set(part.at.subarray(0, rows), done);
    for (let p = from; p < to; p++) order.offsets[p + 1] = done + part.offsets[p - from + 1]!;
    done += rows;
  });
  return order;
}

/** Where each bucket begins, and behind the last where it ends. */
function countBuckets({ person, at, from, to, tag }: PersonOrderTask, bits: number): Uint32Array {
  const span = to - from;
  const begins = new Uint32Array(Math.ceil(span / 2 ** bits) + 1);
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (p >= 0 && p < span && (tag === undefined ? !Number.isNaN(at[row]!) : tag[row] !== 0)) {
      begins[(p >>> bits) + 1]!++;
    }
  }
  for (let b = 1; b < begins.length; b++) begins[b]! += begins[b - 1]!;
  return begins;
}
