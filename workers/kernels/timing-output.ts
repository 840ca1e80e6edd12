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
  #source = new Int32Array(256);
  #target = new Int32Array(256);
  #orphans = new Int32Array(256);
  #triggers = new Int32Array(256);
  #ends = new Int32Array(256);
  #evidence = new Float64Array(256);
  #since = new Float64Array(256);
  #until = new Float64Array(256);
  #hitTrigger = new Int32Array(1024);
  #hitResponse = new Int32Array(1024);

  constructor(triggerAt: Float64Array) {
    this.#triggerAt = triggerAt;
  }

  add(source: number, target: number, { found, places }: HitsOfSource, chain: LongestChain): void {
    const p = this.#count++;
    if (p === this.#source.length) this.#grow(p);
    const hits = chain.to - chain.from + 1;
    this.#hitTrigger = withRoom(this.#hitTrigger, this.#hits + hits);
    this.#hitResponse = withRoom(this.#hitResponse, this.#hits + hits);
    const [hitTrigger, hitResponse] = [this.#hitTrigger, this.#hitResponse];
    let at = this.#hits;
    for (let h = chain.from; h <= chain.to; h++) {
      hitTrigger[at] = places[found.trigger[chain.hits[h]]];
      hitResponse[at++] = found.response[chain.hits[h]];
    }
    this.#source[p] = source;
    this.#target[p] = target;
    this.#orphans[p] = chain.orphans;
    this.#triggers[p] = chain.triggers;
    this.#evidence[p] = chain.evidence;
    this.#since[p] = chain.begins ? this.#triggerAt[hitTrigger[this.#hits]] : -Infinity;
    this.#until[p] = chain.breaks ? this.#triggerAt[hitTrigger[at - 1]] : Infinity;
    this.#ends[p] = this.#hits = at;
  }

  #grow(room: number): void {
    this.#source = withRoom(this.#source, room);
    this.#target = withRoom(this.#target, room);
    this.#orphans = withRoom(this.#orphans, room);
    this.#triggers = withRoom(this.#triggers, room);
    this.#ends = withRoom(this.#ends, room);
    this.#evidence = withRoom(this.#evidence, room);
    this.#since = withRoom(this.#since, room);
    this.#until = withRoom(this.#until, room);
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
    return {
      source: whole(this.#source),
      target: whole(this.#target),
      evidence: number(this.#evidence),
      since: number(this.#since),
      until: number(this.#until),
      orphans: whole(this.#orphans),
      triggers: whole(this.#triggers),
      ends: whole(this.#ends),
      hitTrigger: whole(this.#hitTrigger, this.#hits),
      hitResponse: whole(this.#hitResponse, this.#hits),
    };
  }
}
