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
  /** Rows that could fill a step but have no person; rows of a person that could but have no time. */
  unlinked: number;
  timeless: number;
}

const BLOCK = 8192;

/** Finds out which steps each row of a range could fill, and deals those that could fill one to their persons. */
export function funnelDeal({ columns, start, count, person, at, begin, end, to }: FunnelDealTask): FunnelDealt {
  const classify = classifier(columns, start);
  const classes = new Uint16Array(BLOCK);
  const dealt = { seen: new Uint8Array(count), unlinked: 0, timeless: 0 };
  for (let from = begin; from < end; from += BLOCK) {
    const rows = Math.min(BLOCK, end - from);
    classify(classes, from, from + rows);
    if ("events" in to) pack(to, dealt, classes, person, at, from, rows);
    else tag(to, dealt, classes, person, at, from, rows);
  }
  return dealt;
}

function pack(
  { packing, events, next }: Packed,
  dealt: FunnelDealt,
  classes: Uint16Array,
  person: Int32Array,
  at: Float64Array,
  from: number,
  rows: number,
): void {
  const { bits, earliest, timeBits, classBits } = packing;
  const { seen } = dealt;
  const mask = 2 ** bits - 1;
  const personUnit = 2 ** (timeBits + classBits);
  const timeUnit = 2 ** classBits;
  for (let i = 0; i < rows; i++) {
    const mine = classes[i]!;
    seen[mine] = 1;
    const who = person[from + i]!;
    const time = at[from + i]!;
    if (mine === 0 || isLeftOut(dealt, who, time)) continue;
    events[next[who >>> bits]!++] = (who & mask) * personUnit + (time - earliest) * timeUnit + mine;
  }
}

function tag(
  to: Classed,
  dealt: FunnelDealt,
  classes: Uint16Array,
  person: Int32Array,
  at: Float64Array,
  from: number,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) {
    const mine = classes[i]!;
    dealt.seen[mine] = 1;
    if (mine !== 0 && !isLeftOut(dealt, person[from + i]!, at[from + i]!)) to.classes[from + i] = mine;
  }
}

function isLeftOut(dealt: FunnelDealt, who: number, time: number): boolean {
  if (who < 0) dealt.unlinked++;
  else if (Number.isNaN(time)) dealt.timeless++;
  else return false;
  return true;
}
