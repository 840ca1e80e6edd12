import { sharedInt16, sharedInt32, sharedUint8 } from "../shared.ts";

export interface NarrowTask {
  from: Float64Array<SharedArrayBuffer>;
}

/** What whole numbers fit into. No more kinds than these: code that meets more than four kinds of arrays is several times slower. */
export type NarrowArray = Uint8Array<SharedArrayBuffer> | Int16Array<SharedArrayBuffer> | Int32Array<SharedArrayBuffer>;

/**
 * The same numbers in as few bytes as hold all of them: 0 to 255, 16 or 32 bits. None where one is missing, has a fraction,
 * is -0, or is too large: those stay floats.
 */
export function narrow({ from }: NarrowTask): NarrowArray | null {
  let least = 0;
  let most = 0;
  for (let i = 0; i < from.length; i++) {
    const value = from[i]!;
    if ((value | 0) !== value || (value === 0 && 1 / value < 0)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const to = sharedFor(least, most, from.length);
  to.set(from);
  return to;
}

function sharedFor(least: number, most: number, length: number): NarrowArray {
  if (least >= 0 && most <= 255) return sharedUint8(length);
  return least >= -0x8000 && most < 0x8000 ? sharedInt16(length) : sharedInt32(length);
}
