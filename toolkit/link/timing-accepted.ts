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
  /** Whose each open response is, -1 for those that are explained. */
  readonly openTarget: Int32Array<SharedArrayBuffer>;
  /** The how-manieth open response of its target each one is, and how many each target has. */
  readonly ordinal: Int32Array<SharedArrayBuffer>;
  readonly responses: Int32Array<SharedArrayBuffer>;
  triggersLeft = 0;
  responsesLeft: number;
  /** The pairs in the order in which they were linked: round and place in it. */
  readonly links: { round: Round; place: number }[] = [];
  readonly #log: TimingLog;
  readonly #ofSource: Int32Array;
  readonly #ofTarget: Int32Array;
  /** For each link the one before of the same source, and target. */
  readonly #beforeOfSource: number[] = [];
  readonly #beforeOfTarget: number[] = [];
  readonly #exclusive: boolean;

  constructor(log: TimingLog, answered: Float64Array, exclusive: boolean) {
    const { triggers, responses, sources, targets } = log;
    this.#log = log;
    this.#exclusive = exclusive;
    this.#ofSource = new Int32Array(sources).fill(-1);
    this.#ofTarget = new Int32Array(targets).fill(-1);
    this.openTrigger = sharedUint8(triggers.at.length);
    for (let i = 0; i < triggers.kind.length; i++) {
      if (answered[triggers.kind[i]] > 0) this.triggersLeft += this.openTrigger[i] = 1;
    }
    this.openTarget = sharedInt32(responses.at.length);
    this.openTarget.set(responses.target);
    this.responsesLeft = responses.at.length;
    this.ordinal = sharedInt32(responses.at.length);
    this.responses = sharedInt32(targets);
    this.number();
  }

  /** Numbers the open responses of each target anew. */
  number(): void {
    const { openTarget, ordinal, responses } = this;
    responses.fill(0);
    for (let k = 0; k < openTarget.length; k++) if (openTarget[k] >= 0) ordinal[k] = responses[openTarget[k]]++;
  }

  hasTarget(target: number): boolean {
    return this.#ofTarget[target] >= 0;
  }

  /** Whether a linked pair has one of the two at that time. */
  excludes(source: number, target: number, since: number, until: number): boolean {
    const meets = (last: number, before: readonly number[]) => {
      for (let link = last; link >= 0; link = before[link]) {
        const { round, place } = this.links[link];
        if (since <= round.until[place] && round.since[place] <= until) return true;
      }
      return false;
    };
    if (meets(this.#ofSource[source], this.#beforeOfSource)) return true;
    return this.#exclusive && meets(this.#ofTarget[target], this.#beforeOfTarget);
  }

  /** Links a pair, and takes out what it explains: the triggers of its source while it holds, and the responses to them. */
  accept(round: Round, place: number): void {
    const link = this.links.push({ round, place }) - 1;
    const [source, target] = [round.source[place], round.target[place]];
    this.#beforeOfSource.push(this.#ofSource[source]);
    this.#beforeOfTarget.push(this.#ofTarget[target]);
    this.#ofSource[source] = link;
    this.#ofTarget[target] = link;
    for (let h = round.begins[place]; h < round.begins[place + 1]; h++) this.openTarget[round.hitResponse[h]] = -1;
    this.responsesLeft -= round.begins[place + 1] - round.begins[place];
    const { at, offsets } = this.#log.triggers;
    for (let i = offsets[source]; i < offsets[source + 1]; i++) {
      if (this.openTrigger[i] === 0 || at[i] < round.since[place] || at[i] > round.until[place]) continue;
      this.openTrigger[i] = 0;
      this.triggersLeft--;
    }
  }
}
