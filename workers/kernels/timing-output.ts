import { sharedFloat64, sharedInt32 } from "../shared.ts";
import { withRoom } from "./growing.ts";
import type { LongestChain } from "./timing-chain.ts";
import type { HitsOfSource } from "./timing-hits.ts";
import type { TimingPairs } from "./timing-task.ts";

/** The pairs that were found, a column each; nobody knows how many there will be. */
export class PairsFound {
  readonly #triggerAt: Float64Array;
  #count = 0;
  #hits = 0;
  readonly #wholes = Array.from({ length: 5 }, () => new Int32Array(256));
  readonly #numbers = Array.from({ length: 3 }, () => new Float64Array(256));
  #hitTrigger = new Int32Array(1024);
  #hitResponse = new Int32Array(1024);

  constructor(triggerAt: Float64Array) {
    this.#triggerAt = triggerAt;
  }

  add(source: number, target: number, { found, places }: HitsOfSource, chain: LongestChain): void {
    const p = this.#count++;
    if (p === this.#wholes[0].length) this.#grow(p);
    const hits = chain.to - chain.from + 1;
    this.#hitTrigger = withRoom(this.#hitTrigger, this.#hits + hits);
    this.#hitResponse = withRoom(this.#hitResponse, this.#hits + hits);
    const [hitTrigger, hitResponse] = [this.#hitTrigger, this.#hitResponse];
    let at = this.#hits;
    for (let h = chain.from; h <= chain.to; h++) {
      hitTrigger[at] = places[found.trigger[chain.hits[h]]];
      hitResponse[at++] = found.response[chain.hits[h]];
    }
    const [sources, targets, orphans, triggers, ends] = this.#wholes;
    const [evidence, since, until] = this.#numbers;
    sources[p] = source;
    targets[p] = target;
    orphans[p] = chain.orphans;
    triggers[p] = chain.triggers;
    evidence[p] = chain.evidence;
    since[p] = chain.begins ? this.#triggerAt[hitTrigger[this.#hits]] : -Infinity;
    until[p] = chain.breaks ? this.#triggerAt[hitTrigger[at - 1]] : Infinity;
    ends[p] = this.#hits = at;
  }

  #grow(room: number): void {
    for (const [c, column] of this.#wholes.entries()) this.#wholes[c] = withRoom(column, room);
    for (const [c, column] of this.#numbers.entries()) this.#numbers[c] = withRoom(column, room);
  }

  /** All of them, without spare room; shared, so that no thread copies them. */
  done(): TimingPairs {
    const whole = (column: Int32Array, length = this.#count) => {
      const array = sharedInt32(length);
      array.set(column.subarray(0, length));
      return array;
    };
    const number = (column: Float64Array) => {
      const array = sharedFloat64(this.#count);
      array.set(column.subarray(0, this.#count));
      return array;
    };
    const [source, target, orphans, triggers, ends] = this.#wholes.map((column) => whole(column));
    const [evidence, since, until] = this.#numbers.map(number);
    const [hitTrigger, hitResponse] = [whole(this.#hitTrigger, this.#hits), whole(this.#hitResponse, this.#hits)];
    return { source, target, evidence, since, until, orphans, triggers, ends, hitTrigger, hitResponse };
  }
}
