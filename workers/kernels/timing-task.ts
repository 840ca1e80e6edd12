import type { ChainCosts } from "./timing-chain.ts";

/** What is known of the delay from a trigger to its response. */
export interface DelayLaw {
  lowest: number;
  step: number;
  /** Chance of each delay, per millisecond. */
  density: Float64Array;
  /** Chance that a trigger of each class is answered at all. */
  answered: Float64Array;
}

/** What both sides may hold alike, as `chance` of each response and `share` of the answers. */
export interface Agreed {
  share: number;
  /** How much likelier an answer holds nothing, and something, than a response by chance. */
  nothing: number;
  something: number;
  trigger: Int32Array;
  response: Int32Array;
  chance: Float32Array;
}

export interface TimingPairsTask {
  law: DelayLaw;
  /** Triggers ordered by source and time; those of source `s` lie from `offsets[s]` up to `offsets[s + 1]`. */
  offsets: Uint32Array;
  triggerAt: Float64Array;
  triggerClass: Uint8Array;
  /** The responses within the delays of the law, and perhaps more, lie from `windows[2 * i]` up to `windows[2 * i + 1]`. */
  windows: Int32Array;
  /** 1 for triggers that take part. */
  openTrigger: Uint8Array;
  /** The target of each response, in the order of time; -1 for those that take no part. */
  targets: Int32Array;
  /**
   * What else is to be known of each response, 16 bytes, so that it is found at one place: when it was (8 bytes), how often
   * its target responds at that hour anyway, per millisecond (4), and the how-manieth open response of its target it is (4).
   */
  moments: SharedArrayBuffer;
  /** How many open responses each target has. */
  responses: Int32Array;
  /** No response is rarer than this, likeness included, per millisecond. */
  rarest: number;
  /** `quiet`: by so much fewer, per response, are those that come by chance when the two belong together; log-likelihood. */
  costs: ChainCosts & { quiet: number };
  /** Left out where there is nothing that both sides may hold. */
  agreement?: Agreed;
  /** Pairs below this are left out. */
  least: number;
  /** The sources with open triggers; those of this task are from `first` up to `last`. */
  sources: Int32Array;
  first: number;
  last: number;
}

/** Pairs of a source and a target, one after the other, and which events speak for each. */
export interface TimingPairs {
  source: Int32Array<SharedArrayBuffer>;
  target: Int32Array<SharedArrayBuffer>;
  /** Natural logarithm of how much likelier the events are if the two belong together. */
  evidence: Float64Array<SharedArrayBuffer>;
  /** When the first hit was, where the pair begins within the log, else -Infinity; and the same of its end. */
  since: Float64Array<SharedArrayBuffer>;
  until: Float64Array<SharedArrayBuffer>;
  /** Responses of the target between the first and last hit that no trigger of the source explains. */
  orphans: Int32Array<SharedArrayBuffer>;
  /** The open triggers of the source between them, answered or not. */
  triggers: Int32Array<SharedArrayBuffer>;
  /** The hits of pair `i` end here. */
  ends: Int32Array<SharedArrayBuffer>;
  /** Places among the triggers and the responses. */
  hitTrigger: Int32Array<SharedArrayBuffer>;
  hitResponse: Int32Array<SharedArrayBuffer>;
}
