export interface KMeansTask {
  /** Row after row, `width` numbers each. */
  values: Float64Array;
  width: number;
  /** Centre after centre. */
  centres: Float64Array;
  begin: number;
  end: number;
  /** The nearest centre of each row; the first of equally near ones. */
  labels: Int32Array;
}

export interface KMeansPart {
  /** Centre after centre, the sums of its rows. */
  sums: Float64Array;
  counts: Int32Array;
  /** Sum of the squared distances. */
  cost: number;
  /** Rows that have another centre than before. */
  changed: number;
}

/** Finds the nearest centre of each row of a range, and sums the rows of each centre. */
export function kMeansAssign({ values, width, centres, begin, end, labels }: KMeansTask): KMeansPart {
  const count = centres.length / width;
  const part = { sums: new Float64Array(centres.length), counts: new Int32Array(count), cost: 0, changed: 0 };
  const { sums, counts } = part;
  for (let row = begin; row < end; row++) {
    let best = 0;
    let least = Infinity;
    for (let centre = 0; centre < count; centre++) {
      let distance = 0;
      for (let i = 0; i < width; i++) {
        const apart = values[row * width + i] - centres[centre * width + i];
        distance += apart * apart;
      }
      if (distance < least) {
        least = distance;
        best = centre;
      }
    }
    if (labels[row] !== best) part.changed++;
    labels[row] = best;
    counts[best]++;
    part.cost += least;
    for (let i = 0; i < width; i++) sums[best * width + i] += values[row * width + i];
  }
  return part;
}
