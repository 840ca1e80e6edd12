import type { PrecedenceCounts } from "../../workers/kernels/precedence.ts";
import { twoSidedZ } from "../core/statistics/normal.ts";
import type { Interval } from "../core/statistics/wilson.ts";
import { type OrderedEvents, timeOf } from "./precedes-count.ts";
import type { PrecedesSpec } from "./precedes-options.ts";

const DAY = 864e5;
const MONTH = 30 * DAY;

export interface Rates {
  /** How far the responses of 30 days are at most off what each person's own rate gives, as a ratio of at least 1. */
  trend: number;
  /** Rate in the last days of people who leave before the data end, over that of the days before. */
  end: Interval;
  people: number;
  withResponse: number;
  everybody: boolean;
  /** Share of people with a trigger who are there for fewer than three shifts. */
  short: number;
  /** How far off 1 the ratio would be, were triggers and responses tied by nothing but the days of the week that they share. */
  week: number;
}

/** Whether responses change over the months, and before people leave. */
export function ratesOverTime(spec: PrecedesSpec, counts: PrecedenceCounts, ordered: OrderedEvents): Rates {
  const { first, last, triggers, responses } = counts;
  const [origin, end] = timeOf(counts);
  const tail = Math.max(...spec.shifts);
  const { seen, lateSeen } = countSeen(counts, ordered, { origin, end, tail });
  const expected = new Float64Array(seen.length);
  let [people, withResponse, withTrigger, short] = [0, 0, 0, 0];
  let [all, time, lateTime] = [0, 0, 0];
  for (let p = 0; p < first.length; p++) {
    const span = last[p] - first[p];
    if (!(span >= 0)) continue;
    people++;
    if (triggers[p] > 0) withTrigger++;
    if (triggers[p] > 0 && span - 2 * spec.within < 3 * stepOf(spec)) short++;
    if (responses[p] === 0 || span === 0) continue;
    withResponse++;
    for (let m = Math.floor((first[p] - origin) / MONTH); m < seen.length && origin + m * MONTH < last[p]; m++) {
      const overlap = Math.min(last[p], origin + (m + 1) * MONTH) - Math.max(first[p], origin + m * MONTH);
      expected[m] += (responses[p] * overlap) / span;
    }
    if (!leavesEarly(counts, p, end, tail)) continue;
    all += responses[p];
    time += span;
    lateTime += tail;
  }
  const off = Array.from(seen, (n, m) => {
    const e = expected[m];
    return e >= 50 && n > 0 && Math.abs(n - e) > 3.29 * Math.sqrt(e) ? Math.max(n / e, e / n) : 1;
  });
  return {
    ...{ trend: Math.max(1, ...off), people, withResponse: withResponse / Math.max(1, people) },
    ...{ everybody: people > 0 && withResponse === people, short: short / Math.max(1, withTrigger) },
    week: spec.compare === "days" ? weekRatio(spec, ordered) : 1,
    end: rateRatio(lateSeen, lateTime, all - lateSeen, time - lateTime, spec.confidence),
  };
}

/** A ratio of two rates; 1 with an endless interval where one side has none. */
function rateRatio(a: number, timeA: number, b: number, timeB: number, confidence: number): Interval {
  if (!(a > 0 && b > 0 && timeA > 0 && timeB > 0)) return { estimate: 1, lower: 0, upper: Infinity };
  const estimate = a / timeA / (b / timeB);
  const reach = twoSidedZ(confidence) * Math.sqrt(1 / a + 1 / b);
  return { estimate, lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach) };
}

const stepOf = ({ shifts }: PrecedesSpec) => Math.min(...shifts.map(Math.abs));

/** Responses by 30 days, and those in the last days of people who leave early. */
function countSeen(
  counts: PrecedenceCounts,
  { at, tag, offsets }: OrderedEvents,
  { origin, end, tail }: { origin: number; end: number; tail: number },
) {
  const seen = new Float64Array(Math.max(1, Math.floor((end - origin) / MONTH) + 1));
  let lateSeen = 0;
  for (let p = 0; p < counts.first.length; p++) {
    if (counts.responses[p] === 0) continue;
    const leaves = leavesEarly(counts, p, end, tail);
    for (let i = offsets[p]; i < offsets[p + 1]; i++) {
      if ((tag[i] & 2) === 0) continue;
      seen[Math.floor((at[i] - origin) / MONTH)]++;
      // the last event ends the time by definition
      if (leaves && at[i] >= counts.last[p] - tail && at[i] < counts.last[p]) lateSeen++;
    }
  }
  return { seen, lateSeen };
}

function leavesEarly({ first, last }: PrecedenceCounts, p: number, end: number, tail: number): boolean {
  return last[p] < end - tail && last[p] - first[p] > 2 * tail;
}

/**
 * How much more often triggers and responses share a day of the week (in UTC) than a trigger's comparisons and responses do; 1 where chance alone
 * would give as much.
 */
function weekRatio({ shifts }: PrecedesSpec, { at, tag, offsets, people }: OrderedEvents): number {
  const [a, b] = [new Float64Array(7), new Float64Array(7)];
  for (let p = 0; p < people; p++) {
    // what a person does more than once in a day is counted once
    const latest = [Number.NaN, Number.NaN];
    for (let i = offsets[p]; i < offsets[p + 1]; i++) {
      const day = Math.floor(at[i] / DAY);
      for (const [role, days] of [a, b].entries()) {
        if ((tag[i] & (1 << role)) === 0 || latest[role] === day) continue;
        latest[role] = day;
        days[dayOf(day)]++;
      }
    }
  }
  const shared = (by: number) => a.reduce((sum, n, day) => sum + n * b[dayOf(day + by)], 0);
  const ratio = shared(0) / (shifts.reduce((sum, shift) => sum + shared(shift / DAY), 0) / shifts.length);
  const [triggers, responses] = [a, b].map((days) => days.reduce((sum, n) => sum + n, 0));
  if (triggers < 50 || responses < 50) return 1;
  const chance = 4 * Math.sqrt(6 / (triggers * responses));
  return Math.abs(ratio - 1) > chance ? ratio : 1;
}

const dayOf = (days: number) => ((days % 7) + 7) % 7;
