import { withRoom } from "./growing.ts";

/** Pairs of a trigger and a response of one source that are close in time, each target's own linked to one another. */
export interface Found {
  /** The how-manieth open trigger of the source; place of the response. */
  trigger: Int32Array;
  response: Int32Array;
  /** How much likelier the response is as an answer; where a chain was looked for, the logarithm of that. */
  ratio: Float64Array;
  /** The how-manieth open response of its target it is. */
  nth: Int32Array;
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
  /** Open triggers of the stretch. */
  triggers = 0;
  /** Whether it begins, and ends, while the log goes on. */
  begins = false;
  breaks = false;

  readonly #orphan: number;
  readonly #partial: number;
  #sorted = new Int32Array(64);
  #mark = 0;
  #triggerMarks = new Int32Array(64);
  #responseMarks = new Int32Array(64);

  constructor({ orphan, partial }: ChainCosts) {
    this.#orphan = orphan;
    this.#partial = partial;
  }

  /**
   * Finds the chain of what was found for one target. `sums[i]` is the log-likelihood of the source's open triggers before
   * the i-th going unanswered, `open` how many there are; `responses` those of the target.
   */
  find(found: Found, head: number, sums: Float64Array, open: number, responses: number): void {
    const count = this.#matched(found, head, open, responses);
    const { hits } = this;
    const orphan = this.#orphan;
    const partial = this.#partial;
    const { trigger, ratio, nth: ordinal } = found;
    this.evidence = -Infinity;
    let run = 0;
    let from = 0;
    let begins = false;
    for (let h = 0; h < count; h++) {
      const i = trigger[hits[h]];
      const nth = ordinal[hits[h]];
      const whole = sums[i] + orphan * nth;
      const alone = Math.max(partial, whole);
      let before = alone;
      let began = h;
      let anew = partial > whole;
      if (h > 0) {
        const last = hits[h - 1];
        const missed = Math.max(0, nth - ordinal[last] - 1);
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
    const between = ordinal[last] - ordinal[first] + 1;
    this.orphans = Math.max(0, between - (this.to - this.from + 1));
  }

  /** Each trigger with one response and each response with one trigger, the likeliest first; in the order of time. */
  #matched({ trigger, ratio, nth: ordinal, next }: Found, head: number, open: number, responses: number): number {
    let count = 0;
    for (let f = head; f >= 0; f = next[f]) count++;
    this.hits = withRoom(this.hits, count);
    const { hits } = this;
    for (let f = head, h = count; f >= 0; f = next[f]) hits[--h] = f;
    if (count === 1) return 1;
    this.#triggerMarks = withRoom(this.#triggerMarks, open);
    this.#responseMarks = withRoom(this.#responseMarks, responses);
    const triggers = this.#triggerMarks;
    const answered = this.#responseMarks;
    let mark = ++this.#mark;
    let clashes = false;
    for (let h = 0; h < count && !clashes; h++) {
      const [i, nth] = [trigger[hits[h]], ordinal[hits[h]]];
      clashes = triggers[i] === mark || answered[nth] === mark;
      triggers[i] = answered[nth] = mark;
    }
    if (!clashes) return count;
    this.#sorted = withRoom(this.#sorted, count);
    const sorted = this.#sorted.subarray(0, count);
    sorted.set(hits.subarray(0, count));
    sortByRatio(sorted, ratio);
    mark = ++this.#mark;
    let kept = 0;
    for (let h = 0; h < count; h++) {
      const one = sorted[h];
      const nth = ordinal[one];
      if (triggers[trigger[one]] === mark || answered[nth] === mark) continue;
      triggers[trigger[one]] = answered[nth] = mark;
      sorted[kept++] = one;
    }
    // what was found first comes first again
    hits.set(sorted.subarray(0, kept).sort());
    return kept;
  }
}

const FEW = 40;

/** The likeliest first, then those found first. */
function sortByRatio(list: Int32Array, ratio: Float64Array): void {
  if (list.length > FEW) {
    list.sort((a, b) => ratio[b] - ratio[a] || a - b);
    return;
  }
  for (let h = 1; h < list.length; h++) {
    const one = list[h];
    let g = h - 1;
    while (g >= 0 && (ratio[list[g]] < ratio[one] || (ratio[list[g]] === ratio[one] && list[g] > one))) {
      list[g + 1] = list[g--];
    }
    list[g + 1] = one;
  }
}
