/**
 * Rows of a bucket of persons by person and slice of time: a cell is a person within its bucket and a slice, and there are
 * about as many cells as rows, so that little is left to sort once rows lie by cell.
 */
export interface TimeCells {
  /** A bucket is a run of `2 ** bits` persons. */
  bits: number;
  /** There are `2 ** sliceBits` slices; what lies before the first or behind the last belongs to it. */
  sliceBits: number;
  /** Where the first slice begins, and slices in a unit of time. */
  from: number;
  scale: number;
}

/** A cell has 16 bits. */
const CELL_BITS = 16;
const SAMPLE = 1023;
/** Left out at both ends of the sample: one time out of place would leave all others to a single slice. */
const TAIL = 0.01;

/** How to cut the times of rows of so many buckets. */
export function toTimeCells(at: Float64Array, bits: number, buckets: number): TimeCells {
  const wanted = Math.ceil(Math.log2(Math.max(1, at.length / buckets)));
  const sliceBits = Math.min(CELL_BITS - bits, Math.max(0, wanted - bits));
  const step = Math.max(1, at.length / SAMPLE);
  const sample = Float64Array.from({ length: Math.min(SAMPLE, at.length) }, (_, i) => at[Math.floor(i * step)]!);
  const known = sample.filter((time) => !Number.isNaN(time)).sort();
  const tail = Math.floor(known.length * TAIL);
  const from = known[tail] ?? 0;
  const span = (known[known.length - 1 - tail] ?? 0) - from;
  return { bits, sliceBits, from, scale: span > 0 ? 2 ** sliceBits / span : 0 };
}
