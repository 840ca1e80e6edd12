import { triggersOf } from "./timing-coincidences.ts";
import type { TimingTrace } from "./timing-trace.ts";

/** A step of the weighing, with the rows of the events that it rests on. */
export interface Term {
  label: string;
  value: number;
  m: number;
  u: number;
  /** log2 of the Bayes factor. */
  weight: number;
  rows: readonly number[];
}

/** A trigger and the response that may be its answer: rows of the events, log2 of the Bayes factor. */
export interface Hit {
  trigger: number;
  response: number;
  /** Seconds. */
  delay: number;
  m: number;
  u: number;
  weight: number;
}

const HOUR = 36e5;
/** How often a target responds at the hour of a response anyway, per millisecond: its own rate, times how busy the hour is. */
export function responseRates({ rows }: TimingTrace): (response: number) => number {
  let known = rates.get(rows);
  if (!known) {
    known = toRates(rows);
    rates.set(rows, known);
  }
  return known;
}

const rates = new WeakMap<TimingTrace["rows"], (response: number) => number>();

function toRates(rows: TimingTrace["rows"]): (response: number) => number {
  const { at, isTrigger, isResponse, source, target } = rows;
  const counts = new Map<number, number>();
  const hours = new Float64Array(24).fill(1);
  const hourOf = (time: number) => ((Math.floor(time / HOUR) % 24) + 24) % 24;
  let [n, first, last] = [0, Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    const [asks, answers] = [isTrigger[row] === 1 && source[row] >= 0, isResponse[row] === 1 && target[row] >= 0];
    if (Number.isNaN(at[row]) || !(asks || answers)) continue;
    first = Math.min(first, at[row]);
    last = Math.max(last, at[row]);
    if (!answers) continue;
    n++;
    hours[hourOf(at[row])]++;
    counts.set(target[row], (counts.get(target[row]) ?? 0) + 1);
  }
  const span = Math.max(1, last - first);
  const mean = n / 24 + 1;
  return (response) => ((counts.get(target[response]) ?? 0) / span) * (hours[hourOf(at[response])] / mean);
}

/**
 * What one coincidence says: how likely a response in that step of delay is with the pair, and by chance. `quiet`: by so
 * much likelier it is as fewer come by chance where answers are a part of them; natural logarithm.
 */
export function weighHit(
  trace: TimingTrace,
  rate: (response: number) => number,
  trigger: number,
  response: number,
  quiet: number,
): Hit {
  const { law, rows } = trace;
  const delay = rows.at[response] - rows.at[trigger];
  const q = law?.answered[rows.kind[trigger]] ?? 0;
  const step = law?.step ?? 1;
  const density = law?.density[Math.floor((delay - law.lowest) / step)] ?? 0;
  const u = rate(response) * step;
  const m = (1 - q) * u + q * density * step * Math.exp(quiet);
  return { trigger, response, delay: delay / 1000, m, u, weight: Math.log2(m / u) };
}

/** Triggers of the source from `from` to `to` that could be answered and were not. */
export function unansweredBetween(
  trace: TimingTrace,
  source: number,
  { from, to }: { from: number; to: number },
  answered: ReadonlySet<number>,
): number[] {
  const { at, kind } = trace.rows;
  return triggersOf(trace, source).filter(
    (row) => at[row] >= from && at[row] <= to && !answered.has(row) && (trace.law?.answered[kind[row]] ?? 0) > 0,
  );
}

/** What triggers without an answer say against a pair, log2: each has the chance that it goes unanswered. */
export const unansweredWeight = ({ law, rows }: TimingTrace, triggers: readonly number[]) =>
  triggers.reduce((sum, row) => sum + Math.log2(1 - (law?.answered[rows.kind[row]] ?? 0)), 0);
