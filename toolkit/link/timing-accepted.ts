import { Growing } from "../../workers/kernels/growing.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import type { Contenders } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";

/** Pairs of one round with the events that speak for them. */
export interface Round extends Contenders {
  from: Float64Array;
  to: Float64Array;
  orphans: Int32Array;
  triggers: Int32Array;
  /** The hits of pair `p` lie from `begins[p]` up to `begins[p + 1]`: places in the log. */
  begins: Int32Array;
  hitTrigger: Int32Array;
  hitResponse: Int32Array;
  probability: Float64Array;
  margin: Float64Array;
}

/** What is linked so far, and which events are still open. */
export class Accepted {
  readonly openTrigger: Uint8Array<SharedArrayBuffer>;
  /** The responses as the kernel wants them: time, rate, and the target while it is open. */
  readonly moments: SharedArrayBuffer;
  /** The how-manieth open response of its target each one is, and how many each target has. */
  readonly ordinal: Int32Array<SharedArrayBuffer>;
  readonly responses: Int32Array<SharedArrayBuffer>;
  /** What no pair of each source exceeds; the kernel keeps it. */
  readonly ceilings: Float32Array<SharedArrayBuffer>;
  triggersLeft = 0;
  responsesLeft: number;
  count = 0;
  /** Sources and targets with a link, and those that had one when they got another with somebody else. */
  readonly #held = { sources: 0, targets: 0 };
  readonly #again = { sources: 0, targets: 0 };
  readonly #partner = { source: new Int32Array(), target: new Int32Array() };
  readonly #log: TimingLog;
  readonly #exclusive: boolean;
  readonly #targets: Int32Array;
  /** The last link of each, and for each link the one before of the same source, and target. */
  readonly #ofSource: Int32Array;
  readonly #ofTarget: Int32Array;
  readonly #beforeOfSource = new Growing(new Int32Array(64));
  readonly #beforeOfTarget = new Growing(new Int32Array(64));
  readonly #since = new Growing(new Float64Array(64));
  readonly #until = new Growing(new Float64Array(64));

  constructor(log: TimingLog, answered: Float64Array, exclusive: boolean) {
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
    this.responsesLeft = responses.at.length;
    this.moments = new SharedArrayBuffer(16 * responses.at.length);
    const [times, rates] = [new Float64Array(this.moments), new Float32Array(this.moments)];
    this.#targets = new Int32Array(this.moments);
    for (let k = 0; k < responses.at.length; k++) {
      times[2 * k] = responses.at[k];
      rates[4 * k + 2] = responses.rate[k];
      this.#targets[4 * k + 3] = responses.target[k];
    }
    this.ceilings = new Float32Array(new SharedArrayBuffer(8 * sources)).fill(Infinity);
    this.ordinal = sharedInt32(responses.at.length);
    this.responses = sharedInt32(targets);
    this.number();
  }

  /** Numbers the open responses of each target anew. */
  number(): void {
    const { ordinal, responses } = this;
    const targets = this.#targets;
    responses.fill(0);
    for (let k = 0; k < ordinal.length; k++) {
      const target = targets[4 * k + 3];
      if (target >= 0) ordinal[k] = responses[target]++;
    }
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
    for (let h = round.begins[place]; h < round.begins[place + 1]; h++)
      this.#targets[4 * round.hitResponse[h] + 3] = -1;
    this.responsesLeft -= round.begins[place + 1] - round.begins[place];
    const { at, offsets } = this.#log.triggers;
    for (let i = offsets[source]; i < offsets[source + 1]; i++) {
      if (this.openTrigger[i] === 0 || at[i] < since || at[i] > until) continue;
      this.openTrigger[i] = 0;
      this.triggersLeft--;
    }
  }
}
