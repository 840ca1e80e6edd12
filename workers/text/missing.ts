/** Tells the spellings of "no value", most often by the first byte alone. */
export class Missing {
  readonly #spellings: readonly Uint8Array[];
  /** 1 for the first byte of a spelling. */
  readonly #firsts = new Uint8Array(256);
  readonly #empty: boolean;

  constructor(spellings: readonly Uint8Array[]) {
    this.#spellings = spellings;
    this.#empty = spellings.some(({ length }) => length === 0);
    for (const bytes of spellings) if (bytes.length > 0) this.#firsts[bytes[0]!] = 1;
  }

  has(bytes: Uint8Array, begin: number, end: number): boolean {
    if (begin === end) return this.#empty;
    return this.#firsts[bytes[begin]!] === 1 && this.#isSpelled(bytes, begin, end);
  }

  #isSpelled(bytes: Uint8Array, begin: number, end: number): boolean {
    return this.#spellings.some((one) => {
      if (one.length !== end - begin) return false;
      for (let i = 0; i < one.length; i++) if (bytes[begin + i] !== one[i]) return false;
      return true;
    });
  }
}
