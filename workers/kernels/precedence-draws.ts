import { sharedFloat64 } from "../shared.ts";

export interface PrecedenceDrawsTask {
  /** Ids of the persons; what is drawn for somebody depends on the id, the draw and the seed only. */
  ids: Int32Array;
  /** Numbers of each person, `sums` of them, to be summed over a sample of persons. */
  totals: Float64Array;
  sums: number;
  /** Numbers of each person, `places` of them, of which one is drawn. */
  moved: Float64Array;
  places: number;
  /** What persons who are not told one by one add to the first number: normal, as they are many. */
  rest: { mean: number; sd: number };
  seed: number;
  /** The draws of this task. */
  from: number;
  to: number;
}

export interface PrecedenceDraws {
  /** Of each draw the sum over persons of `moved` at a place drawn for each. */
  moved: Float64Array;
  /** Of each draw the sums over persons drawn with replacement, `sums` numbers. */
  sampled: Float64Array;
}

/** Draws for a test (places of persons) and for intervals (persons drawn again). Cost: draws × persons. */
export function precedenceDraws(task: PrecedenceDrawsTask): PrecedenceDraws {
  const { ids, totals, sums, moved, places, rest, seed, from, to } = task;
  const differences = sharedFloat64(to - from);
  const sampled = sharedFloat64((to - from) * sums);
  for (let draw = from; draw < to; draw++) {
    const key = mix(draw ^ mix(seed));
    const sum = (draw - from) * sums;
    let difference = 0;
    for (let p = 0; p < ids.length; p++) {
      const drawn = mix(ids[p] ^ key);
      // twelve bits choose the place, the others count
      difference += moved[p * places + (((drawn & 4095) * places) >> 12)];
      const times = poisson((drawn >>> 12) / 1048576);
      for (let n = times; n > 0; n--) for (let c = 0; c < sums; c++) sampled[sum + c] += totals[p * sums + c];
    }
    if (rest.sd > 0) sampled[sum] += Math.max(0, rest.mean + rest.sd * normal(key));
    differences[draw - from] = difference;
  }
  return { moved: differences, sampled };
}

/** The murmur3 finaliser over a number that is scattered first. */
function mix(bits: number): number {
  let h = Math.imul(bits, 0x9e3779b1) ^ 0x7f4a7c15;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Twelve uniform draws less six: normal enough within three. */
function normal(key: number): number {
  let sum = -6;
  for (let k = 1; k <= 12; k++) sum += mix(key + k) / 4294967296;
  return sum;
}

/** A count with mean 1, from a number in [0, 1). */
function poisson(u: number): number {
  let times = 0;
  while (u >= CUMULATED[times]) times++;
  return times;
}

const CUMULATED = (() => {
  const edges: number[] = [];
  let [term, sum] = [Math.exp(-1), 0];
  for (let k = 0; k < 13; k++) {
    sum += term;
    edges.push(sum);
    term /= k + 1;
  }
  return [...edges, Infinity];
})();
