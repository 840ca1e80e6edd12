import { sharedFloat64 } from "../shared.ts";

export interface PrecedenceDrawsTask {
  /** Ids of the persons; what is drawn for somebody depends on the id, the draw and the seed only. */
  ids: Int32Array;
  /** As `precedence` gives them. */
  rows: Int32Array;
  values: Int32Array;
  /** Numbers of each person, `sums` of them, to be summed over a sample of persons. */
  totals: Float64Array;
  sums: number;
  seed: number;
  /** The draws of this task. */
  from: number;
  to: number;
}

export interface PrecedenceDraws {
  /** Of each draw what is seen when every person's triggers stand on a day drawn for that person. */
  moved: Float64Array;
  /** Of each draw the sums over persons drawn with replacement, `sums` numbers. */
  sampled: Float64Array;
}

/** Draws for a test (persons moved by a day of their own) and for intervals (persons drawn again). Cost: draws × persons. */
export function precedenceDraws(task: PrecedenceDrawsTask): PrecedenceDraws {
  const { ids, rows, values, totals, sums, seed, from, to } = task;
  const moved = sharedFloat64(to - from);
  const sampled = sharedFloat64((to - from) * sums);
  for (let draw = from; draw < to; draw++) {
    const key = mix(draw ^ mix(seed));
    let found = 0;
    for (let r = 0; r < rows.length; r += 3) {
      const part = mix(ids[rows[r]] ^ key) / 4294967296;
      found += values[rows[r + 2] + Math.floor(part * rows[r + 1])];
    }
    moved[draw - from] = found;
    const other = mix(key ^ 0x5bd1e995);
    const sum = (draw - from) * sums;
    for (let p = 0; p < ids.length; p++) {
      const times = poisson(mix(ids[p] ^ other) / 4294967296);
      if (times === 0) continue;
      for (let c = 0; c < sums; c++) sampled[sum + c] += times * totals[p * sums + c];
    }
  }
  return { moved, sampled };
}

/** The murmur3 finaliser over a number that is scattered first. */
function mix(bits: number): number {
  let h = Math.imul(bits, 0x9e3779b1) ^ 0x7f4a7c15;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
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
