const FEW = 100_000;

/** The threads to measure ours with: what it takes by itself where rows are few, else all and one. */
export const threadsFor = (rows: number): readonly (number | undefined)[] => (rows < FEW ? [undefined] : [2, 1]);

/** How ours is called with so many threads. */
export const threadsName = (workers: number | undefined): string =>
  workers === undefined ? "phonograph" : `phonograph, ${workers} worker${workers > 1 ? "s" : ""}`;
