import { sharedInt32, sharedUint8 } from "../shared.ts";

/** The distinct values of a column as bytes, ready to go to another thread. */
export interface ByteValues {
  bytes: Uint8Array<SharedArrayBuffer>;
  /** Where each value ends; it begins where the one before ends. */
  ends: Int32Array<SharedArrayBuffer>;
  hashes: Int32Array<SharedArrayBuffer>;
  count: number;
}

/** Codes byte strings by order of first appearance: no text is made before all are known. */
export class ByteDictionary {
  #bytes = sharedUint8(1 << 16);
  #ends = sharedInt32(1 << 10);
  #hashes = sharedInt32(1 << 10);
  /** Four numbers a slot, so that one look at memory tells all: hash, code + 1, begin and length of the value. */
  #slots = new Int32Array(4 << 11);
  #mask = (1 << 11) - 1;
  #count = 0;

  get values(): ByteValues {
    return { bytes: this.#bytes, ends: this.#ends, hashes: this.#hashes, count: this.#count };
  }

  /** Whether it lies in the processor's own memory: then there is nothing to {@link warm}. */
  get isSmall(): boolean {
    return this.#mask < SMALL;
  }

  code(from: Uint8Array, begin: number, end: number, hash: number): number {
    const slots = this.#slots;
    const bytes = this.#bytes;
    const mask = this.#mask;
    const length = end - begin;
    let slot = hash & mask;
    for (;;) {
      const place = slot << 2;
      const next = slots[place + 1]!;
      if (next === 0) return this.#add(from, begin, end, hash, place);
      if (slots[place] === hash && slots[place + 3] === length) {
        const start = slots[place + 2]!;
        let i = 0;
        while (i < length && bytes[start + i] === from[begin + i]) i++;
        if (i === length) return next - 1;
      }
      slot = (slot + 1) & mask;
    }
  }

  /**
   * Touches what the next look-ups will read, all at once: memory answers many requests together much sooner than one
   * after the other. Gives a number only so that the reads are not left out.
   */
  warm(hashes: Int32Array, count: number): number {
    const slots = this.#slots;
    const bytes = this.#bytes;
    const mask = this.#mask;
    for (let i = 0; i < count; i++) STARTS[i] = slots[((hashes[i]! & mask) << 2) + 2]!;
    let touched = 0;
    for (let i = 0; i < count; i++) touched ^= bytes[STARTS[i]!]!;
    return touched;
  }

  #add(from: Uint8Array, begin: number, end: number, hash: number, place: number): number {
    const code = this.#count++;
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    const stop = start + end - begin;
    if (stop > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, sharedUint8(Math.max(stop, this.#bytes.length * 2)));
    }
    if (code >= this.#ends.length) {
      this.#ends = grown(this.#ends, sharedInt32(this.#ends.length * 2));
      this.#hashes = grown(this.#hashes, sharedInt32(this.#hashes.length * 2));
    }
    for (let i = begin, to = start; i < end; i++, to++) this.#bytes[to] = from[i]!;
    this.#ends[code] = stop;
    this.#hashes[code] = hash;
    this.#fill(place, hash, code, start, stop);
    if (this.#count * 2 > this.#mask) this.#spread();
    return code;
  }

  #fill(place: number, hash: number, code: number, start: number, stop: number): void {
    this.#slots[place] = hash;
    this.#slots[place + 1] = code + 1;
    this.#slots[place + 2] = start;
    this.#slots[place + 3] = stop - start;
  }

  #spread(): void {
    this.#mask = this.#mask * 4 + 3;
    this.#slots = new Int32Array((this.#mask + 1) * 4);
    for (let code = 0, start = 0; code < this.#count; code++) {
      const hash = this.#hashes[code]!;
      let slot = hash & this.#mask;
      while (this.#slots[(slot << 2) + 1] !== 0) slot = (slot + 1) & this.#mask;
      this.#fill(slot << 2, hash, code, start, this.#ends[code]!);
      start = this.#ends[code]!;
    }
  }
}

/** As many look-ups as are prepared at once. */
export const BATCH = 256;
const SMALL = 1 << 14;
const STARTS = new Int32Array(BATCH);

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** FNV-1a, then the finaliser of murmur3: any of its bits can place it. */
export function hashBytes(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
