import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import type { Random } from "../core/random.ts";

/** Rows in groups around their means. */
export interface Clustering {
  /** The group of each row. */
  labels: Int32Array;
  /** Group after group. */
  centres: Float64Array;
  counts: Int32Array;
  /** Sum of the squared distances of all rows to the centres of their groups. */
  cost: number;
  rounds: number;
}

const MOST_ROUNDS = 300;
/** Rows are summed in runs of this length, whatever the threads: sums of floats depend on what is added first. */
const RUN = 8192;

/** Lloyd's algorithm from centres chosen by k-means++ (Arthur and Vassilvitskii 2007), until no row changes its group. */
export async function kMeans(
  verb: string,
  values: Float64Array<SharedArrayBuffer>,
  width: number,
  k: number,
  chance: Random,
  run: ComputeOptions & { workers: number },
): Promise<Clustering> {
  const rows = values.length / width;
  const labels = sharedInt32(rows).fill(-1);
  const centres = firstCentres(values, width, k, chance);
  const parts = Array.from({ length: Math.ceil(rows / RUN) }, (_, i) => ({
    ...{ values, width, centres, labels, begin: i * RUN, end: Math.min(rows, (i + 1) * RUN) },
  }));
  for (let rounds = 1; ; rounds++) {
    const found = await compute(verb, "kMeansAssign", parts, run);
    const counts = new Int32Array(k);
    const sums = new Float64Array(k * width);
    let [cost, changed] = [0, 0];
    for (const part of found) {
      for (let i = 0; i < k; i++) counts[i] += part.counts[i];
      for (let i = 0; i < sums.length; i++) sums[i] += part.sums[i];
      cost += part.cost;
      changed += part.changed;
    }
    if (changed === 0 || rounds === MOST_ROUNDS) return { labels, centres, counts, cost, rounds };
    // a centre that lost all its rows stays where it is
    for (let i = 0; i < sums.length; i++) {
      const count = counts[Math.floor(i / width)];
      if (count > 0) centres[i] = sums[i] / count;
    }
  }
}

/** Each further centre is a row, drawn with a probability in proportion to its squared distance to the nearest centre. */
function firstCentres(values: Float64Array, width: number, k: number, chance: Random): Float64Array<SharedArrayBuffer> {
  const rows = values.length / width;
  const centres = sharedFloat64(k * width);
  const nearest = new Float64Array(rows).fill(Infinity);
  let row = chance.integer(rows);
  for (let centre = 0; centre < k; centre++) {
    centres.set(values.subarray(row * width, (row + 1) * width), centre * width);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      nearest[i] = Math.min(nearest[i], distance(values, i * width, centres, centre * width, width));
      total += nearest[i];
    }
    let left = chance.uniform() * total;
    row = 0;
    while (row + 1 < rows && left >= nearest[row]) left -= nearest[row++];
  }
  return centres;
}

function distance(a: Float64Array, from: number, b: Float64Array, at: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (a[from + i] - b[at + i]) ** 2;
  return sum;
}
