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
  const sorted = new Float64Array(room);
  const order = {
    rows: new Uint32Array(room),
    at: new Float64Array(room),
    offsets: new Uint32Array(persons + 1),
  };
  const cells = new Uint32Array(2 ** Math.max(bits, Math.ceil(Math.log2(room + 1))) + 1);
  for (let bucket = first; bucket < after; bucket++) {
    const rows = rowsOf(parts, bucket);
    const sliceBits = Math.min(timeBits, Math.max(0, Math.ceil(Math.log2(rows + 1)) - bits));
    const ends = cells.subarray(0, 2 ** (bits + sliceBits) + 1).fill(0);
    const scale = 2 ** (sliceBits - timeBits - classBits);
    for (const { begins, ends: till } of parts) countCells(ends, events, scale, begins[bucket]!, till[bucket]!);
    accumulate(ends);
    for (const { begins, ends: till } of parts) fillCells(sorted, ends, events, scale, begins[bucket]!, till[bucket]!);
    for (let p = 0; p < persons; p++) order.offsets[p + 1] = ends[((p + 1) << sliceBits) - 1]!;
    for (let p = 0; p < persons; p++) {
      const begin = order.offsets[p]!;
      const end = order.offsets[p + 1]!;
      if (end - begin > SHORT) settleCells(sorted, ends, p << sliceBits, (p + 1) << sliceBits);
      insert(sorted, begin, end);
      unpack(order, sorted, begin, end, p * 2 ** (timeBits + classBits), packing);
    }
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

/** Counts become the places where cells begin. */
function accumulate(cells: Uint32Array): void {
  let before = 0;
  for (let c = 0; c < cells.length; c++) {
    const here = cells[c]!;
    cells[c] = before;
    before += here;
  }
}

/** The places where cells begin become those where they end. */
function fillCells(
  sorted: Float64Array,
  cells: Uint32Array,
  events: Float64Array,
  scale: number,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const event = events[i]!;
    sorted[cells[(event * scale) >>> 0]!++] = event;
  }
}

const SHORT = 48;

/** Sorts long cells, so that nothing is left of them to sort by insertion. */
function settleCells(sorted: Float64Array, ends: Uint32Array, from: number, to: number): void {
  for (let c = from; c < to; c++) {
    const begin = c > 0 ? ends[c - 1]! : 0;
    if (ends[c]! - begin > SHORT) sorted.subarray(begin, ends[c]!).sort();
  }
}

function insert(sorted: Float64Array, begin: number, end: number): void {
  for (let i = begin + 1; i < end; i++) {
    const event = sorted[i]!;
    let j = i - 1;
    while (j >= begin && sorted[j]! > event) {
      sorted[j + 1] = sorted[j]!;
      j--;
    }
    sorted[j + 1] = event;
  }
}

function unpack(
  { rows, at }: PersonOrder,
  sorted: Float64Array,
  begin: number,
  end: number,
  person: number,
  { earliest, classBits }: Packing,
): void {
  const timeUnit = 2 ** classBits;
  const perUnit = 1 / timeUnit;
  for (let i = begin; i < end; i++) {
    const own = sorted[i]! - person;
    const time = Math.floor(own * perUnit);
    at[i] = time + earliest;
    rows[i] = own - time * timeUnit;
  }
}
