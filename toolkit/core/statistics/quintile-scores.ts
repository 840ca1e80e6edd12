/**
 * Scores from 1 to 5 by how many are strictly below: 1 + floor(5 × share below), so a score of s says that at least
 * (s - 1) / 5 of all are below. Equal values always get equal scores, whatever that does to the sizes of the fifths; when
 * all are equal, all score 1.
 */
export function quintileScores(values: Float64Array): Uint8Array {
  const sorted = values.slice().sort();
  const scores = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < values[i]) low = middle + 1;
      else high = middle;
    }
    scores[i] = 1 + Math.floor((5 * low) / sorted.length);
  }
  return scores;
}
