import { placeCells, sortCells } from "./cells.ts";
import type { Packing } from "./funnel-packing.ts";
import type { PersonOrder } from "./person-order.ts";
import type { PersonVisit } from "./person-order-buckets.ts";

/** Some of the buckets that events were dealt to. */
export interface PackedBuckets {
  packing: Packing;
  events: Float64Array;
  /** Where the events of each part begin and end in each bucket. */
  parts: readonly { begins: Uint32Array; ends: Uint32Array }[];
  first: number;
  /** The bucket after the last. */
  after: number;
}

/**
 * Orders bucket after bucket in the same small memory, which stays in the cache: a cell for each person and slice of
 * time, about as many as there are events, leaves little to sort.
 */
export function eachPackedBucket({ packing, events, parts, first, after }: PackedBuckets, visit: PersonVisit): void {
  const { bits, timeBits, classBits } = packing;
  const persons = 2 ** bits;
  let room = 0;
  for (let bucket = first; bucket < after; bucket++) room = Math.max(room, rowsOf(parts, bucket));
  const order = { rows: new Uint32Array(room), at: new Float64Array(room), offsets: new Uint32Array(persons + 1) };
  const cells = new Uint32Array(2 ** Math.max(bits, Math.ceil(Math.log2(room + 1))));
  for (let bucket = first; bucket < after; bucket++) {
    const rows = rowsOf(parts, bucket);
    const sliceBits = Math.min(timeBits, Math.max(0, Math.ceil(Math.log2(rows + 1)) - bits));
    const ends = cells.subarray(0, 2 ** (bits + sliceBits)).fill(0);
    const scale = 2 ** (sliceBits - timeBits - classBits);
    for (const { begins, ends: till } of parts) countCells(ends, events, scale, begins[bucket]!, till[bucket]!);
    const largest = placeCells(ends);
    for (const { begins, ends: till } of parts) {
      fillCells(order, ends, events, scale, packing, begins[bucket]!, till[bucket]!);
    }
    sortCells(order.at, order.rows, ends, sliceBits, largest);
    for (let p = 0; p < persons; p++) order.offsets[p + 1] = ends[((p + 1) << sliceBits) - 1]!;
    visit(order, bucket * persons, (bucket + 1) * persons);
  }
}

/** How many events there are. */
export function packedRows({ parts, first, after }: PackedBuckets): number {
  let rows = 0;
  for (let bucket = first; bucket < after; bucket++) rows += rowsOf(parts, bucket);
  return rows;
}

function rowsOf(parts: PackedBuckets["parts"], bucket: number): number {
  return parts.reduce((rows, { begins, ends }) => rows + ends[bucket]! - begins[bucket]!, 0);
}

function countCells(cells: Uint32Array, events: Float64Array, scale: number, begin: number, end: number): void {
  for (let i = begin; i < end; i++) cells[(events[i]! * scale) >>> 0]!++;
}

/** Unpacks events into their cells; the places where cells begin become those where they end. */
function fillCells(
  { rows, at }: PersonOrder,
  cells: Uint32Array,
  events: Float64Array,
  scale: number,
  { earliest, timeBits, classBits }: Packing,
  begin: number,
  end: number,
): void {
  const timeUnit = 2 ** classBits;
  const perUnit = 1 / timeUnit;
  const times = 2 ** timeBits;
  const perTimes = 1 / times;
  for (let i = begin; i < end; i++) {
    const event = events[i]!;
    const whole = Math.floor(event * perUnit);
    const place = cells[(event * scale) >>> 0]!++;
    at[place] = whole - Math.floor(whole * perTimes) * times + earliest;
    rows[place] = event - whole * timeUnit;
  }
}
