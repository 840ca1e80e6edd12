import { BASE, BITS, REACH, type SinceFirst } from "../../workers/kernels/since-first.ts";
import type { Groups } from "../core/groups.ts";
import { periodsIn } from "./active-periods.ts";
import type { Cohorts } from "./retention-members.ts";
import type { Column, RetentionSpec } from "./retention-spec.ts";

/** Why somebody with events that count is in no cohort; 0 is in one. */
export const NOT_FOLLOWED = [
  "followed",
  "no start",
  "the first start is before the cohorts",
  "the first start is after the cohorts",
];

/** How many came back: by group, cohort and column. */
export interface Counts {
  /** `group * cohorts + cohort` */
  sizes: Float64Array;
  /** `(group * cohorts + cohort) * columns + column` */
  returned: Float64Array;
  /** Of the pooled rates, where a person counts several times: sums over persons of y², y n and n², by group and column. */
  spread: { yy: Float64Array; yn: Float64Array; nn: Float64Array; persons: Float64Array } | undefined;
}

/** By person number an index into `NOT_FOLLOWED`. */
export function followedOnce(
  parts: readonly SinceFirst[],
  { from = -Infinity, until = Infinity }: RetentionSpec,
): Uint8Array {
  const first = parts.flatMap((part) => [part.first]);
  const state = new Uint8Array(first.reduce((sum, { length }) => sum + length, 0));
  let p = 0;
  for (const times of first) {
    for (const time of times) state[p++] = Number.isNaN(time) ? 1 : time < from ? 2 : time < until ? 0 : 3;
  }
  return state;
}

/** For each period after the start the column that tells it, -1 for none. */
function columnOf(columns: readonly Column[]): Int32Array {
  const places = new Int32Array(columns.at(-1)!.high).fill(-1);
  for (const [j, { low, high }] of columns.entries()) places.fill(j, low, high);
  return places;
}

/** First-time cohorts: each person counts once, in the cohort and group of the start, and in each column in which they came back. */
export function countOnce(
  parts: readonly SinceFirst[],
  state: Uint8Array,
  { codes, labels }: Pick<Groups, "codes" | "labels">,
  cohorts: Cohorts,
  columns: readonly Column[],
  counting: RetentionSpec["counting"],
): Counts {
  const { count, ofPeriod } = cohorts;
  const width = columns.length;
  const sizes = new Float64Array(labels.length * count);
  const returned = new Float64Array(sizes.length * width);
  const place = columnOf(columns);
  let person = 0;
  for (const { first, states, words } of parts) {
    for (let own = 0; own < states.length; own += states.length / first.length, person++) {
      if (state[person] !== 0) continue;
      const cell = codes[person] * count + ofPeriod[states[own + BASE]];
      sizes[cell]++;
      returned[cell * width]++;
      if (counting === "on-or-after") {
        for (let j = 1; j < width && columns[j].low <= states[own + REACH]; j++) returned[cell * width + j]++;
      } else {
        for (let w = 0, last = 0; w < words; w++) {
          for (let word = states[own + BITS + w]; word !== 0; word &= word - 1) {
            const j = place[32 * w + 31 - Math.clz32(word & -word)];
            if (j > 0 && j !== last) returned[cell * width + j]++;
            last = j;
          }
        }
      }
    }
  }
  return { sizes, returned, spread: undefined };
}

/** The periods that may open a cohort: those that begin within the range, as a recurring cohort is a whole period. */
export function openPeriods(
  { calendar, count }: Cohorts,
  { from = -Infinity, until = Infinity }: RetentionSpec,
): Uint8Array {
  return Uint8Array.from({ length: count }, (_, c) =>
    calendar.starts[c] >= from && calendar.starts[c] < until ? 1 : 0,
  );
}

/** Recurring cohorts: for each person 0 when followed, 1 without a start, 2 when all starts lie before the open periods, 3 when after. */
export function followedOften(parts: readonly Uint32Array[][], words: number, open: Uint8Array): Uint8Array {
  const people = parts.reduce((sum, [starts]) => sum + starts.length / words, 0);
  const state = new Uint8Array(people);
  const starts: number[] = [];
  let person = 0;
  for (const [bits] of parts) {
    for (let begin = 0; begin < bits.length; begin += words) {
      periodsIn(bits, begin, words, starts);
      state[person++] =
        starts.length === 0 ? 1 : starts.some((s) => open[s] === 1) ? 0 : starts[0] > open.indexOf(1) ? 3 : 2;
    }
  }
  return state;
}

/** Recurring cohorts: a person counts in every period with a start; `spread` keeps the sums from which intervals by person are made. */
export function countOften(
  parts: readonly Uint32Array[][],
  words: number,
  open: Uint8Array,
  { codes, labels }: Pick<Groups, "codes" | "labels">,
  { count, over }: Cohorts,
  columns: readonly Column[],
  counting: RetentionSpec["counting"],
): Counts {
  const width = columns.length;
  const sizes = new Float64Array(labels.length * count);
  const returned = new Float64Array(sizes.length * width);
  const make = () => new Float64Array(labels.length * width);
  const spread = { yy: make(), yn: make(), nn: make(), persons: make() };
  const place = columnOf(columns);
  const [y, n] = [new Float64Array(width), new Float64Array(width)];
  const starts: number[] = [];
  const returns: number[] = [];
  const add = (cell: number, j: number, cohort: number) => {
    returned[cell * width + j]++;
    if (columns[j].high - 1 <= over[cohort]) y[j]++;
  };
  let person = 0;
  for (const [startBits, returnBits] of parts) {
    for (let begin = 0; begin < startBits.length; begin += words, person++) {
      periodsIn(startBits, begin, words, starts);
      if (starts.length === 0) continue;
      periodsIn(returnBits, begin, words, returns);
      y.fill(0);
      n.fill(0);
      const reach = returns.at(-1) ?? -1;
      for (const s of starts) {
        if (open[s] === 0) continue;
        const cell = codes[person] * count + s;
        sizes[cell]++;
        returned[cell * width]++;
        for (let j = 0; j < width && columns[j].high - 1 <= over[s]; j++) n[j]++;
        if (counting === "on-or-after") {
          for (let j = 1; j < width && s + columns[j].low <= reach; j++) add(cell, j, s);
          continue;
        }
        let last = 0;
        for (const r of returns) {
          const j = r > s && r - s < place.length ? place[r - s] : -1;
          if (j > 0 && j !== last) add(cell, j, s);
          if (j > 0) last = j;
        }
      }
      for (let j = 1; j < width; j++) {
        const at = codes[person] * width + j;
        spread.yy[at] += y[j] * y[j];
        spread.yn[at] += y[j] * n[j];
        spread.nn[at] += n[j] * n[j];
        if (n[j] > 0) spread.persons[at]++;
      }
    }
  }
  return { sizes, returned, spread };
}
