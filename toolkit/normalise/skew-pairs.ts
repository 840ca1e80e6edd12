/** Pairs of events that share a key and lie near in time. */
export interface SkewPairs {
  /** Time of the second less time of the first, ms. */
  difference: Float64Array;
  /** Their key, the places of both events in their own order, and the time of the second. */
  key: Int32Array;
  from: Int32Array;
  to: Int32Array;
  at: Float64Array;
}

/** Events with a key and a time, sorted by both. */
export interface KeyedTimes {
  at: Float64Array;
  /** The events of key `k` lie at `begins[k]` up to, not with, `begins[k + 1]`. */
  begins: Int32Array;
}

/** More are not needed for any estimate: whole keys are left out, by a hash of what they are. */
const MOST_PAIRS = 2_000_000;
/** Of a key with more than its part in these, only every so many-th event of the second clock is looked at. */
const LEAST_KEYS = 10;

/** Sorts the marked rows that have a key and a time. */
export function keyedTimes(at: Float64Array, keys: Int32Array, keyCount: number, match: Uint8Array): KeyedTimes {
  const begins = new Int32Array(keyCount + 1);
  const counts = (row: number) => match[row] === 1 && keys[row]! >= 0 && Number.isFinite(at[row]!);
  for (let row = 0; row < at.length; row++) if (counts(row)) begins[keys[row]! + 1]!++;
  for (let key = 0; key < keyCount; key++) begins[key + 1]! += begins[key]!;
  const sorted = new Float64Array(begins[keyCount]!);
  const next = begins.slice();
  for (let row = 0; row < at.length; row++) if (counts(row)) sorted[next[keys[row]!]!++] = at[row]!;
  for (let key = 0; key < keyCount; key++) sorted.subarray(begins[key]!, begins[key + 1]!).sort();
  return { at: sorted, begins };
}

/** Every pair of one key whose times are at most `reach` apart; of very many, those of a sample of keys. */
export function pairUp(from: KeyedTimes, to: KeyedTimes, reach: number, hashes: Uint32Array): SkewPairs {
  const keys = from.begins.length - 1;
  const perKey = new Float64Array(keys);
  let total = 0;
  const strides = new Int32Array(keys).fill(1);
  let paired = 0;
  for (let key = 0; key < keys; key++) {
    walk(from, to, key, reach, 1, (first, last) => (perKey[key]! += last - first));
    if (perKey[key]! > 0) paired++;
  }
  const most = MOST_PAIRS / Math.min(LEAST_KEYS, Math.max(1, paired));
  for (let key = 0; key < keys; key++) {
    if (perKey[key]! > most) {
      strides[key] = Math.ceil(perKey[key]! / most);
      perKey[key] = 0;
      walk(from, to, key, reach, strides[key]!, (first, last) => (perKey[key]! += last - first));
    }
    total += perKey[key]!;
  }
  const share = total > MOST_PAIRS ? (MOST_PAIRS / total) * 2 ** 32 : 2 ** 32;
  let size = 0;
  for (let key = 0; key < keys; key++) if (hashes[key]! < share) size += perKey[key]!;
  const pairs = {
    difference: new Float64Array(size),
    key: new Int32Array(size),
    from: new Int32Array(size),
    to: new Int32Array(size),
    at: new Float64Array(size),
  };
  let place = 0;
  for (let key = 0; key < keys; key++) {
    if (hashes[key]! >= share) continue;
    walk(from, to, key, reach, strides[key]!, (first, last, second) => {
      for (let i = first; i < last; i++) {
        pairs.difference[place] = to.at[second]! - from.at[i]!;
        pairs.key[place] = key;
        pairs.from[place] = i;
        pairs.to[place] = second;
        pairs.at[place++] = to.at[second]!;
      }
    });
  }
  return pairs;
}

function walk(
  from: KeyedTimes,
  to: KeyedTimes,
  key: number,
  reach: number,
  stride: number,
  found: (first: number, last: number, second: number) => void,
): void {
  let first = from.begins[key]!;
  let last = first;
  const end = from.begins[key + 1]!;
  for (let second = to.begins[key]!; second < to.begins[key + 1]!; second += stride) {
    while (first < end && from.at[first]! < to.at[second]! - reach) first++;
    if (last < first) last = first;
    while (last < end && from.at[last]! <= to.at[second]! + reach) last++;
    if (last > first) found(first, last, second);
  }
}

/** The pairs that pass. */
export function somePairs(pairs: SkewPairs, passes: (pair: number) => boolean): SkewPairs {
  const kept: number[] = [];
  for (let i = 0; i < pairs.difference.length; i++) if (passes(i)) kept.push(i);
  const of = <A extends Float64Array | Int32Array>(values: A) =>
    values.constructor as new (
      from: ArrayLike<number>,
    ) => A;
  const pick = <A extends Float64Array | Int32Array>(values: A) => new (of(values))(kept.map((i) => values[i]!));
  return {
    difference: pick(pairs.difference),
    key: pick(pairs.key),
    from: pick(pairs.from),
    to: pick(pairs.to),
    at: pick(pairs.at),
  };
}

/** How finely times are written: 1 ms, or whole seconds, minutes, hours where all are. */
export function resolutionOf({ at }: KeyedTimes): number {
  return [36e5, 6e4, 1e3].find((unit) => at.every((time) => time % unit === 0)) ?? 1;
}
