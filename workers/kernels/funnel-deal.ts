import { type ClassColumn, classifier } from "./funnel-classes.ts";
import type { Packing } from "./funnel-packing.ts";

export interface FunnelDealTask {
  /** What the steps ask of a column, one entry a column. */
  columns: readonly ClassColumn[];
  /** The class before any column was looked at. */
  start: number;
  /** How many classes there are; class 0 fills no step. */
  count: number;
  /** -1 is nobody. */
  person: Int32Array;
  at: Float64Array;
  begin: number;
  end: number;
  to: Packed | Classed;
}

/** Events packed, bucket after bucket of persons; each part has its own places in a bucket. */
export interface Packed {
  packing: Packing;
  events: Float64Array;
  /** Where the events of this part begin in each bucket; moved to where they end. */
  next: Uint32Array;
}

/** Events that cannot be packed: the class of each row, 0 where the row is nobody's or has no time. */
export interface Classed {
  classes: Uint16Array;
}

export interface FunnelDealt {
  /** Classes that a row has, with or without a person. */
  seen: Uint8Array;
  /** Rows without a person: that fill no step, and that could fill one. */
  unlinked: readonly [none: number, some: number];
  /** Rows that could fill a step of a person but have no time. */
  timeless: number;
}

const BLOCK = 8192;

/** Finds out which steps each row of a range could fill, and deals those that could fill one to their persons. */
export function funnelDeal({ columns, start, count, person, at, begin, end, to }: FunnelDealTask): FunnelDealt {
  const classify = classifier(columns, start);
  const classes = new Uint16Array(BLOCK);
  const dealt = {
    seen: new Uint8Array(count),
    unlinked: [0, 0] as [number, number],
    timeless: 0,
  };
  for (let from = begin; from < end; from += BLOCK) {
    const after = Math.min(from + BLOCK, end);
    classify(classes, from, after);
    leaveOut(dealt, classes, person, at, from, after);
    if ("events" in to) pack(to, classes, person, at, from, after);
    else to.classes.set(classes.subarray(0, after - from), from);
  }
  return dealt;
}

/** Rows without a person or a time get the class 0. */
function leaveOut(
  dealt: { seen: Uint8Array; unlinked: [number, number]; timeless: number },
  classes: Uint16Array,
  person: Int32Array,
  at: Float64Array,
  from: number,
  to: number,
): void {
  const { seen, unlinked } = dealt;
  for (let row = from; row < to; row++) {
    const mine = classes[row - from]!;
    seen[mine] = 1;
    const nobody = person[row]! < 0;
    if (nobody) unlinked[mine === 0 ? 0 : 1]++;
    else if (mine !== 0 && Number.isNaN(at[row]!)) dealt.timeless++;
    else continue;
    classes[row - from] = 0;
  }
}

function pack(
  { packing, events, next }: Packed,
  classes: Uint16Array,
  person: Int32Array,
  at: Float64Array,
  from: number,
  to: number,
): void {
  const { bits, earliest, timeBits, classBits } = packing;
  const mask = 2 ** bits - 1;
  const personUnit = 2 ** (timeBits + classBits);
  const timeUnit = 2 ** classBits;
  for (let row = from; row < to; row++) {
    const mine = classes[row - from]!;
    if (mine === 0) continue;
    const who = person[row]!;
    events[next[who >>> bits]!++] = (who & mask) * personUnit + (at[row]! - earliest) * timeUnit + mine;
  }
}
