import { sharedInt32, sharedUint8 } from "../shared.ts";
import { isPacked, NO_TEXT, placeOf } from "./text-keys.ts";

/** The distinct values of a column as bytes, ready to go to another thread, which may go on where this one ended. */
export interface ByteValues {
  bytes: Uint8Array<SharedArrayBuffer>;
  /** Where each value ends; it begins where the one before ends. */
  ends: Int32Array<SharedArrayBuffer>;
  /** Two words a value, see `text-keys.ts`. */
  keys: Int32Array<SharedArrayBuffer>;
  /** Four words a slot, so that one look at memory tells all: the two of the key, code + 1, where the value begins. */
  slots: Int32Array<SharedArrayBuffer>;
  count: number;
}

/** As many look-ups as are prepared at once. */
const AT_ONCE = 512;
/** Slots up to here lie in the processor's own memory. */
const NEAR = 1 << 16;
const PLACES = new Int32Array(AT_ONCE);

/** Codes byte strings by order of first appearance: no text is made before all are known. */
export class ByteDictionary {
  #bytes: Uint8Array<SharedArrayBuffer>;
  #ends: Int32Array<SharedArrayBuffer>;
  #keys: Int32Array<SharedArrayBuffer>;
  #slots: Int32Array<SharedArrayBuffer>;
  #count: number;
  /** Only so that the reads of memory before their time are not left out. */
  touched = 0;

  constructor(values?: ByteValues) {
    this.#bytes = values?.bytes ?? sharedUint8(1 << 12);
    this.#ends = values?.ends ?? sharedInt32(1 << 8);
    this.#keys = values?.keys ?? sharedInt32(1 << 9);
    this.#slots = values?.slots ?? sharedInt32(1 << 11);
    this.#count = values?.count ?? 0;
  }

  get values(): ByteValues {
    return { bytes: this.#bytes, ends: this.#ends, keys: this.#keys, slots: this.#slots, count: this.#count };
  }

  /**
   * Writes the codes of texts to `codes` from `to` on: their keys, two words each, are in `keys` from `at` on, and text
   * `i` is `bytes[begins[i * step + first]]` up to `ends[i * step + first]`.
   */
  code(
    keys: Int32Array,
    at: number,
    count: number,
    bytes: Uint8Array,
    begins: Int32Array,
    ends: Int32Array,
    first: number,
    step: number,
    codes: Int32Array,
    to: number,
  ): void {
    for (let done = 0; done < count; done += AT_ONCE) {
      const some = Math.min(AT_ONCE, count - done);
      const key = 2 * (at + done);
      const isFar = this.#slots.length > NEAR;
      this.#place(keys, key, some, isFar);
      let slots = this.#slots;
      let mask = slots.length - 1;
      for (let i = 0, k = key, field = first + done * step; i < some; i++, k += 2, field += step) {
        const one = keys[k]!;
        const two = keys[k + 1]!;
        if (one === 0 && two === NO_TEXT) {
          codes[to + done + i] = -1;
          continue;
        }
        let place = PLACES[i]! & mask;
        for (;;) {
          const code = slots[place + 2]!;
          if (code === 0) {
            codes[to + done + i] = this.#add(place, one, two, bytes, begins[field]!, ends[field]!);
            slots = this.#slots;
            mask = slots.length - 1;
            break;
          }
          if (
            slots[place] === one &&
            slots[place + 1] === two &&
            (isPacked(one) || this.#isSame(slots[place + 3]!, bytes, begins[field]!, two))
          ) {
            codes[to + done + i] = code - 1;
            break;
          }
          place = (place + 4) & mask;
        }
      }
    }
  }

  /**
   * Finds where the search for each text begins. Touches the slots of large dictionaries all at once: memory answers
   * many requests together much sooner than one after the other.
   */
  #place(keys: Int32Array, key: number, count: number, isFar: boolean): void {
    for (let i = 0, k = key; i < count; i++, k += 2) PLACES[i] = placeOf(keys[k]!, keys[k + 1]!) << 2;
    if (!isFar) return;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let touched = 0;
    for (let i = 0; i < count; i++) touched ^= slots[PLACES[i]! & mask]!;
    this.touched ^= touched;
  }

  #isSame(start: number, bytes: Uint8Array, begin: number, length: number): boolean {
    const mine = this.#bytes;
    for (let i = 0; i < length; i++) if (mine[start + i] !== bytes[begin + i]) return false;
    return true;
  }

  #add(place: number, one: number, two: number, bytes: Uint8Array, begin: number, end: number): number {
    const code = this.#count++;
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    const stop = start + end - begin;
    if (stop > this.#bytes.length)
      this.#bytes = grown(this.#bytes, sharedUint8(Math.max(stop, this.#bytes.length * 2)));
    if (code >= this.#ends.length) {
      this.#ends = grown(this.#ends, sharedInt32(this.#ends.length * 2));
      this.#keys = grown(this.#keys, sharedInt32(this.#keys.length * 2));
    }
    const mine = this.#bytes;
    for (let i = begin, to = start; i < end; i++, to++) mine[to] = bytes[i]!;
    this.#ends[code] = stop;
    this.#keys[2 * code] = one;
    this.#keys[2 * code + 1] = two;
    fill(this.#slots, place, one, two, code, start);
    if (this.#count * 8 > this.#slots.length) this.#spread();
    return code;
  }

  #spread(): void {
    const slots = sharedInt32(this.#slots.length * 4);
    const mask = slots.length - 1;
    const keys = this.#keys;
    for (let code = 0, start = 0; code < this.#count; code++) {
      const one = keys[2 * code]!;
      const two = keys[2 * code + 1]!;
      let place = (placeOf(one, two) << 2) & mask;
      while (slots[place + 2] !== 0) place = (place + 4) & mask;
      fill(slots, place, one, two, code, start);
      start = this.#ends[code]!;
    }
    this.#slots = slots;
  }
}

function fill(slots: Int32Array, place: number, one: number, two: number, code: number, start: number): void {
  slots[place] = one;
  slots[place + 1] = two;
  slots[place + 2] = code + 1;
  slots[place + 3] = start;
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
