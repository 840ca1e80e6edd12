/** Pairs of records that are likely one entity, surest first. */
export interface Edges {
  a: ArrayLike<number>;
  b: ArrayLike<number>;
  weight: ArrayLike<number>;
}

/** What any two records say of each other, compared now if they were not. */
export interface PairOpinion {
  /** Bits for one entity, without the prior. */
  evidence: number;
  /** They differ in what one entity has once only. */
  apart: boolean;
}

export interface RecordClusters {
  /** The lowest record of each record's entity. */
  root: Int32Array;
  /** Weight of the weakest link that holds an entity together, by root; Infinity for one record alone. */
  weakest: Float64Array;
  /** Links that were set aside, since other records of the two sides contradict each other, or would be too many. */
  contradicted: number;
  oversized: number;
}

/** Ten to one against: two records that say so contradict each other. */
export const AGAINST = -Math.log2(10);

/**
 * Entities of records that are pairwise likely, never by a chain alone: links are taken surest first, and two groups
 * become one only if no record of one contradicts a record of the other, and their pairs speak for it on average.
 *
 * Cost: each link compares the records of its two groups; groups are as small as `largest`.
 */
export function clusterRecords(
  size: number,
  edges: Edges,
  largest: number,
  opinion: (a: number, b: number) => PairOpinion,
): RecordClusters {
  const root = Int32Array.from({ length: size }, (_, r) => r);
  const members = new Map<number, number[]>();
  const weakest = new Float64Array(size).fill(Infinity);
  const groupOf = (r: number) => members.get(r) ?? [r];
  const refused = new Map<number, number>();
  let [contradicted, oversized] = [0, 0];
  for (let e = 0; e < edges.a.length; e++) {
    const [x, y] = [root[edges.a[e]], root[edges.b[e]]];
    if (x === y) continue;
    const [low, high] = x < y ? [x, y] : [y, x];
    const [some, others] = [groupOf(low), groupOf(high)];
    if (some.length + others.length > largest) {
      oversized++;
      continue;
    }
    const pair = low * size + high;
    const now = some.length + others.length;
    if (refused.get(pair) === now || !agree(some, others, opinion)) {
      refused.set(pair, now);
      contradicted++;
      continue;
    }
    const all = [...some, ...others];
    for (const r of others) root[r] = low;
    members.set(low, all);
    members.delete(high);
    weakest[low] = Math.min(weakest[low], weakest[high], edges.weight[e]);
  }
  return { root, weakest, contradicted, oversized };
}

function agree(some: readonly number[], others: readonly number[], opinion: (a: number, b: number) => PairOpinion) {
  let sum = 0;
  for (const a of some) {
    for (const b of others) {
      const { evidence, apart } = opinion(Math.min(a, b), Math.max(a, b));
      if (apart || evidence < AGAINST) return false;
      sum += evidence;
    }
  }
  return sum > 0;
}
