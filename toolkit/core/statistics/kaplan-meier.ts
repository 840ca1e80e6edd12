import { twoSidedZ } from "./normal.ts";

/** How the band of a survival curve is worked out; the names are those of R's `survfit`. */
export const CONFIDENCE_TYPES = ["log-log", "log", "plain"] as const;
export type ConfidenceType = (typeof CONFIDENCE_TYPES)[number];

/** Lifetimes of one group; any one unit. */
export interface Lifetimes {
  /** When each life was last watched. */
  exit: Float64Array;
  /** 1 where it ended then, 0 where only the watching did. */
  event: Uint8Array;
  /** When watching began (left truncation): not at risk up to and with that time. Without it all are at risk from the start. */
  entry?: Float64Array;
}

export interface CurveOptions {
  confidence?: number;
  confidenceType?: ConfidenceType;
}

/** A survival curve: one element for each distinct exit, in the order of time. */
export interface SurvivalCurve {
  time: Float64Array;
  atRisk: Float64Array;
  events: Float64Array;
  censored: Float64Array;
  /** The share that outlives `time`. */
  survival: Float64Array;
  /** Of the logarithm of survival (Greenwood); infinite once survival is 0. */
  standardError: Float64Array;
  /** The pointwise band; NaN where the type does not define one: once survival is 0 and, for log-log, while it is 1. */
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * The Kaplan-Meier curve of one group with Greenwood's error and a pointwise band, as R's `survfit`.
 *
 * At equal times events come before censoring, and somebody who enters at `t` is at risk after `t` only. A life with
 * `entry >= exit` was never watched: leave it out before.
 *
 * Cost: three sorts of plain numbers and one pass.
 */
export function kaplanMeier(lives: Lifetimes, options: CurveOptions = {}): SurvivalCurve {
  const { exits, ends, entries } = sortedTimes(lives);
  const time = distinct(exits);
  const curve = emptyCurve(time);
  let out = 0;
  let dead = 0;
  let inside = 0;
  let survival = 1;
  let variance = 0;
  for (let i = 0; i < time.length; i++) {
    while (inside < entries.length && entries[inside] < time[i]) inside++;
    const atRisk = (entries.length > 0 ? inside : exits.length) - out;
    const before = out;
    while (out < exits.length && exits[out] === time[i]) out++;
    const deadBefore = dead;
    while (dead < ends.length && ends[dead] === time[i]) dead++;
    const events = dead - deadBefore;
    if (events > 0) {
      survival *= (atRisk - events) / atRisk;
      variance += events / (atRisk * (atRisk - events));
    }
    curve.atRisk[i] = atRisk;
    curve.events[i] = events;
    curve.censored[i] = out - before - events;
    curve.survival[i] = survival;
    curve.standardError[i] = Math.sqrt(variance);
  }
  addBand(curve, options);
  return curve;
}

/** The exits, the exits by an event, and the entries, each sorted; no entries when nobody enters late. */
export function sortedTimes({ exit, event, entry }: Lifetimes): Record<"exits" | "ends" | "entries", Float64Array> {
  return {
    exits: Float64Array.from(exit).sort(),
    ends: exit.filter((_, i) => event[i] === 1).sort(),
    entries: entry ? Float64Array.from(entry).sort() : new Float64Array(0),
  };
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}

function emptyCurve(time: Float64Array): SurvivalCurve {
  const make = () => new Float64Array(time.length);
  return {
    time,
    atRisk: make(),
    events: make(),
    censored: make(),
    survival: make(),
    standardError: make(),
    lower: make(),
    upper: make(),
  };
}

function addBand(curve: SurvivalCurve, { confidence = 0.95, confidenceType = "log-log" }: CurveOptions): void {
  const z = twoSidedZ(confidence);
  const ends = BANDS[confidenceType];
  for (let i = 0; i < curve.time.length; i++) {
    [curve.lower[i], curve.upper[i]] =
      curve.survival[i] > 0 ? ends(curve.survival[i], z * curve.standardError[i]) : UNKNOWN;
  }
}

const UNKNOWN = [Number.NaN, Number.NaN] as const;

const BANDS: Record<ConfidenceType, (survival: number, reach: number) => readonly [number, number]> = {
  "log-log": (s, reach) => {
    if (s === 1) return UNKNOWN;
    const exponent = reach / Math.log(s);
    return [s ** Math.exp(-exponent), s ** Math.exp(exponent)];
  },
  log: (s, reach) => [s * Math.exp(-reach), Math.min(1, s * Math.exp(reach))],
  plain: (s, reach) => [Math.max(0, s - s * reach), Math.min(1, s + s * reach)],
};
