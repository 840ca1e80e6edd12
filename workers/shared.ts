/** A typed array that every thread sees: it lies over a `SharedArrayBuffer`. */
export type SharedArray =
  | Float64Array<SharedArrayBuffer>
  | Float32Array<SharedArrayBuffer>
  | Int32Array<SharedArrayBuffer>
  | Uint32Array<SharedArrayBuffer>
  | Int16Array<SharedArrayBuffer>
  | Uint16Array<SharedArrayBuffer>
  | Int8Array<SharedArrayBuffer>
  | Uint8Array<SharedArrayBuffer>;

export const sharedFloat64 = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedInt32 = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedUint32 = (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4));
export const sharedInt16 = (length: number) => new Int16Array(new SharedArrayBuffer(length * 2));
export const sharedUint8 = (length: number) => new Uint8Array(new SharedArrayBuffer(length));

type Constructor<A> = { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number };

/** An empty shared array of the same element type as `like`. */
export function sharedLike<A extends ArrayBufferView>(like: A, length: number): A {
  const make = like.constructor as unknown as Constructor<A>;
  return new make(new SharedArrayBuffer(length * make.BYTES_PER_ELEMENT));
}
