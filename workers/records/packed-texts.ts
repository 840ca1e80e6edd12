import { sharedInt32 } from "../shared.ts";

/** Texts as UTF-16 units end to end, so that threads read them without a copy: text `v` lies in `[ends[v], ends[v + 1])`. */
export interface PackedTexts {
  units: Uint16Array;
  ends: Int32Array;
}

/** Letters beyond this are not compared: no name or address is longer, and the time of a comparison grows with its square. */
const LONGEST = 256;

/** Lays texts end to end in shared memory, each as far as it is compared. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = sharedInt32(texts.length + 1);
  for (let v = 0; v < texts.length; v++) ends[v + 1] = ends[v]! + Math.min(LONGEST, texts[v]!.length);
  const units = new Uint16Array(new SharedArrayBuffer(2 * ends[texts.length]!));
  for (let v = 0; v < texts.length; v++) {
    const text = texts[v]!;
    const start = ends[v]!;
    for (let i = 0; i < ends[v + 1]! - start; i++) units[start + i] = text.charCodeAt(i);
  }
  return { units, ends };
}

/** Text `v` as a string. */
export function textAt({ units, ends }: PackedTexts, v: number): string {
  return String.fromCharCode.apply(null, units.subarray(ends[v]!, ends[v + 1]!) as unknown as number[]);
}
