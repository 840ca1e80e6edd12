/**
 * An event as one whole number, exact in a float: person, time and class, in this order of weight, so that sorting the
 * numbers sorts the events.
 */
export interface Packing {
  /** Persons are counted within a bucket of `2 ** bits`. */
  bits: number;
  /** Times are counted from here. */
  earliest: number;
  timeBits: number;
  classBits: number;
}

const EXACT_BITS = 53;

/**
 * How to pack events of these times and classes, with `most` bits of persons or fewer, but `least`; undefined where
 * that is more than a float holds.
 */
export function toPacking(
  { earliest, latest, whole }: { earliest: number; latest: number; whole: boolean },
  classes: number,
  { least, most }: { least: number; most: number },
): Packing | undefined {
  const timeBits = bitsOf(latest - earliest);
  const classBits = bitsOf(classes - 1);
  const bits = Math.min(most, EXACT_BITS - timeBits - classBits);
  return whole && bits >= least ? { bits, earliest, timeBits, classBits } : undefined;
}

/** How many bits hold the whole numbers up to `most`. */
function bitsOf(most: number): number {
  let bits = 0;
  while (bits <= EXACT_BITS && 2 ** bits <= most) bits++;
  return bits;
}
