import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { estimateDelays } from "./delay-law.ts";
import { type Agreement, learnAgreement } from "./timing-agreement.ts";
import { anotherDay, sampleOf } from "./timing-another-day.ts";
import { answeringRows } from "./timing-answering.ts";
import { falseShareOf } from "./timing-false-share.ts";
import { type Joined, joinByTime } from "./timing-join.ts";
import { type TimingLog, type TimingRows, toTimingLog } from "./timing-log.ts";
import { type TimingPairColumns, toPairColumns } from "./timing-pair-columns.ts";
import { refuseClocksApart, refuseCrowds } from "./timing-refusals.ts";
import { type Decided, linkInRounds } from "./timing-rounds.ts";

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

/** What holding the same says. */
export interface Agreed {
  /** Of the answers that hold anything, the share that hold the same as their trigger. */
  readonly share: number;
  /** How much likelier an answer holds nothing, and something, than a response by chance does. */
  readonly nothing: number;
  readonly something: number;
  /** Share of responses that hold nothing. */
  readonly usuallyNothing: number;
  /** For each row that is a response, how likely anybody else's at that hour holds the same. */
  readonly chance: Float32Array;
}

export interface TimingLinks {
  /** The rows as given, without the responses of kinds that follow no trigger. */
  rows: TimingRows;
  pairs: TimingPairColumns;
  /** Undefined when no kind of trigger is answered beyond chance. */
  law: DelayLaw | undefined;
  /** Of each kind of trigger: how many, the share answered, and how far that is beyond chance, in standard errors. */
  kinds: { triggers: ArrayLike<number>; answered: ArrayLike<number>; z: ArrayLike<number> };
  /** Responses of anybody that a trigger meets by chance within the delays of the law; NaN without one. */
  candidates: number;
  /** Share of answers that hold the same as their trigger, such as its address; NaN where that is not asked or no news. */
  agreement: number;
  agreed: Agreed | undefined;
  /** Links found in another day's responses, where all are false, as a share of those found; NaN: not tried. Of a sample. */
  falseShare: number;
  /** Triggers and responses that have an identifier and a time. */
  used: { triggers: number; responses: number };
  /** For a later call with these rows and more behind them, as its `before`. */
  joined: Joined | undefined;
}

/**
 * Who belongs together by timing: the engine below `cooccurrence`, on codes instead of texts and without tables. Method and
 * meaning of the figures are told there.
 */
export async function timingLinks(
  verb: string,
  given: TimingRows,
  spec: TimingSpec,
  run: ComputeOptions & { workers: number },
  before?: Joined,
): Promise<TimingLinks> {
  let rows = given;
  let log = await toTimingLog(verb, rows, run);
  let estimate = await estimateDelays(verb, log, rows.kinds, spec.within, run);
  const answering = estimate.law && (await answeringRows(verb, log, estimate.law, rows, spec.within, run));
  if (answering) {
    rows = answering;
    log = await toTimingLog(verb, rows, run);
    estimate = await estimateDelays(verb, log, rows.kinds, spec.within, run);
  }
  const { law } = estimate;
  if (!law) await refuseClocksApart(verb, log, spec.within, run);
  const agreement = law && rows.held ? await learnAgreement(verb, log, law, rows.held, spec.within, run) : undefined;
  const join = async (on: TimingLog, before?: Joined) =>
    law ? await joinByTime(verb, on, law, rows.at.length, before, run) : undefined;
  const decide = async (on: TimingLog, joined: Joined | undefined, agreement: Agreement | undefined) =>
    law && joined ? linkInRounds(verb, on, law, { joined, agreement }, spec, run) : NOTHING;
  const joined = await join(log, before);
  if (law && joined) {
    const share = (law.step * law.density.length) / (joined.highest - joined.lowest);
    refuseCrowds(verb, law, (joined.pairs * share) / log.triggers.at.length);
  }
  const decided = await decide(log, joined, agreement);
  let falseShare = Number.NaN;
  if (spec.control && decided.count > 0) {
    const other = anotherDay(sampleOf(log), agreement);
    const others = await decide(other.log, await join(other.log), other.agreement);
    falseShare = law ? falseShareOf(decided, others, other, law.answered, spec.exclusive) : Number.NaN;
  }
  return {
    rows,
    pairs: toPairColumns(decided, log),
    law,
    kinds: { triggers: estimate.triggers, answered: law?.answered ?? new Float64Array(rows.kinds), z: estimate.z },
    candidates: law ? estimate.candidates : Number.NaN,
    agreement: agreement?.share ?? Number.NaN,
    agreed: agreement && { ...agreement, chance: byRow(agreement.chance, log.responses.row, rows.at.length) },
    falseShare,
    used: { triggers: log.triggers.at.length, responses: log.responses.at.length },
    joined,
  };
}

function byRow(chance: Float32Array, row: Int32Array, rows: number): Float32Array {
  const placed = new Float32Array(rows).fill(Number.NaN);
  for (let k = 0; k < row.length; k++) placed[row[k]] = chance[k];
  return placed;
}

const NOTHING: Decided = { rounds: [], ambiguous: new Int32Array(), count: 0 };
