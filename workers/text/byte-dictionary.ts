import { sharedInt32, sharedUint8 } from "../shared.ts";
import { MARGIN, viewOf } from "./batch.ts";
import { isPacked, NO_TEXT, placeOf } from "./text-keys.ts";

/** The distinct values of a column as bytes, ready to go to another thread, which may go on where this one ended. */
export interface ByteValues {
  /** A margin stands behind the last value. */
  bytes: Uint8Array<SharedArrayBuffer>;
  /** Where each value ends; it begins where the one before ends. */
  ends: Int32Array<SharedArrayBuffer>;
  /** Two words a value, see `text-keys.ts`. */
  keys: Int32Array<SharedArrayBuffer>;
  /** Four words a slot, so that one look at memory tells all: the two of the key, code + 1, where the value begins. */
  slots: Int32Array<SharedArrayBuffer>;
  count: number;
}

/** Texts to code, as one field of a batch: text `i` is `view` from `begins[field + i * fields]` up to `ends[…]`. */
export interface Texts {
  view: DataView;
  begins: Int32Array;
  ends: Int32Array;
  field: number;
  fields: number;
  count: number;
}

/** As many look-ups as are prepared at once. */
const AT_ONCE = 512;
/** Slots up to here lie in the processor's own memory. */
const NEAR = 1 << 16;
const MOST_BYTES = 2 ** 31 - 1;
const PLACES = new Int32Array(AT_ONCE);

/** Codes byte strings by order of first appearance: no text is made before all are known. */
export class ByteDictionary {
  #bytes: Uint8Array<SharedArrayBuffer>;
  #view: DataView;
  #ends: Int32Array<SharedArrayBuffer>;
  #keys: Int32Array<SharedArrayBuffer>;
  #slots: Int32Array<SharedArrayBuffer>;
  #count: number;
  /** Only so that the reads of memory before their time are not left out. */
  touched = 0;

  constructor(values?: ByteValues) {
    this.#bytes = values?.bytes ?? sharedUint8(1 << 12);
    this.#view = viewOf(this.#bytes);
    this.#ends = values?.ends ?? sharedInt32(1 << 8);
    this.#keys = values?.keys ?? sharedInt32(1 << 9);
    this.#slots = values?.slots ?? sharedInt32(1 << 11);
    this.#count = values?.count ?? 0;
  }

  get values(): ByteValues {
    return { bytes: this.#bytes, ends: this.#ends, keys: this.#keys, slots: this.#slots, count: this.#count };
  }

  /** Writes the codes of texts to `codes` from `to` on; their keys are two words each. */
  code(keys: Int32Array, texts: Texts, codes: Int32Array, to: number): void {
    this.#code(keys, texts, codes, to, true);
  }

  /**
   * Codes texts that differ from each other, after which nothing more will be coded: they are looked up, and new ones need
   * no place where they would be found again.
   */
  codeLast(keys: Int32Array, texts: Texts, codes: Int32Array): void {
    this.#code(keys, texts, codes, 0, false);
  }

  #code(
    keys: Int32Array,
    { view, begins, ends, field, fields, count }: Texts,
    codes: Int32Array,
    to: number,
    isKept: boolean,
  ): void {
    for (let done = 0; done < count; done += AT_ONCE) {
      const stop = Math.min(count, done + AT_ONCE);
      this.#place(keys, done, stop);
      let slots = this.#slots;
      let mask = slots.length - 1;
      for (let i = done, at = field + done * fields; i < stop; i++, at += fields) {
        const one = keys[2 * i]!;
        const two = keys[2 * i + 1]!;
        if (one === 0 && two === NO_TEXT) {
          codes[to + i] = -1;
          continue;
        }
        let place = PLACES[i - done]! & mask;
        for (;;) {
          const code = slots[place + 2]!;
          if (code === 0) {
            codes[to + i] = this.#append(one, two, view, begins[at]!, ends[at]!);
            if (isKept) {
              this.#enter(place, one, two);
              slots = this.#slots;
              mask = slots.length - 1;
            }
            break;
          }
          if (slots[place] === one && slots[place + 1] === two) {
            if (isPacked(one) || this.#isSame(slots[place + 3]!, view, begins[at]!, two)) {
              codes[to + i] = code - 1;
              break;
            }
          }
          place = (place + 4) & mask;
        }
      }
    }
  }

  /**
   * Finds where the search for each text begins. Touches the slots of a large dictionary all at once: memory answers
   * many requests together much sooner than one after the other.
   */
  #place(keys: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) PLACES[i - from] = placeOf(keys[2 * i]!, keys[2 * i + 1]!) << 2;
    const slots = this.#slots;
    if (slots.length <= NEAR) return;
    const mask = slots.length - 1;
    let touched = 0;
    for (let i = 0; i < to - from; i++) touched ^= slots[PLACES[i]! & mask]!;
    this.touched ^= touched;
  }

  #isSame(start: number, view: DataView, begin: number, length: number): boolean {
    const mine = this.#view;
    let i = 0;
    for (; i + 4 <= length; i += 4) if (mine.getInt32(start + i) !== view.getInt32(begin + i)) return false;
    for (; i < length; i++) if (mine.getUint8(start + i) !== view.getUint8(begin + i)) return false;
    return true;
  }

  #append(one: number, two: number, view: DataView, begin: number, end: number): number {
    const code = this.#count++;
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    const stop = start + end - begin;
    if (stop + MARGIN > this.#bytes.length || code >= this.#ends.length) this.#grow(code + 1, stop + MARGIN);
    const mine = this.#view;
    // the bytes behind the value are overwritten by the next one
    for (let from = begin, to = start; from < end; from += 4, to += 4) mine.setInt32(to, view.getInt32(from));
    this.#ends[code] = stop;
    this.#keys[2 * code] = one;
    this.#keys[2 * code + 1] = two;
    return code;
  }

  /** Makes the last value be found from now on. */
  #enter(place: number, one: number, two: number): void {
    const slots = this.#slots;
    slots[place] = one;
    slots[place + 1] = two;
    slots[place + 2] = this.#count;
    slots[place + 3] = this.#count === 1 ? 0 : this.#ends[this.#count - 2]!;
    if (this.#count * 8 > slots.length) this.#spread();
  }

  #grow(count: number, size: number): void {
    if (size > this.#bytes.length) {
      if (size > MOST_BYTES) throw new RangeError("the distinct texts of one column are more than two gigabytes");
      this.#bytes = grown(this.#bytes, sharedUint8(Math.min(MOST_BYTES, Math.max(size, this.#bytes.length * 2))));
      this.#view = viewOf(this.#bytes);
    }
    if (count > this.#ends.length) {
      this.#ends = grown(this.#ends, sharedInt32(count * 2));
      this.#keys = grown(this.#keys, sharedInt32(count * 4));
    }
  }

  /** Four times the slots. Those that were neighbours go to four places that are: memory is walked, not jumped over. */
  #spread(): void {
    const from = this.#slots;
    const slots = sharedInt32(from.length * 4);
    const mask = slots.length - 1;
    for (let old = 0; old < from.length; old += 4) {
      if (from[old + 2] === 0) continue;
      let place = (placeOf(from[old]!, from[old + 1]!) << 2) & mask;
      while (slots[place + 2] !== 0) place = (place + 4) & mask;
      slots[place] = from[old]!;
      slots[place + 1] = from[old + 1]!;
      slots[place + 2] = from[old + 2]!;
      slots[place + 3] = from[old + 3]!;
    }
    this.#slots = slots;
  }
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
