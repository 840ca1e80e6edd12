import { sharedFloat64 } from "../shared.ts";

export interface PrecedenceScreenTask {
  /** Rows by person and time: `offsets[p]` up to, not with, `offsets[p + 1]`. */
  at: Float64Array;
  /** What each is, from 1; 0 only shows that the person was there. */
  type: Uint8Array;
  types: number;
  offsets: Uint32Array;
  /** The persons of this task. */
  from: number;
  to: number;
  window: number;
  /** ms, none of them 0; at most 30. */
  shifts: readonly number[];
  whole?: readonly [number, number];
}

/** Numbers of each pair: of what comes after, and the same of what comes before, sums over persons; then persons and the most of one. */
export const PAIR = {
  seen: 0,
  expected: 1,
  seen2: 2,
  both: 3,
  expected2: 4,
  before: 5,
  people: 10,
  most: 11,
  width: 12,
} as const;

export interface PrecedenceScreen {
  /** `((trigger - 1) * types + response - 1) * PAIR.width` on. */
  sums: Float64Array;
  /** Triggers that are compared, by type. */
  compared: Float64Array;
}

/**
 * For all pairs of types how many come after and before each other, where they stand and moved by each shift, and how persons differ.
 *
 * Cost: one pass over a person's events for each shift, whatever the number of types; in it the events of a window are visited or,
 * where a person has many, its counts by type.
 */
export function precedenceScreen(task: PrecedenceScreenTask): PrecedenceScreen {
  const { types, offsets, from, to } = task;
  const side = types + 1;
  const sums = sharedFloat64(types * types * PAIR.width);
  const compared = sharedFloat64(types);
  let most = 0;
  for (let p = from; p < to; p++) most = Math.max(most, offsets[p + 1] - offsets[p]);
  const own: Own = {
    ...{ mask: new Uint32Array(most), weight: new Float64Array(most), counts: new Float64Array(4 * side * side) },
    ...{ touched: [], isTouched: new Uint8Array(side * side) },
    ...{ after: new Int32Array(side), before: new Int32Array(side) },
  };
  for (let p = from; p < to; p++) {
    const [begin, end] = [offsets[p], offsets[p + 1]];
    if (end - begin < 2 || !maskPlaces(task, begin, end, own, compared)) continue;
    const visit = isDense(task, begin, end) ? visitDense : visitSparse;
    for (let place = 0; place <= task.shifts.length; place++) visit(task, begin, end, place, own);
    for (const pair of own.touched) {
      own.isTouched[pair] = 0;
      const [a, b] = [Math.floor(pair / side), pair % side];
      if (b > 0) fold(own.counts, 4 * pair, sums, ((a - 1) * types + b - 1) * PAIR.width);
      for (let k = 4 * pair; k < 4 * pair + 4; k++) own.counts[k] = 0;
    }
    own.touched.length = 0;
  }
  return { sums, compared };
}

interface Own {
  mask: Uint32Array;
  weight: Float64Array;
  /** Of a pair: seen and expected after, seen and expected before. */
  counts: Float64Array;
  touched: number[];
  isTouched: Uint8Array;
  after: Int32Array;
  before: Int32Array;
}

/** At which places each event can stand; whether any can be compared. */
function maskPlaces(task: PrecedenceScreenTask, begin: number, end: number, own: Own, compared: Float64Array): boolean {
  const { at, type, window, shifts, whole } = task;
  const first = (whole ? whole[0] : at[begin]) + window;
  const last = (whole ? whole[1] : at[end - 1]) - window;
  let any = false;
  for (let i = begin; i < end; i++) {
    const [least, most] = [first - at[i], last - at[i]];
    let [bits, others] = [0, 0];
    if (type[i] > 0 && least <= 0 && most >= 0) {
      for (let k = 0; k < shifts.length; k++) {
        if (shifts[k] < least || shifts[k] > most) continue;
        bits |= 2 << k;
        others++;
      }
    }
    own.mask[i - begin] = others > 0 ? bits | 1 : 0;
    own.weight[i - begin] = 1 / others;
    if (others === 0) continue;
    compared[type[i] - 1]++;
    any = true;
  }
  return any;
}

/** Whether a window holds more events than there are types, roughly. */
function isDense({ at, window, types }: PrecedenceScreenTask, begin: number, end: number): boolean {
  return (2 * window * (end - begin)) / Math.max(1, at[end - 1] - at[begin]) > 2 * types;
}

/** Visits every event of every window. */
function visitSparse(task: PrecedenceScreenTask, begin: number, end: number, place: number, own: Own): void {
  const { at, type, types, window, shifts } = task;
  const { mask, weight, counts } = own;
  const shift = place === 0 ? 0 : shifts[place - 1];
  const bit = 1 << place;
  let early = begin;
  for (let i = begin; i < end; i++) {
    if ((mask[i - begin] & bit) === 0) continue;
    const time = at[i] + shift;
    while (early < end && at[early] < time - window) early++;
    for (let k = early; k < end; k++) {
      const lag = at[k] - time;
      if (lag > window) break;
      if (lag === 0) continue;
      const pair = type[i] * (types + 1) + type[k];
      touch(own, pair);
      counts[4 * pair + (lag > 0 ? 0 : 2) + (place === 0 ? 0 : 1)] += place === 0 ? 1 : weight[i - begin];
    }
  }
}

/** Keeps how many of each type a window holds while it moves on. */
function visitDense(task: PrecedenceScreenTask, begin: number, end: number, place: number, own: Own): void {
  const { at, type, types, window, shifts } = task;
  const { mask, weight, counts, after, before } = own;
  const shift = place === 0 ? 0 : shifts[place - 1];
  const bit = 1 << place;
  const column = place === 0 ? 0 : 1;
  let [soon, late, early, near] = [begin, begin, begin, begin];
  after.fill(0);
  before.fill(0);
  for (let i = begin; i < end; i++) {
    if ((mask[i - begin] & bit) === 0) continue;
    const time = at[i] + shift;
    // after: (time, time + window]; before: [time - window, time)
    while (late < end && at[late] <= time + window) after[type[late++]]++;
    while (soon < late && at[soon] <= time) after[type[soon++]]--;
    while (near < end && at[near] < time) before[type[near++]]++;
    while (early < near && at[early] < time - window) before[type[early++]]--;
    if (late === soon && near === early) continue;
    const add = place === 0 ? 1 : weight[i - begin];
    for (let b = 1, pair = type[i] * (types + 1) + 1; b <= types; b++, pair++) {
      if (after[b] === 0 && before[b] === 0) continue;
      touch(own, pair);
      counts[4 * pair + column] += add * after[b];
      counts[4 * pair + column + 2] += add * before[b];
    }
  }
}

function touch({ isTouched, touched }: Own, pair: number): void {
  if (isTouched[pair] !== 0) return;
  isTouched[pair] = 1;
  touched.push(pair);
}

function fold(counts: Float64Array, at: number, sums: Float64Array, to: number): void {
  for (let half = 0; half < 2; half++) {
    const [seen, expected] = [counts[at + 2 * half], counts[at + 2 * half + 1]];
    const begin = to + half * PAIR.before;
    sums[begin + PAIR.seen] += seen;
    sums[begin + PAIR.expected] += expected;
    sums[begin + PAIR.seen2] += seen * seen;
    sums[begin + PAIR.both] += seen * expected;
    sums[begin + PAIR.expected2] += expected * expected;
  }
  sums[to + PAIR.people]++;
  if (counts[at] > sums[to + PAIR.most]) sums[to + PAIR.most] = counts[at];
}
