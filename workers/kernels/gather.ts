import type { SharedArray } from "../shared.ts";

export type Numbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

export interface GatherTask {
  from: SharedArray;
  rows: Uint32Array | Int32Array;
  to: SharedArray;
  begin: number;
  end: number;
}

/** `to[i] = from[rows[i]]` for `begin <= i < end`. */
export function gather({ from, rows, to, begin, end }: GatherTask): null {
  copyRows(from, rows, begin, end, to, begin);
  return null;
}

/**
 * `to[at + i] = from[rows[begin + i]]`. The bits are moved, not the numbers, by one loop for each width: a loop that
 * meets every kind of typed array is several times slower.
 */
export function copyRows(
  from: Numbers,
  rows: Uint32Array | Int32Array,
  begin: number,
  end: number,
  to: Numbers,
  at: number,
): void {
  const ids = view(Int32Array, rows);
  if (from.constructor !== to.constructor) convert(from, ids, begin, end, to, at);
  else if (from.BYTES_PER_ELEMENT === 8) copy8(view(Float64Array, from), ids, begin, end, view(Float64Array, to), at);
  else if (from.BYTES_PER_ELEMENT === 4) copy4(view(Int32Array, from), ids, begin, end, view(Int32Array, to), at);
  else if (from.BYTES_PER_ELEMENT === 2) copy2(view(Int16Array, from), ids, begin, end, view(Int16Array, to), at);
  else copy1(view(Int8Array, from), ids, begin, end, view(Int8Array, to), at);
}

type View<A> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => A;

function view<A>(kind: View<A>, array: ArrayBufferView & { length: number }): A {
  return array instanceof kind ? array : new kind(array.buffer, array.byteOffset, array.length);
}

function copy8(from: Float64Array, rows: Int32Array, begin: number, end: number, to: Float64Array, at: number): void {
  for (let i = begin; i < end; i++) to[at++] = from[rows[i]!]!;
}

function copy4(from: Int32Array, rows: Int32Array, begin: number, end: number, to: Int32Array, at: number): void {
  for (let i = begin; i < end; i++) to[at++] = from[rows[i]!]!;
}

function copy2(from: Int16Array, rows: Int32Array, begin: number, end: number, to: Int16Array, at: number): void {
  for (let i = begin; i < end; i++) to[at++] = from[rows[i]!]!;
}

function copy1(from: Int8Array, rows: Int32Array, begin: number, end: number, to: Int8Array, at: number): void {
  for (let i = begin; i < end; i++) to[at++] = from[rows[i]!]!;
}

function convert(from: Numbers, rows: Int32Array, begin: number, end: number, to: Numbers, at: number): void {
  for (let i = begin; i < end; i++) to[at++] = from[rows[i]!]!;
}
