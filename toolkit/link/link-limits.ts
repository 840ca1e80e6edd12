import { type Duration, toMilliseconds } from "../core/duration.ts";
import { knownOptions, whole } from "../core/options.ts";

/** How many counterparts an identifier has within a time before it is nobody's: all are meant to be left alone. */
export interface LinkLimits {
  /** A number with more users is shared and belongs to none of them. Default `{users: 4, per: "90d"}`. */
  phone?: { users?: number; per?: Duration };
  /** The same for a device: a kiosk, a family's tablet. Default `{users: 4, per: "90d"}`. */
  device?: { users?: number; per?: Duration };
  /** A user with more numbers (a reseller, a test account) owns none. Default `{phones: 6, per: "90d"}`. */
  user?: { phones?: number; per?: Duration };
}

/** The most counterparts, and the time over which they are counted, milliseconds. */
export interface Limit {
  most: number;
  per: number;
}

export type LimitsSpec = Record<keyof LinkLimits, Limit>;

const DEFAULTS = { phone: { users: 4 }, device: { users: 4 }, user: { phones: 6 } } as const;
const VERB = "link";
/** Of fewer identifiers it cannot be told what is usual. */
const ENOUGH = 30;

/** Every limit checked and filled in. */
export function toLimits(limits: LinkLimits): LimitsSpec {
  knownOptions(VERB, limits, Object.keys(DEFAULTS));
  const limit = (kind: keyof LinkLimits): Limit => {
    const given: Record<string, unknown> = limits[kind] ?? {};
    const [[of, usual]] = Object.entries(DEFAULTS[kind]) as [string, number][];
    knownOptions(VERB, given, [of, "per"]);
    return {
      most: whole(VERB, `limits.${kind}.${of}`, given[of] ?? usual, 1),
      per: toMilliseconds(VERB, `limits.${kind}.per`, (given["per"] ?? "90d") as Duration),
    };
  };
  return { phone: limit("phone"), device: limit("device"), user: limit("user") };
}

/**
 * The limit that holds for a kind: where nearly all of its identifiers have many counterparts, as tablets at counters do,
 * only those far beyond the others are set aside: more than the median and six times the median deviation from it.
 *
 * @param counts so many identifiers (the value) have so many counterparts (the index)
 */
export function hubLimit(most: number, counts: ArrayLike<number>): number {
  let all = 0;
  for (let n = 0; n < counts.length; n++) all += counts[n];
  if (all < ENOUGH) return most;
  const median = middle(counts);
  const apart = new Float64Array(counts.length);
  for (let n = 1; n < counts.length; n++) apart[Math.abs(n - median)] += counts[n];
  return Math.max(most, median + 6 * middle(apart));
}

function middle(counts: ArrayLike<number>): number {
  let all = 0;
  for (let n = 0; n < counts.length; n++) all += counts[n];
  let sum = 0;
  for (let n = 0; n < counts.length; n++) {
    sum += counts[n];
    if (2 * sum >= all) return n;
  }
  return 0;
}
