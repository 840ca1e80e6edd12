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
  /** ms, ascending, each with its opposite, none of them 0; at most 30. */
  shifts: readonly number[];
  whole?: readonly [number, number];
}

/**
 * Numbers of each pair, sums over persons: of what comes after, and the same of what comes before; then persons and the most of one.
 * `mean`, `spread` and `skew` are of what a person would have more than elsewhere, were the true day any of the places.
 */
export const PAIR = {
  seen: 0,
  expected: 1,
  seen2: 2,
  both: 3,
  expected2: 4,
  mean: 5,
  spread: 6,
  skew: 7,
  before: 8,
  people: 16,
  most: 17,
  width: 18,
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
  const turns = task.shifts.length + 1;
  const width = 2 * (2 + turns);
  const sums = sharedFloat64(types * types * PAIR.width);
  const compared = sharedFloat64(types);
  let most = 0;
  for (let p = from; p < to; p++) most = Math.max(most, offsets[p + 1] - offsets[p]);
  const own: Own = {
    ...{ mask: new Uint32Array(most), weight: new Float64Array(most), counts: new Float64Array(width * side * side) },
    ...{ touched: [], isTouched: new Uint8Array(side * side) },
    ...{ after: new Int32Array(side), before: new Int32Array(side) },
    ...{ turns, width, places: new Int32Array(turns + 1) },
  };
  for (let p = from; p < to; p++) {
    const [begin, end] = [offsets[p], offsets[p + 1]];
    if (end - begin < 2 || !maskPlaces(task, begin, end, own, compared)) continue;
    const visit = isDense(task, begin, end) ? visitDense : visitSparse;
    for (let place = 0; place <= task.shifts.length; place++) visit(task, begin, end, place, own);
    for (const pair of own.touched) {
      own.isTouched[pair] = 0;
      const [a, b] = [Math.floor(pair / side), pair % side];
      if (b > 0) fold(own, width * pair, sums, ((a - 1) * types + b - 1) * PAIR.width);
      for (let k = width * pair; k < width * (pair + 1); k++) own.counts[k] = 0;
    }
    own.touched.length = 0;
  }
  return { sums, compared };
}

interface Own {
  mask: Uint32Array;
  weight: Float64Array;
  /** Of a pair, after and before: what is seen, what the places have on the mean of the others, and what each turn brings. */
  counts: Float64Array;
  width: number;
  turns: number;
  /** The turns that bring an event to the place where it is looked at, and how many. */
  places: Int32Array;
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
      const reach = Math.min(-least, most);
      for (let k = 0; k < shifts.length; k++) {
        if (Math.abs(shifts[k]) > reach) continue;
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
  const { mask, weight, width } = own;
  const shift = place === 0 ? 0 : shifts[place - 1];
  const bit = 1 << place;
  let early = begin;
  let turned = -1;
  for (let i = begin; i < end; i++) {
    if ((mask[i - begin] & bit) === 0) continue;
    const time = at[i] + shift;
    while (early < end && at[early] < time - window) early++;
    for (let k = early; k < end; k++) {
      const lag = at[k] - time;
      if (lag > window) break;
      if (lag === 0) continue;
      if (turned !== i) turnsOf(own, mask[i - begin], place);
      turned = i;
      const pair = type[i] * (types + 1) + type[k];
      touch(own, pair);
      add(own, width * pair + (lag > 0 ? 0 : width / 2), place, 1, weight[i - begin]);
    }
  }
}

/** Keeps how many of each type a window holds while it moves on. */
function visitDense(task: PrecedenceScreenTask, begin: number, end: number, place: number, own: Own): void {
  const { at, type, types, window, shifts } = task;
  const { mask, weight, width, after, before } = own;
  const shift = place === 0 ? 0 : shifts[place - 1];
  const bit = 1 << place;
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
    turnsOf(own, mask[i - begin], place);
    for (let b = 1, pair = type[i] * (types + 1) + 1; b <= types; b++, pair++) {
      if (after[b] === 0 && before[b] === 0) continue;
      touch(own, pair);
      if (after[b] > 0) add(own, width * pair, place, after[b], weight[i - begin]);
      if (before[b] > 0) add(own, width * pair + width / 2, place, before[b], weight[i - begin]);
    }
  }
}

function touch({ isTouched, touched }: Own, pair: number): void {
  if (isTouched[pair] !== 0) return;
  isTouched[pair] = 1;
  touched.push(pair);
}

/** Which turns bring an event with these places to this one: its places are gone through in a ring, so that a person's events move together. */
function turnsOf({ places, turns }: Own, mask: number, place: number): void {
  const half = (turns - 1) / 2;
  let reach = half;
  while ((mask & (1 << (half + reach))) === 0) reach--;
  const ring = 2 * reach + 1;
  const at = place === 0 ? 0 : place <= half ? place - 1 - half : place - half;
  let count = 0;
  for (let turn = at - ring * Math.floor((at + half) / ring); turn <= half; turn += ring) places[count++] = turn + half;
  places[turns] = count;
}

/** Adds what an event finds at one of its places. */
function add({ counts, places, turns }: Own, at: number, place: number, found: number, share: number): void {
  if (place === 0) counts[at] += found;
  counts[at + 1] += share * found;
  const more = (1 + share) * found;
  for (let k = 0; k < places[turns]; k++) counts[at + 2 + places[k]] += more;
}

function fold({ counts, width, turns }: Own, at: number, sums: Float64Array, to: number): void {
  for (let half = 0; half < 2; half++) {
    const from = at + (half * width) / 2;
    const [seen, others] = [counts[from], counts[from + 1]];
    if (others === 0) continue;
    const first = from + 2;
    const expected = seen - (counts[first + (turns - 1) / 2] - others);
    let mean = 0;
    for (let turn = 0; turn < turns; turn++) mean += counts[first + turn];
    mean /= turns;
    let [squares, cubes] = [0, 0];
    for (let turn = 0; turn < turns; turn++) {
      const off = counts[first + turn] - mean;
      squares += off * off;
      cubes += off * off * off;
    }
    const begin = to + half * PAIR.before;
    sums[begin + PAIR.seen] += seen;
    sums[begin + PAIR.expected] += expected;
    sums[begin + PAIR.seen2] += seen * seen;
    sums[begin + PAIR.both] += seen * expected;
    sums[begin + PAIR.expected2] += expected * expected;
    sums[begin + PAIR.mean] += mean - others;
    sums[begin + PAIR.spread] += squares / turns;
    sums[begin + PAIR.skew] += cubes / turns;
  }
  sums[to + PAIR.people]++;
  if (counts[at] > sums[to + PAIR.most]) sums[to + PAIR.most] = counts[at];
}
