/** A size and the time it took. */
export interface Point {
  rows: number;
  median: number;
}

/** The power of the rows that the time grows with: the slope of a straight line through their logarithms, by least squares. */
export function exponent(points: readonly Point[]): number {
  const x = points.map(({ rows }) => Math.log(rows));
  const y = points.map(({ median }) => Math.log(median));
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  const across = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0);
  return across / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
}
