/** Where differences pile up: a window, and the count of the pairs in and around it. */
export interface Peak {
  low: number;
  high: number;
}

/** A window is dense once chance would give one so dense in fewer than one of a thousand cases, and twice as dense as around it. */
const CHANCE = Math.log(1000);
const TIMES = 2;

/**
 * Where sorted differences within `[-reach, reach]` are densest: ever narrower windows, each against an even spread over the
 * one before, until none stands out. Undefined where nothing stands out: that even spread is what unrelated events give.
 *
 * Method: scan statistic with the Poisson likelihood ratio (Kulldorff 1997), corrected for the windows looked at.
 */
export function findPeak(sorted: Float64Array, reach: number, least: number, tests = 1): Peak | undefined {
  let peak: (Peak & { first: number; last: number }) | undefined;
  let around = { low: -reach, high: reach, first: 0, last: sorted.length };
  for (;;) {
    const found = densest(sorted, around, least, CHANCE + Math.log(tests));
    if (!found) return peak;
    peak = found;
    around = found;
  }
}

type Window = Peak & { first: number; last: number };

function densest(sorted: Float64Array, { low, high, first, last }: Window, least: number, chance: number) {
  const width = high - low;
  let best: Window | undefined;
  let most = 0;
  let isDense = false;
  for (let narrow = width / 2; narrow >= least; narrow /= 2) {
    const expected = ((last - first) * narrow) / width;
    let begin = first;
    let count = 0;
    for (let i = first, j = first; i < last; i++) {
      while (j < last && sorted[j]! <= sorted[i]! + narrow) j++;
      if (j - i <= count) continue;
      count = j - i;
      begin = i;
    }
    if (count <= expected) continue;
    const gain = count * Math.log(count / expected) - (count - expected);
    if (gain < chance + Math.log((2 * width) / narrow) || gain <= most) continue;
    most = gain;
    isDense = count >= TIMES * expected;
    best = { low: sorted[begin]!, high: sorted[begin]! + narrow, first: begin, last: begin + count };
  }
  return isDense ? best : undefined;
}

/** How many differences lie in `[low, high)`. */
export function countWithin(sorted: Float64Array, low: number, high: number): number {
  return lowerBound(sorted, high) - lowerBound(sorted, low);
}

/** The first place whose difference is not below `value`. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
