import { PhonographError } from "./errors.ts";

/** A seeded source of chance. Every draw advances it; two sources with the same seed draw the same. */
export interface Random {
  /** A number in [0, 1), 32 bits fine. */
  uniform(): number;
  /** A whole number in [0, n); `n` up to 2^32. */
  integer(n: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A draw from the normal distribution; by default mean 0, standard deviation 1. */
  normal(mean?: number, sd?: number): number;
  /** A waiting time with the given mean. */
  exponential(mean: number): number;
  /** A count with the given mean (0 for a mean of 0 or less). */
  poisson(mean: number): number;
  /** One element of a non-empty list, each as likely as the next. */
  pick<T>(list: ArrayLike<T>): T;
  /** The index of one weight, drawn in proportion to the weights; weights need not sum to 1. */
  weighted(weights: ArrayLike<number>): number;
  /** Reorders the list in place, every order as likely as the next, and returns it. */
  shuffle<T>(list: T[]): T[];
  /** Goes to the start of the stream named by two whole numbers, whatever was drawn before. */
  stream(id: number, part?: number): this;
}

/**
 * A seeded random number generator: the same seed gives the same draws on every machine and runtime.
 *
 * Use `stream(id, part)` before drawing for one person (and, say, one day): the draws then depend on the seed and on
 * those two numbers only, never on who was drawn for before.
 *
 * Method: sfc32 (Chris Doty-Humphrey, PractRand), seeded through murmur3; Poisson above mean 10 by PTRS
 * (Hörmann 1993, "The transformed rejection method for generating Poisson random variables").
 * Cost: about 5 ns a uniform draw, 20 ns a stream. Not for secrets.
 *
 * @param seed any finite number, or text
 * @returns a source of draws; see {@link Random}
 * @throws PhonographError `option/invalid` when the seed is neither text nor a finite number
 * @example
 * ```ts
 * import { random } from "phonograph";
 * const chance = random(42);
 * const first = chance.stream(7).integer(6);
 * chance.uniform();
 * console.assert(chance.stream(7).integer(6) === first);
 * ```
 */
export function random(seed: number | string): Random {
  if (typeof seed !== "string" && !Number.isFinite(seed)) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "random",
      rule: "seed must be text or a finite number",
      found: String(seed),
      hint: "random(42)",
    });
  }
  const key = Number.isSafeInteger(seed) ? seed : String(seed);
  return new Sfc32(hash32(key, 0x9e3779b9), hash32(key, 0x85ebca6b));
}

/**
 * A 32-bit hash of a whole number or a text: for samples that are the same whatever the order, thread or engine,
 * such as "keep the person when `hash32(id, seed) < 0.1 * 2 ** 32`".
 *
 * Numbers are hashed by value (whole numbers up to 2^53 apart), text by its UTF-16 code units; `5` and `"5"` differ.
 * For a fixed seed the hash is one-to-one on whole numbers from 0 to 2^32 - 1.
 * Method: murmur3 (x86, 32 bit) and its finaliser. Cost: 3 ns a number. Not for secrets.
 *
 * @param value a whole number or text
 * @param seed whole number; another seed gives an unrelated hash (default 0)
 * @returns a whole number in [0, 2^32)
 * @example
 * ```ts
 * import { hash32 } from "phonograph";
 * const ids = Array.from({ length: 1000 }, (_, id) => id);
 * const sample = ids.filter((id) => hash32(id, 1) < 0.1 * 2 ** 32);
 * console.assert(sample.length > 60 && sample.length < 140);
 * ```
 */
export function hash32(value: number | string, seed = 0): number {
  if (typeof value === "number") {
    const high = Math.floor(value / 4294967296);
    const low = finish(finish(value) ^ Math.imul(seed + 0x165667b1, 0x27d4eb2f));
    return high === 0 ? low : finish(low ^ Math.imul(high, 0xcc9e2d51));
  }
  let hash = seed | 0;
  for (let i = 0; i < value.length; i++) {
    let block = Math.imul(value.charCodeAt(i), 0xcc9e2d51);
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hash ^= block;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  return finish(hash ^ value.length);
}

/** The murmur3 finaliser: a one-to-one scrambling of 32 bits. */
function finish(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

class Sfc32 implements Random {
  readonly #seedA: number;
  readonly #seedB: number;
  #a = 0;
  #b = 0;
  #c = 0;
  #count = 1;

  constructor(seedA: number, seedB: number) {
    this.#seedA = seedA | 0;
    this.#seedB = seedB | 0;
    this.stream(0);
  }

  stream(id: number, part = 0): this {
    const key = finish(id ^ this.#seedA);
    this.#a = key | 0;
    this.#b = finish(part ^ this.#seedB ^ Math.imul(key, 0x9e3779b1)) | 0;
    this.#c = finish(Math.imul(part + 1, 0x27d4eb2f) ^ key) | 0;
    this.#count = 1;
    for (let i = 0; i < 8; i++) this.#next();
    return this;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  uniform(): number {
    return this.#next() * 2.3283064365386963e-10;
  }

  integer(n: number): number {
    return Math.floor(this.#next() * 2.3283064365386963e-10 * n);
  }

  chance(p: number): boolean {
    return this.#next() * 2.3283064365386963e-10 < p;
  }

  normal(mean = 0, sd = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + sd * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  poisson(mean: number): number {
    if (!(mean > 0)) return 0;
    if (mean >= 10) return this.#poissonByRejection(mean);
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > floor; product *= this.uniform()) count++;
    return count;
  }

  #poissonByRejection(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const squeeze = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = 1 - this.uniform();
      const edge = 0.5 - Math.abs(u);
      const count = Math.floor(((2 * a) / edge + b) * u + mean + 0.43);
      if (edge >= 0.07 && v <= squeeze) return count;
      if (count < 0 || (edge < 0.013 && v > edge)) continue;
      const left = Math.log((v * inverseAlpha) / (a / (edge * edge) + b));
      if (left <= count * Math.log(mean) - mean - logFactorial(count)) return count;
    }
  }

  pick<T>(list: ArrayLike<T>): T {
    return list[this.integer(list.length)];
  }

  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i];
    let left = this.uniform() * total;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (!(weights[i] > 0)) continue;
      last = i;
      left -= weights[i];
      if (left < 0) return i;
    }
    return last;
  }

  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = list[i];
      list[i] = list[j];
      list[j] = held;
    }
    return list;
  }
}

/** Stirling's series; below 1e-10 wrong from 10 on, exact products before. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
