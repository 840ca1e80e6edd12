import type { DelayLaw } from "../../workers/kernels/timing-pairs.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { estimateDelays } from "./delay-law.ts";
import { anotherDay } from "./timing-another-day.ts";
import { type TimingLog, type TimingRows, toTimingLog } from "./timing-log.ts";
import { type TimingPairColumns, toPairColumns } from "./timing-pair-columns.ts";
import { refuseClocksApart, refuseCrowds } from "./timing-refusals.ts";
import { type Decided, linkInRounds } from "./timing-rounds.ts";
import { toWindows } from "./timing-weigh.ts";

export type { TimingPairColumns } from "./timing-pair-columns.ts";

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
  if (!law) await refuseClocksApart(verb, log, spec.within, run);
  const tried = async (on: TimingLog): Promise<Decided> => {
    if (!law) return { rounds: [], ambiguous: new Int32Array(), count: 0 };
    const windows = await toWindows(verb, on, law, run);
    refuseCrowds(verb, on, law, windows.pairs);
    return linkInRounds(verb, on, law, windows, spec, run);
  };
  const decided = await tried(log);
  const decoys = spec.control ? await tried(anotherDay(log)) : undefined;
  const falseShare = decoys && decided.count > 0 ? Math.min(1, decoys.count / decided.count) : Number.NaN;
  return {
    pairs: toPairColumns(decided, log),
    law,
    kinds: { triggers: estimate.triggers, answered: law?.answered ?? new Float64Array(rows.kinds), z: estimate.z },
    candidates: law ? estimate.candidates : Number.NaN,
    falseShare,
    used: { triggers: log.triggers.at.length, responses: log.responses.at.length },
  };
}
