import type { PersonOrder } from "./person-order.ts";
import { type Dealt, toDealt } from "./person-order-deal.ts";
import { roughlyByTime, sortRun } from "./person-order-run.ts";

/** The buckets that rows were dealt to. */
export interface Buckets {
  dealt: Dealt;
  /** Where each bucket ends. */
  ends: Uint32Array;
  bits: number;
  /** The persons of all buckets. */
  persons: number;
}

/** Told of the persons `[from, to)`; `order` is valid until the call returns, its offsets begin with person `from`. */
export type PersonVisit = (order: PersonOrder, from: number, to: number) => void;

/**
 * Orders bucket after bucket in the same small memory, which stays in the cache: by person by counting, then each
 * person's rows by time.
 */
export function eachBucket({ dealt, ends, bits, persons }: Buckets, visit: PersonVisit): void {
  const size = 2 ** bits;
  const beginOf = (bucket: number) => (bucket > 0 ? ends[bucket - 1]! : 0);
  let largest = 0;
  for (let b = 0; b < ends.length; b++) largest = Math.max(largest, ends[b]! - beginOf(b));
  const order = { rows: new Uint32Array(largest), at: new Float64Array(largest), offsets: new Uint32Array(size + 2) };
  const spare = toDealt(largest);
  const next = order.offsets;
  for (let bucket = 0; bucket < ends.length; bucket++) {
    const { person, rows, at } = roughlyByTime(dealt, beginOf(bucket), ends[bucket]!, spare);
    next.fill(0);
    for (let i = 0; i < person.length; i++) next[person[i]! + 2]!++;
    for (let p = 2; p < next.length; p++) next[p]! += next[p - 1]!;
    for (let i = 0; i < person.length; i++) {
      const place = next[person[i]! + 1]!++;
      order.rows[place] = rows[i]!;
      order.at[place] = at[i]!;
    }
    const from = bucket * size;
    const to = Math.min(from + size, persons);
    for (let p = 0; p < to - from; p++) sortRun(order.at, order.rows, next[p]!, next[p + 1]!, spare);
    visit(order, from, to);
  }
}
