/**
 * Quantiles of numbers without sorting them all; NaN when there are none. The array is reordered.
 *
 * Method: Hyndman and Fan's type 7 (R's and NumPy's default); selection by Floyd and Rivest (1975), linear on average,
 * a few times `values.length` comparisons.
 *
 * @param values numbers without NaN
 * @param probabilities ascending, each within 0 and 1
 */
export function quantiles(values: Float64Array, probabilities: readonly number[]): number[] {
  const last = values.length - 1;
  let left = 0;
  return probabilities.map((probability) => {
    if (last < 0) return Number.NaN;
    const place = last * probability;
    const below = Math.floor(place);
    select(values, below, left, last);
    left = below;
    const low = values[below]!;
    const part = place - below;
    return part === 0 ? low : low + part * (least(values, below + 1, last) - low);
  });
}

const FEW = 40;

/** The same for the numbers of `[begin, end)` alone, which are reordered; few are sorted by insertion. */
export function quantileWithin(values: Float64Array, begin: number, end: number, probability: number): number {
  const last = end - 1;
  if (last < begin) return Number.NaN;
  const place = begin + (last - begin) * probability;
  const below = Math.floor(place);
  if (end - begin <= FEW) insertionSort(values, begin, end);
  else select(values, below, begin, last);
  const low = values[below]!;
  const part = place - below;
  return part === 0 ? low : low + part * (least(values, below + 1, last) - low);
}

function insertionSort(values: Float64Array, begin: number, end: number): void {
  for (let i = begin + 1; i < end; i++) {
    const value = values[i]!;
    let j = i - 1;
    while (j >= begin && values[j]! > value) {
      values[j + 1] = values[j]!;
      j--;
    }
    values[j + 1] = value;
  }
}

function least(values: Float64Array, from: number, to: number): number {
  let found = values[from]!;
  for (let i = from + 1; i <= to; i++) if (values[i]! < found) found = values[i]!;
  return found;
}

/** Puts the k-th smallest of `[left, right]` at `k`, none larger before it, none smaller behind. */
function select(values: Float64Array, k: number, left: number, right: number): void {
  while (right > left) {
    if (right - left > 600) {
      const n = right - left + 1;
      const i = k - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * Math.sign(i - n / 2);
      const from = Math.max(left, Math.floor(k - (i * s) / n + sd));
      const to = Math.min(right, Math.floor(k + ((n - i) * s) / n + sd));
      select(values, k, from, to);
    }
    const pivot = values[k]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (j < k) left = i;
    if (k < i) right = j;
  }
}
