import { sharedFloat64, sharedInt32 } from "../shared.ts";

export interface PrecedenceTask {
  /** Rows by person and time: `offsets[p]` up to, not with, `offsets[p + 1]`. */
  at: Float64Array;
  /** Bit 1 for a trigger, bit 2 for a response; other rows only show that the person was there. */
  tag: Uint8Array;
  offsets: Uint32Array;
  /** The persons of this task. */
  from: number;
  to: number;
  /** How far before and after a trigger is looked, ms. */
  window: number;
  /** Ends of the bins of lags after a trigger, ascending, the last one the window; those before are their mirror. */
  edges: readonly number[];
  /** How far triggers are moved for comparison, ms, ascending, each with its opposite, none of them 0; at most 30. */
  shifts: readonly number[];
  /** Everybody was there from and to; without it from the first to the last row of each. */
  whole?: readonly [number, number];
  /** Leave out triggers that come within the window of the one before that was kept. */
  apart: boolean;
}

/** What one person adds, in `width` numbers: see `COLUMNS`. */
export const COLUMNS = { triggers: 0, dose: 1, doseSeen: 4, doseUsual: 7, seen: 10 } as const;
/** Lags this short look like one act of a system, ms. */
const INSTANT = 1000;

export interface PrecedenceCounts {
  /** Of all persons of the task: when they were there, and their triggers and responses. */
  first: Float64Array;
  last: Float64Array;
  triggers: Int32Array;
  responses: Int32Array;
  /** Persons with a trigger that can be compared, and `width` numbers of each. */
  people: Int32Array;
  width: number;
  stats: Float64Array;
  /**
   * By index into `people`, for each turn of the places that a person's triggers can stand at, the true one first: responses after less the
   * mean at their other places.
   */
  moved: Float64Array;
  /** By index into `people`, 1 where some response lies near a trigger, where it stands or where it is moved to. */
  informative: Uint8Array;
  /** Triggers too near to the first or last row of their person, and those with no other day to stand on. */
  edge: number;
  lone: number;
  /** Left out by `apart`, and those that follow another within the window. */
  crowded: number;
  following: number;
  /** Responses within the window after any trigger, and triggers with a response within a second, either way. */
  pairs: number;
  instant: number;
}

/**
 * How many responses come after and before each trigger, where it stands and moved by each shift, by bins of lag.
 *
 * A trigger is compared when its window before and after lies within the time the person was there, and where it is moved to as well, as far to
 * the one side as to the other: a person whose rate rises or falls has the same on the mean of both.
 * Cost: for each shift one pass over a person's triggers and responses for each end of a bin; pairs are never listed.
 */
export function precedence(task: PrecedenceTask): PrecedenceCounts {
  const { at, tag, offsets, from, to, edges } = task;
  const size = to - from;
  const first = sharedFloat64(size).fill(Number.NaN);
  const last = sharedFloat64(size).fill(Number.NaN);
  const triggers = sharedInt32(size);
  const responses = sharedInt32(size);
  const width = COLUMNS.seen + 4 * edges.length;
  const scratch = toScratch(task);
  const out: Out = { people: [], stats: [], moved: [], informative: [] };
  const sums = { edge: 0, lone: 0, crowded: 0, following: 0, pairs: 0, instant: 0 };
  for (let p = from; p < to; p++) {
    const [begin, end] = [offsets[p], offsets[p + 1]];
    if (begin === end) continue;
    let [a, b] = [0, 0];
    for (let i = begin; i < end; i++) {
      if ((tag[i] & 1) !== 0) scratch.a[a++] = at[i];
      if ((tag[i] & 2) !== 0) scratch.b[b++] = at[i];
    }
    first[p - from] = task.whole ? task.whole[0] : at[begin];
    last[p - from] = task.whole ? task.whole[1] : at[end - 1];
    triggers[p - from] = a;
    responses[p - from] = b;
    if (a > 0) onePerson(task, scratch, { p, a, b, first: first[p - from], last: last[p - from] }, out, sums);
  }
  const floats = (values: readonly number[]) => {
    const array = sharedFloat64(values.length);
    array.set(values);
    return array;
  };
  return {
    ...{ first, last, triggers, responses, width, stats: floats(out.stats), moved: floats(out.moved) },
    ...{ people: shared(out.people), informative: Uint8Array.from(out.informative) },
    ...sums,
  };
}

function shared(values: readonly number[]): Int32Array {
  const array = sharedInt32(values.length);
  array.set(values);
  return array;
}

interface Scratch {
  a: Float64Array;
  b: Float64Array;
  mask: Uint32Array;
  dose: Uint8Array;
  after: Int32Array;
  before: Int32Array;
  moved: Float64Array;
}

function toScratch({ offsets, from, to, edges, shifts }: PrecedenceTask): Scratch {
  let most = 0;
  for (let p = from; p < to; p++) most = Math.max(most, offsets[p + 1] - offsets[p]);
  return {
    ...{ a: new Float64Array(most), b: new Float64Array(most), mask: new Uint32Array(most) },
    ...{
      dose: new Uint8Array(most),
      after: new Int32Array(edges.length + 1),
      before: new Int32Array(edges.length + 1),
      moved: new Float64Array(shifts.length + 1),
    },
  };
}

interface Person {
  p: number;
  a: number;
  b: number;
  first: number;
  last: number;
}
type Out = Record<"people" | "stats" | "moved" | "informative", number[]>;
type Sums = Record<"edge" | "lone" | "crowded" | "following" | "pairs" | "instant", number>;

function onePerson(task: PrecedenceTask, scratch: Scratch, who: Person, out: Out, sums: Sums): void {
  const { window, edges, shifts } = task;
  const { a, b, mask, dose, after, before, moved } = scratch;
  const bins = edges.length;
  const informative = maskTriggers(task, scratch, who, sums);
  if (who.b > 0) {
    let [low, high, near, soon] = [0, 0, 0, 0];
    for (let i = 0; i < who.a; i++) {
      while (low < who.b && b[low] <= a[i]) low++;
      while (high < who.b && b[high] <= a[i] + window) high++;
      while (near < who.b && b[near] < a[i] - INSTANT) near++;
      while (soon < who.b && b[soon] <= a[i] + INSTANT) soon++;
      sums.pairs += high - low;
      if (soon > near) sums.instant++;
    }
  }
  if (informative === 0) return;
  const person = out.people.push(who.p) - 1;
  const stat = out.stats.length;
  for (let c = COLUMNS.seen + 4 * bins; c > 0; c--) out.stats.push(0);
  out.informative.push(0);
  const { stats } = out;
  for (let i = 0; i < who.a; i++) {
    if (mask[i] === 0) continue;
    stats[stat + COLUMNS.triggers]++;
    stats[stat + COLUMNS.dose + dose[i]]++;
  }
  moved.fill(0);
  let others = 0;
  for (let place = 0; who.b > 0 && place <= shifts.length; place++) {
    const shift = place === 0 ? 0 : shifts[place - 1];
    after.fill(0);
    before.fill(0);
    for (let i = 0; i < who.a; i++) {
      if ((mask[i] & (1 << place)) === 0) continue;
      const time = a[i] + shift;
      for (let e = 0; e <= bins; e++) {
        const reach = e === 0 ? 0 : edges[e - 1];
        while (after[e] < who.b && b[after[e]] <= time + reach) after[e]++;
        while (before[e] < who.b && b[before[e]] < time - reach) before[e]++;
      }
      const found = after[bins] - after[0];
      if (found === 0 && before[0] === before[bins]) continue;
      const usual = stat + COLUMNS.seen + (place === 0 ? 0 : 2 * bins);
      const share = 1 / (countBits(mask[i]) - 1);
      const weight = place === 0 ? 1 : share;
      others += share * found;
      turn(moved, mask[i], place, (1 + share) * found);
      for (let e = 0; e < bins; e++) {
        stats[usual + bins - 1 - e] += weight * (before[e] - before[e + 1]);
        stats[usual + bins + e] += weight * (after[e + 1] - after[e]);
      }
      stats[stat + (place === 0 ? COLUMNS.doseSeen : COLUMNS.doseUsual) + dose[i]] += weight * found;
      out.informative[person] = 1;
    }
  }
  for (const found of moved) out.moved.push(found - others);
}

/**
 * Adds what a trigger finds at one place to the turns that bring it there. Its places are neighbours, the true one in their middle, and are gone
 * through in a ring, so that the triggers of a person move together.
 */
function turn(moved: Float64Array, mask: number, place: number, found: number): void {
  const half = (moved.length - 1) / 2;
  const own = countBits(mask);
  const at = place === 0 ? 0 : place <= half ? place - 1 - half : place - half;
  for (let step = at - own * Math.floor((at + half) / own); step <= half; step += own) {
    moved[step === 0 ? 0 : step < 0 ? step + half + 1 : step + half] += found;
  }
}

/** For each trigger the places at which it can stand, 0 where it is not compared, and how many came within the window up to it. */
function maskTriggers(task: PrecedenceTask, scratch: Scratch, who: Person, sums: Sums): number {
  const { window, shifts, apart } = task;
  const { a, mask, dose } = scratch;
  let informative = 0;
  let kept = -Infinity;
  let within = 0;
  for (let i = 0; i < who.a; i++) {
    const time = a[i];
    while (a[within] <= time - window) within++;
    let same = i;
    while (same + 1 < who.a && a[same + 1] === time) same++;
    dose[i] = Math.min(2, same - within);
    if (i > 0 && time - a[i - 1] <= window) sums.following++;
    mask[i] = 0;
    if (apart && time - kept <= window) {
      sums.crowded++;
      continue;
    }
    kept = time;
    const [least, most] = [who.first + window - time, who.last - window - time];
    if (!(least <= 0 && most >= 0)) {
      sums.edge++;
      continue;
    }
    let bits = 0;
    const reach = Math.min(-least, most);
    for (let k = 0; k < shifts.length; k++) if (Math.abs(shifts[k]) <= reach) bits |= 2 << k;
    if (bits === 0) {
      sums.lone++;
      continue;
    }
    mask[i] = bits | 1;
    informative++;
  }
  return informative;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
