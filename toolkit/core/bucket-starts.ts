/** Where each bucket begins, behind the last where it ends, and where in each the rows of each part begin. */
export interface BucketStarts {
  starts: Uint32Array;
  /** One for each part, each with a place for each bucket. */
  nexts: Uint32Array[];
}

/** Lays the rows that parts counted one bucket after the other, in each part after part. */
export function bucketStarts(counts: readonly Uint32Array[]): BucketStarts {
  const buckets = counts[0].length;
  const starts = new Uint32Array(buckets + 1);
  const nexts = counts.map(() => new Uint32Array(buckets));
  let at = 0;
  for (let b = 0; b < buckets; b++) {
    starts[b] = at;
    for (const [part, mine] of counts.entries()) {
      nexts[part][b] = at;
      at += mine[b];
    }
  }
  starts[buckets] = at;
  return { starts, nexts };
}
