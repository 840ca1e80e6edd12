import { withRoom } from "./growing.ts";
import { likeness } from "./timing-agreed.ts";
import type { Found } from "./timing-chain.ts";
import type { LikelyHits } from "./timing-likely.ts";
import type { TimingPairsTask } from "./timing-task.ts";

const BUCKETS = 512;

/** The responses that may answer one source's triggers, weighed one by one and put together target by target. */
export class HitsOfSource {
  readonly found: Found = {
    trigger: new Int32Array(256),
    response: new Int32Array(256),
    ratio: new Float64Array(256),
    nth: new Int32Array(256),
    next: new Int32Array(256),
  };
  /** The open triggers of the source, and the log-likelihood of those before each going unanswered. */
  places = new Int32Array(64);
  sums = new Float64Array(65);
  open = 0;
  /** The targets, the last hit of each, and how much likelier all its hits are together than by chance. */
  count = 0;
  target = new Int32Array(64);
  head = new Int32Array(64);
  product = new Float64Array(64);

  readonly #task: TimingPairsTask;
  readonly #unanswered: Float64Array;
  readonly #answers: Float64Array;
  readonly #highest: number;
  readonly #times: Float64Array;
  readonly #rates: Float32Array;
  readonly #first = new Int32Array(BUCKETS).fill(-1);
  #sharing = new Int32Array(64);

  /** `answers`: for each class of trigger and step of delay how likely an answer is, per millisecond; `highest` of them. */
  constructor(task: TimingPairsTask, unanswered: Float64Array, answers: Float64Array, highest: number) {
    this.#task = task;
    this.#unanswered = unanswered;
    this.#answers = answers;
    this.#highest = highest;
    this.#times = new Float64Array(task.moments);
    this.#rates = new Float32Array(task.moments);
  }

  /** Weighs what is likely of a source, from `begin` up to `end`; those that are not likelier than chance are left out. */
  weigh(source: number, likely: LikelyHits, begin: number, end: number, alone: number): void {
    this.#openTriggers(source);
    this.#makeRoom(end - begin);
    const { law, triggerAt, triggerClass, targets, agreement } = this.#task;
    const { lowest, step, density, answered } = law;
    const { trigger, response, ratio, next } = this.found;
    const { places, target, head, product } = this;
    const [times, rates, answers, first, sharing] = [
      this.#times,
      this.#rates,
      this.#answers,
      this.#first,
      this.#sharing,
    ];
    const bins = density.length;
    const perStep = 1 / step;
    const often = alone > 1 ? (this.#highest / (alone - 1)) * (1 + 1e-6) : Infinity;
    let [t, f, count] = [0, 0, 0];
    for (let l = begin; l < end; l++) {
      const i = likely.trigger[l];
      while (places[t] < i) t++;
      const isOne = likely.response[l] < 0;
      const k = isOne ? ~likely.response[l] : likely.response[l];
      const rate = rates[4 * k + 2];
      if (isOne && rate > often && !agreement) continue;
      const kind = triggerClass[i];
      const bin = Math.floor((times[2 * k] - (triggerAt[i] + lowest)) * perStep);
      if (bin < 0 || bin >= bins) continue;
      const plain = answers[kind * bins + bin] / rate;
      const one = 1 - answered[kind] + (agreement ? plain * likeness(agreement, i, k) : plain);
      if (!(one > 1) || (isOne && one < alone)) continue;
      const who = targets[k];
      let slot = first[who & (BUCKETS - 1)];
      while (slot >= 0 && target[slot] !== who) slot = sharing[slot];
      if (slot < 0) {
        slot = count++;
        target[slot] = who;
        head[slot] = -1;
        product[slot] = 1;
        sharing[slot] = first[who & (BUCKETS - 1)];
        first[who & (BUCKETS - 1)] = slot;
      }
      product[slot] *= one;
      trigger[f] = t;
      response[f] = k;
      ratio[f] = one;
      next[f] = head[slot];
      head[slot] = f++;
    }
    this.count = count;
    for (let slot = 0; slot < count; slot++) first[target[slot] & (BUCKETS - 1)] = -1;
  }

  #openTriggers(source: number): void {
    const { offsets, openTrigger, triggerClass } = this.#task;
    const [begin, end] = [offsets[source], offsets[source + 1]];
    this.places = withRoom(this.places, end - begin);
    this.sums = withRoom(this.sums, end - begin);
    const { places, sums } = this;
    let open = 0;
    for (let i = begin; i < end; i++) {
      if (openTrigger[i] === 0) continue;
      sums[open + 1] = sums[open] + this.#unanswered[triggerClass[i]];
      places[open++] = i;
    }
    this.open = open;
  }

  #makeRoom(hits: number): void {
    const { found } = this;
    if (hits > found.trigger.length) {
      found.trigger = withRoom(found.trigger, hits);
      found.response = withRoom(found.response, hits);
      found.ratio = withRoom(found.ratio, hits);
      found.nth = withRoom(found.nth, hits);
      found.next = withRoom(found.next, hits);
    }
    if (hits <= this.target.length) return;
    this.target = withRoom(this.target, hits);
    this.head = withRoom(this.head, hits);
    this.product = withRoom(this.product, hits);
    this.#sharing = withRoom(this.#sharing, hits);
  }
}
