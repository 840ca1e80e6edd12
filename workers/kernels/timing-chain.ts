import type { TimingPairsTask } from "./timing-pairs.ts";

/** Triggers and responses of one source that are close in time, linked by target. */
export interface Found {
  trigger: number[];
  response: number[];
  weight: number[];
  /** The next one of the same target, -1 behind the last. */
  next: number[];
}

export interface Chain {
  evidence: number;
  /** Places in what was found, in the order of time; those from `from` to `to` are the chain. */
  hits: number[];
  from: number;
  to: number;
  orphans: number;
  triggers: number;
  /** Log-likelihood of all triggers of the stretch going unanswered. */
  silence: number;
  /** Whether it begins, and ends, while the log goes on. */
  begins: boolean;
  breaks: boolean;
}

/**
 * The stretch of time in which a source and a target most likely belong together. Every trigger answers for one response
 * at most and the other way round, likeliest first; between two hits all triggers count as unanswered and all responses
 * of the target as unexplained. Before the first and after the last they count too, or the cost of a partial pair does.
 */
export function longestChain(task: TimingPairsTask, unanswered: Float64Array) {
  const { triggerClass, ordinal, orphan, partial } = task;
  let sums = new Float64Array(64);
  let start = 0;
  let stop = 0;

  /** The triggers that the calls below are about. */
  function open(begin: number, end: number): void {
    start = begin;
    stop = end;
    if (sums.length <= end - begin) sums = new Float64Array(2 * (end - begin) + 1);
    for (let i = begin; i < end; i++) sums[i - begin + 1] = sums[i - begin]! + unanswered[triggerClass[i]!]!;
  }

  /** Cost of the triggers `[from, to)` going unanswered. */
  const silence = (from: number, to: number) => sums[to - start]! - sums[from - start]!;

  function of(found: Found, head: number, responses: number): Chain {
    const hits = matched(found, head);
    const { trigger, response, weight } = found;
    const chain = {
      evidence: -Infinity,
      hits,
      from: 0,
      to: 0,
      orphans: 0,
      triggers: 0,
      silence: 0,
      begins: false,
      breaks: false,
    };
    let run = 0;
    let from = 0;
    let begins = false;
    for (let h = 0; h < hits.length; h++) {
      const i = trigger[hits[h]!]!;
      const nth = ordinal[response[hits[h]!]!]!;
      const whole = silence(start, i) + orphan * nth;
      const alone = Math.max(partial, whole);
      let before = alone;
      let began = h;
      let anew = partial > whole;
      if (h > 0) {
        const last = hits[h - 1]!;
        const missed = Math.max(0, nth - ordinal[response[last]!]! - 1);
        const on = run + silence(trigger[last]! + 1, i) + orphan * missed;
        if (on >= alone) {
          before = on;
          began = from;
          anew = begins;
        }
      }
      run = before + weight[hits[h]!]!;
      from = began;
      begins = anew;
      const rest = silence(i + 1, stop) + orphan * (responses - 1 - nth);
      const after = Math.max(partial, rest);
      if (run + after > chain.evidence) {
        chain.evidence = run + after;
        chain.begins = begins;
        chain.breaks = partial > rest;
        chain.from = from;
        chain.to = h;
      }
    }
    const [first, last] = [hits[chain.from]!, hits[chain.to]!];
    chain.triggers = trigger[last]! - trigger[first]! + 1;
    chain.silence = silence(trigger[first]!, trigger[last]! + 1);
    const between = ordinal[response[last]!]! - ordinal[response[first]!]! + 1;
    chain.orphans = Math.max(0, between - (chain.to - chain.from + 1));
    return chain;
  }

  return { open, of };
}

/** Each trigger with one response and each response with one trigger, the likeliest first; in the order of time. */
function matched({ trigger, response, weight, next }: Found, head: number): number[] {
  const all: number[] = [];
  for (let i = head; i >= 0; i = next[i]!) all.push(i);
  if (all.length === 1) return all;
  all.sort((a, b) => weight[b]! - weight[a]! || trigger[a]! - trigger[b]! || response[a]! - response[b]!);
  const triggers = new Set<number>();
  const responses = new Set<number>();
  const hits = all.filter((i) => {
    if (triggers.has(trigger[i]!) || responses.has(response[i]!)) return false;
    triggers.add(trigger[i]!);
    responses.add(response[i]!);
    return true;
  });
  return hits.sort((a, b) => trigger[a]! - trigger[b]!);
}
