import type { DelayLaw } from "../../workers/kernels/timing-pairs.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { estimateDelays } from "./delay-law.ts";
import type { TimingPair } from "./timing-judge.ts";
import { anotherDay, type TimingLog, type TimingRows, toTimingLog } from "./timing-log.ts";
import { linkInRounds } from "./timing-rounds.ts";

/** How pairs are found and chosen. */
export interface TimingSpec {
  /** How far around a trigger responses are looked for, milliseconds. */
  within: number;
  /** The least probability of a link. */
  threshold: number;
  /** Whether a target has one source at a time too. */
  exclusive: boolean;
  /** Whether the same is tried with responses of another day. */
  control: boolean;
}

/** Pairs of a source and a target, one column each: the linked ones first, then those that are ambiguous. */
export interface TimingPairColumns {
  count: number;
  /** So many of them are linked. */
  linked: number;
  source: Int32Array<SharedArrayBuffer>;
  target: Int32Array<SharedArrayBuffer>;
  /** First and last trigger that was answered, milliseconds UTC. */
  from: Float64Array<SharedArrayBuffer>;
  to: Float64Array<SharedArrayBuffer>;
  /** From when to when nobody else can have either; infinite where nothing speaks for an end. */
  since: Float64Array<SharedArrayBuffer>;
  until: Float64Array<SharedArrayBuffer>;
  /** Natural logarithm of the likelihood ratio; how much more it is than that of the best pair excluded, or Infinity. */
  evidence: Float64Array<SharedArrayBuffer>;
  margin: Float64Array<SharedArrayBuffer>;
  probability: Float64Array<SharedArrayBuffer>;
  /** Triggers of the source between `from` and `to`, answered or not, and responses of the target that none explains. */
  triggers: Int32Array<SharedArrayBuffer>;
  orphans: Int32Array<SharedArrayBuffer>;
  /** The hits of pair `p` lie from `hitBegins[p]` up to `hitBegins[p + 1]`: rows of the events. */
  hitBegins: Int32Array<SharedArrayBuffer>;
  triggerRow: Int32Array<SharedArrayBuffer>;
  responseRow: Int32Array<SharedArrayBuffer>;
}

export interface TimingLinks {
  pairs: TimingPairColumns;
  /** Undefined when no kind of trigger is answered beyond chance. */
  law: DelayLaw | undefined;
  /** Of each kind of trigger: how many, the share answered, and how far that is beyond chance, in standard errors. */
  kinds: { triggers: ArrayLike<number>; answered: ArrayLike<number>; z: ArrayLike<number> };
  /** Responses of anybody that a trigger meets by chance within the delays of the law; NaN without one. */
  candidates: number;
  /** Links found in another day's responses, where all are false, as a share of those found; NaN: not tried. */
  falseShare: number;
  /** Triggers and responses that have an identifier and a time. */
  used: { triggers: number; responses: number };
}

/**
 * Who belongs together by timing: the engine below `cooccurrence`, on codes instead of texts and without tables. Method and
 * meaning of the figures are told there.
 */
export async function timingLinks(
  verb: string,
  rows: TimingRows,
  spec: TimingSpec,
  run: ComputeOptions & { workers: number },
): Promise<TimingLinks> {
  const log = await toTimingLog(verb, rows, run);
  const estimate = await estimateDelays(verb, log, rows.kinds, spec.within, run);
  const { law } = estimate;
  const pairs = law ? await linkInRounds(verb, log, law, spec, run) : [];
  const linked = pairs.filter((pair) => pair.linked).length;
  const decoys = law && spec.control ? await linkInRounds(verb, anotherDay(log), law, spec, run) : [];
  const falseLinks = decoys.filter((pair) => pair.linked).length;
  return {
    pairs: toColumns(pairs, linked, log),
    law,
    kinds: { triggers: estimate.triggers, answered: law?.answered ?? new Float64Array(rows.kinds), z: estimate.z },
    candidates: law ? estimate.candidates : Number.NaN,
    falseShare: spec.control && linked > 0 ? Math.min(1, falseLinks / linked) : Number.NaN,
    used: { triggers: log.triggers.at.length, responses: log.responses.at.length },
  };
}

function toColumns(
  pairs: readonly TimingPair[],
  linked: number,
  { triggers, responses }: TimingLog,
): TimingPairColumns {
  const count = pairs.length;
  const hits = pairs.reduce((sum, pair) => sum + pair.hits.trigger.length, 0);
  const whole = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
  const wholes = (of: (pair: TimingPair) => number) => fill(whole(count), pairs, of);
  const numbers = (of: (pair: TimingPair) => number) =>
    fill(new Float64Array(new SharedArrayBuffer(8 * count)), pairs, of);
  const [hitBegins, triggerRow, responseRow] = [whole(count + 1), whole(hits), whole(hits)];
  let h = 0;
  for (const [p, pair] of pairs.entries()) {
    for (const [i, place] of pair.hits.trigger.entries()) {
      triggerRow[h] = triggers.row[place];
      responseRow[h++] = responses.row[pair.hits.response[i]];
    }
    hitBegins[p + 1] = h;
  }
  return {
    count,
    linked,
    source: wholes((pair) => pair.source),
    target: wholes((pair) => pair.target),
    from: numbers((pair) => pair.from),
    to: numbers((pair) => pair.to),
    since: numbers((pair) => pair.since),
    until: numbers((pair) => pair.until),
    evidence: numbers((pair) => pair.evidence),
    margin: numbers((pair) => pair.margin),
    probability: numbers((pair) => pair.probability),
    triggers: wholes((pair) => pair.triggers),
    orphans: wholes((pair) => pair.orphans),
    hitBegins,
    triggerRow,
    responseRow,
  };
}

function fill<A extends Float64Array | Int32Array, T>(array: A, list: readonly T[], of: (item: T) => number): A {
  for (let i = 0; i < list.length; i++) array[i] = of(list[i]);
  return array;
}
