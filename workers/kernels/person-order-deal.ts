/** Rows dealt to buckets, a bucket being a run of `2 ** bits` persons; bucket after bucket, in each as the rows came. */
export interface Dealt {
  /** Counted from the first person of the bucket. */
  person: Uint16Array;
  /** Row numbers, or tags. */
  rows: Uint32Array;
  at: Float64Array;
}

export interface PersonDealTask {
  person: Int32Array;
  at: Float64Array;
  /** Carried instead of the row number; rows with 0 are left out, and must be those without a time. */
  tag?: Uint16Array | Uint32Array;
  /** Persons outside `[from, to)` are left out. */
  from: number;
  to: number;
  bits: number;
  /** Where each bucket begins; moved to where it ends. */
  next: Uint32Array;
  dealt: Dealt;
}

/** How many rows a bucket is to have, and how many buckets there may be. */
export interface BucketSizes {
  rows: number;
  most: number;
}

const USUAL: BucketSizes = { rows: 16_384, most: 1024 };

/** For what is put in order within the first cache. */
export const SMALL_BUCKETS: BucketSizes = { rows: 4096, most: 2048 };

/** The size of buckets, as a power of 2, that keeps the rows of one within the cache, and not too many open at once. */
export function bucketBits(rows: number, persons: number, sizes = USUAL): number {
  const wanted = Math.min(sizes.most, Math.max(1, Math.ceil(rows / sizes.rows)));
  return Math.min(16, Math.max(0, Math.ceil(Math.log2(Math.max(1, persons) / wanted))));
}

/** Room for rows to be dealt. */
export function toDealt(length: number): Dealt {
  return { person: new Uint16Array(length), rows: new Uint32Array(length), at: new Float64Array(length) };
}

/** Puts each row into its bucket. */
export function personDeal({ person, at, tag, from, to, bits, next, dealt }: PersonDealTask): void {
  const span = to - from;
  const mask = 2 ** bits - 1;
  for (let row = 0; row < person.length; row++) {
    const p = person[row]! - from;
    if (!(p >= 0 && p < span)) continue;
    const carried = tag === undefined ? row : tag[row]!;
    const time = at[row]!;
    if (tag === undefined ? Number.isNaN(time) : carried === 0) continue;
    const place = next[p >>> bits]!++;
    dealt.person[place] = p & mask;
    dealt.rows[place] = carried;
    dealt.at[place] = time;
  }
}
