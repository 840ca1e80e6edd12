import { type Interval, wilson } from "../core/statistics/wilson.ts";

/**
 * A share of things that come in clusters, such as the events of a pair: what is right and what it is a share of, cluster
 * by cluster. Wilson's interval at the number of independent things that would be as sure (the share's variance is that
 * of a ratio of sums over clusters), so a few clusters with many things say no more than they can.
 */
export function clusteredShare(right: ArrayLike<number>, all: ArrayLike<number>): Interval {
  let [hits, n, clusters] = [0, 0, 0];
  for (let c = 0; c < all.length; c++) {
    hits += right[c];
    n += all[c];
    if (all[c] > 0) clusters++;
  }
  if (n === 0) return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const share = hits / n;
  let squares = 0;
  for (let c = 0; c < all.length; c++) squares += (right[c] - share * all[c]) ** 2;
  const variance = squares / (n * n);
  const worth =
    share === 0 || share === 1 ? clusters : Math.min(n, variance > 0 ? (share * (1 - share)) / variance : n);
  return { ...wilson(Math.min(worth, share * worth), worth), estimate: share };
}
