type Growable = Int32Array | Float64Array | Uint8Array;

/** The array, or a copy of it with at least twice the room, so that place `index` exists. */
export function withRoom<A extends Growable>(array: A, index: number): A {
  if (index < array.length) return array;
  const make = array.constructor as new (length: number) => A;
  const larger = new make(Math.max(64, index + 1, 2 * array.length));
  larger.set(array);
  return larger;
}

/** A list of numbers of which nobody knows how many there will be. */
export class Growing<A extends Growable> {
  array: A;
  length = 0;

  constructor(array: A) {
    this.array = array;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.array = withRoom(this.array, this.length);
    this.array[this.length++] = value;
  }

  /** What is in it, without the spare room. */
  done(): A {
    return this.array.slice(0, this.length) as A;
  }
}
