import { Growing } from "../../workers/kernels/growing.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import type { Agreement } from "./timing-agreement.ts";
import type { Contenders } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";

/** Pairs of one round with the events that speak for them. */
export interface Round extends Contenders {
  orphans: Int32Array;
  triggers: Int32Array;
  /** The hits of pair `p` lie from `begins[p]` up to `begins[p + 1]`: places in the log. */
  begins: Int32Array;
  hitTrigger: Int32Array;
  hitResponse: Int32Array;
  probability: Float64Array;
  margin: Float64Array;
  /** What each hit says beside its delay: fewer responses come by chance when answers are a part of them; natural logarithm. */
  quiet: number;
}

/** What is linked so far, and which events are still open. */
export class Accepted {
  readonly openTrigger: Uint8Array<SharedArrayBuffer>;
  /** The target of each response while it is open, then -1. */
  readonly targets: Int32Array<SharedArrayBuffer>;
  /** What else the kernel wants of each response: time, rate, and the how-manieth open one of its target it is. */
  readonly moments: SharedArrayBuffer;
  /** How many open responses each target has. */
  readonly responses: Int32Array<SharedArrayBuffer>;
  /** No response is rarer than this, what it holds included; per millisecond. */
  readonly rarest: number;
  /** Sources with open triggers. */
  sources: Int32Array<SharedArrayBuffer>;
  triggersLeft = 0;
  responsesLeft: number;
  count = 0;
  /** Sources and targets with a link, and those that had one when they got another with somebody else. */
  readonly #held = { sources: 0, targets: 0 };
  readonly #again = { sources: 0, targets: 0 };
  readonly #partner = { source: new Int32Array(), target: new Int32Array() };
  readonly #log: TimingLog;
  readonly #exclusive: boolean;
  readonly #ordinals: Int32Array;
  /** Open responses; undefined while nearly all are. */
  #open: Int32Array | undefined;
  #numbered = 0;
  /** The last link of each, and for each link the one before of the same source, and target. */
  readonly #ofSource: Int32Array;
  readonly #ofTarget: Int32Array;
  readonly #beforeOfSource = new Growing(new Int32Array(64));
  readonly #beforeOfTarget = new Growing(new Int32Array(64));
  readonly #since = new Growing(new Float64Array(64));
  readonly #until = new Growing(new Float64Array(64));

  constructor(log: TimingLog, answered: Float64Array, exclusive: boolean, agreement?: Agreement) {
    const { triggers, responses, sources, targets } = log;
    this.#log = log;
    this.#exclusive = exclusive;
    this.#ofSource = new Int32Array(sources).fill(-1);
    this.#ofTarget = new Int32Array(targets).fill(-1);
    this.#partner = { source: new Int32Array(sources).fill(-1), target: new Int32Array(targets).fill(-1) };
    this.openTrigger = sharedUint8(triggers.at.length);
    for (let i = 0; i < triggers.kind.length; i++) {
      if (answered[triggers.kind[i]] > 0) this.triggersLeft += this.openTrigger[i] = 1;
    }
    this.sources = sharedInt32(sources);
    for (let s = 0; s < sources; s++) this.sources[s] = s;
    this.responsesLeft = responses.at.length;
    this.targets = sharedInt32(responses.at.length);
    this.targets.set(responses.target);
    this.moments = new SharedArrayBuffer(16 * responses.at.length);
    const [times, rates] = [new Float64Array(this.moments), new Float32Array(this.moments)];
    const ordinals = new Int32Array(this.moments);
    const counts = sharedInt32(targets);
    const { at, rate, target } = responses;
    for (let k = 0; k < at.length; k++) {
      times[2 * k] = at[k];
      rates[4 * k + 2] = rate[k];
      ordinals[4 * k + 3] = counts[target[k]]++;
    }
    this.#ordinals = ordinals;
    this.responses = counts;
    this.rarest = rarestOf(rate, agreement);
    this.#listSources();
  }

  /** Numbers the open responses of each target anew, and lists the sources that are open still. */
  number(): void {
    if (this.#numbered === this.count) return;
    this.#numbered = this.count;
    const { targets, responses } = this;
    const ordinals = this.#ordinals;
    const all = targets.length;
    const before = this.#open;
    const after = before ?? new Int32Array(this.responsesLeft);
    responses.fill(0);
    let open = 0;
    for (let j = 0; j < (before?.length ?? all); j++) {
      const k = before ? before[j] : j;
      if (targets[k] < 0) continue;
      ordinals[4 * k + 3] = responses[targets[k]]++;
      after[open++] = k;
    }
    this.#open = after.subarray(0, open);
    this.#listSources();
  }

  #listSources(): void {
    let open = 0;
    for (const source of this.sources) if (this.#isOpen(source)) this.sources[open++] = source;
    this.sources = this.sources.subarray(0, open);
  }

  #isOpen(source: number): boolean {
    const { offsets } = this.#log.triggers;
    for (let i = offsets[source]; i < offsets[source + 1]; i++) if (this.openTrigger[i] === 1) return true;
    return false;
  }

  hasTarget(target: number): boolean {
    return this.#ofTarget[target] >= 0;
  }

  /**
   * How much rarer a pair is because its source, or its target, is linked already, as ln of the odds: numbers seldom change
   * hands, and users their number, as the links so far tell. What is left of a linked pair itself is likely its own.
   */
  rarity(source: number, target: number): number {
    const [bySource, byTarget] = [this.#ofSource[source], this.#ofTarget[target]];
    if (this.#partner.source[source] === target || (bySource < 0 && byTarget < 0)) return 0;
    let rarity = 0;
    if (bySource >= 0) rarity += Math.log((this.#again.sources + 1) / (this.#held.sources + 2));
    if (byTarget >= 0) rarity += Math.log((this.#again.targets + 1) / (this.#held.targets + 2));
    return rarity;
  }

  /** Whether a linked pair has one of the two at that time. */
  excludes(source: number, target: number, since: number, until: number): boolean {
    if (this.#meets(this.#ofSource[source], this.#beforeOfSource.array, since, until)) return true;
    return this.#exclusive && this.#meets(this.#ofTarget[target], this.#beforeOfTarget.array, since, until);
  }

  #meets(last: number, before: Int32Array, since: number, until: number): boolean {
    for (let link = last; link >= 0; link = before[link]) {
      if (since <= this.#until.array[link] && this.#since.array[link] <= until) return true;
    }
    return false;
  }

  #tally(source: number, target: number): void {
    const { source: targetOf, target: sourceOf } = this.#partner;
    if (targetOf[source] < 0) this.#held.sources++;
    else if (targetOf[source] !== target) this.#again.sources++;
    if (sourceOf[target] < 0) this.#held.targets++;
    else if (sourceOf[target] !== source) this.#again.targets++;
    targetOf[source] = target;
    sourceOf[target] = source;
  }

  /** Links a pair, and takes out what it explains: the triggers of its source while it holds, and the responses to them. */
  accept(round: Round, place: number): void {
    const link = this.count++;
    const source = round.source[place];
    const target = round.target[place];
    const since = round.since[place];
    const until = round.until[place];
    this.#tally(source, target);
    this.#beforeOfSource.push(this.#ofSource[source]);
    this.#beforeOfTarget.push(this.#ofTarget[target]);
    this.#since.push(since);
    this.#until.push(until);
    this.#ofSource[source] = link;
    this.#ofTarget[target] = link;
    for (let h = round.begins[place]; h < round.begins[place + 1]; h++) this.targets[round.hitResponse[h]] = -1;
    this.responsesLeft -= round.begins[place + 1] - round.begins[place];
    const { at, offsets } = this.#log.triggers;
    for (let i = offsets[source]; i < offsets[source + 1]; i++) {
      if (this.openTrigger[i] === 0 || at[i] < since || at[i] > until) continue;
      this.openTrigger[i] = 0;
      this.triggersLeft--;
    }
  }
}

function rarestOf(rates: Float32Array, agreement: Agreement | undefined): number {
  let rarest = Infinity;
  for (let k = 0; k < rates.length; k++) {
    rarest = Math.min(rarest, rates[k] / (agreement ? mostLikeness(agreement, k) : 1));
  }
  return rarest;
}

function mostLikeness({ share, nothing, something, response, chance }: Agreement, k: number): number {
  return Math.max(1, response[k] < 0 ? nothing : something * (share / chance[k] + 1 - share));
}
