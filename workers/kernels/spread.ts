import type { Numbers } from "./gather.ts";

/** `to[places[i]] = from[begin + i]` for each place. The bits are moved, not the numbers, by one loop for each width. */
export function spreadRows(from: Numbers, begin: number, places: Int32Array, count: number, to: Numbers): void {
  if (from.BYTES_PER_ELEMENT === 8) spread8(view(Float64Array, from), begin, places, count, view(Float64Array, to));
  else if (from.BYTES_PER_ELEMENT === 4) spread4(view(Int32Array, from), begin, places, count, view(Int32Array, to));
  else if (from.BYTES_PER_ELEMENT === 2) spread2(view(Int16Array, from), begin, places, count, view(Int16Array, to));
  else spread1(view(Int8Array, from), begin, places, count, view(Int8Array, to));
}

type View<A> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => A;

function view<A>(kind: View<A>, array: ArrayBufferView & { length: number }): A {
  return array instanceof kind ? array : new kind(array.buffer, array.byteOffset, array.length);
}

function spread8(from: Float64Array, begin: number, places: Int32Array, count: number, to: Float64Array): void {
  for (let i = 0; i < count; i++) to[places[i]] = from[begin + i];
}

function spread4(from: Int32Array, begin: number, places: Int32Array, count: number, to: Int32Array): void {
  for (let i = 0; i < count; i++) to[places[i]] = from[begin + i];
}

function spread2(from: Int16Array, begin: number, places: Int32Array, count: number, to: Int16Array): void {
  for (let i = 0; i < count; i++) to[places[i]] = from[begin + i];
}

function spread1(from: Int8Array, begin: number, places: Int32Array, count: number, to: Int8Array): void {
  for (let i = 0; i < count; i++) to[places[i]] = from[begin + i];
}
