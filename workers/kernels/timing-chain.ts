import { withRoom } from "./growing.ts";

/** Pairs of a trigger and a response of one source that are close in time, linked by target. */
export interface Found {
  count: number;
  /** The how-manieth open trigger of the source; place of the response. */
  trigger: Int32Array;
  response: Int32Array;
  /** How much likelier the response is as an answer; where a chain was looked for, the logarithm of that. */
  ratio: Float64Array;
  /** The one before of the same target, -1 at the first. */
  next: Int32Array;
}

/** What a pair costs beside its hits, as log-likelihood ratios. */
export interface ChainCosts {
  /** A response that no trigger explains. */
  orphan: number;
  /** A pair that holds only for a part of the time, for each of the two ends. */
  partial: number;
}

const FEW = 40;

/**
 * The stretch of time in which a source and a target most likely belong together. Every trigger answers for one response
 * at most and the other way round, likeliest first; between two hits all triggers count as unanswered and all responses
 * of the target as unexplained. Before the first and after the last they count too, or the cost of a partial pair does.
 */
export class LongestChain {
  evidence = 0;
  /** What was found, in the order of time; those from `from` to `to` are the chain. */
  hits = new Int32Array(64);
  from = 0;
  to = 0;
  orphans = 0;
  /** Open triggers of the stretch, and the log-likelihood of all of them going unanswered. */
  triggers = 0;
  silence = 0;
  /** Whether it begins, and ends, while the log goes on. */
  begins = false;
  breaks = false;

  readonly #orphan: number;
  readonly #partial: number;
  readonly #ordinal: Int32Array;
  #sorted = new Int32Array(64);
  #mark = 0;
  #triggerMarks = new Int32Array(64);
  #responseMarks = new Int32Array(64);

  constructor({ orphan, partial }: ChainCosts, ordinal: Int32Array) {
    this.#orphan = orphan;
    this.#partial = partial;
    this.#ordinal = ordinal;
  }

  /**
   * Finds the chain of what was found for one target. `sums[i]` is the log-likelihood of the source's open triggers before
   * the i-th going unanswered, `open` how many there are; `responses` those of the target.
   */
  find(found: Found, head: number, sums: Float64Array, open: number, responses: number): void {
    const count = this.#matched(found, head, open, responses);
    const { hits } = this;
    const ordinal = this.#ordinal;
    const orphan = this.#orphan;
    const partial = this.#partial;
    const { trigger, response, ratio } = found;
    this.evidence = -Infinity;
    let run = 0;
    let from = 0;
    let begins = false;
    for (let h = 0; h < count; h++) {
      const i = trigger[hits[h]];
      const nth = ordinal[response[hits[h]]];
      const whole = sums[i] + orphan * nth;
      const alone = Math.max(partial, whole);
      let before = alone;
      let began = h;
      let anew = partial > whole;
      if (h > 0) {
        const last = hits[h - 1];
        const missed = Math.max(0, nth - ordinal[response[last]] - 1);
        const on = run + sums[i] - sums[trigger[last] + 1] + orphan * missed;
        if (on >= alone) {
          before = on;
          began = from;
          anew = begins;
        }
      }
      run = before + ratio[hits[h]];
      from = began;
      begins = anew;
      const rest = sums[open] - sums[i + 1] + orphan * (responses - 1 - nth);
      const after = Math.max(partial, rest);
      if (run + after > this.evidence) {
        this.evidence = run + after;
        this.begins = begins;
        this.breaks = partial > rest;
        this.from = from;
        this.to = h;
      }
    }
    const first = hits[this.from];
    const last = hits[this.to];
    this.triggers = trigger[last] - trigger[first] + 1;
    this.silence = sums[trigger[last] + 1] - sums[trigger[first]];
    const between = ordinal[response[last]] - ordinal[response[first]] + 1;
    this.orphans = Math.max(0, between - (this.to - this.from + 1));
  }

  /** Each trigger with one response and each response with one trigger, the likeliest first; in the order of time. */
  #matched({ trigger, response, ratio, next }: Found, head: number, open: number, responses: number): number {
    let count = 0;
    for (let i = head; i >= 0; i = next[i]) {
      this.hits = withRoom(this.hits, count);
      this.hits[count++] = i;
    }
    const { hits } = this;
    if (count === 1) return 1;
    this.#sorted = withRoom(this.#sorted, count);
    const sorted = this.#sorted.subarray(0, count);
    // found in the order of trigger and response, linked from the last to the first
    for (let h = 0; h < count; h++) sorted[h] = hits[count - 1 - h];
    hits.set(sorted);
    const isBefore = (a: number, b: number) => ratio[a] > ratio[b] || (ratio[a] === ratio[b] && a < b);
    if (count > FEW) sorted.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    else {
      for (let h = 1; h < count; h++) {
        const one = sorted[h];
        let g = h - 1;
        while (g >= 0 && isBefore(one, sorted[g])) sorted[g + 1] = sorted[g--];
        sorted[g + 1] = one;
      }
    }
    this.#triggerMarks = withRoom(this.#triggerMarks, open);
    this.#responseMarks = withRoom(this.#responseMarks, responses);
    const mark = ++this.#mark;
    let kept = 0;
    for (let h = 0; h < count; h++) {
      const one = sorted[h];
      const nth = this.#ordinal[response[one]];
      if (this.#triggerMarks[trigger[one]] === mark || this.#responseMarks[nth] === mark) continue;
      this.#triggerMarks[trigger[one]] = mark;
      this.#responseMarks[nth] = mark;
      sorted[kept++] = one;
    }
    if (kept === count) return count;
    this.#keep(sorted.subarray(0, kept), count);
    return kept;
  }

  /** Leaves among the hits those that were chosen, in their order. */
  #keep(chosen: Int32Array, count: number): void {
    const { hits } = this;
    if (chosen.length > FEW) {
      hits.set(chosen.sort());
      return;
    }
    let kept = 0;
    for (let h = 0; h < count; h++) if (chosen.includes(hits[h])) hits[kept++] = hits[h];
  }
}
