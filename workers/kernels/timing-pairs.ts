import { longestChain } from "./timing-chain.ts";

/** What is known of the delay from a trigger to its response. */
export interface DelayLaw {
  lowest: number;
  step: number;
  /** Chance of each delay, per millisecond. */
  density: Float64Array;
  /** Chance that a trigger of each class is answered at all. */
  answered: Float64Array;
}

export interface TimingPairsTask {
  law: DelayLaw;
  /** Triggers ordered by source and time; those of source `s` lie from `offsets[s]` up to `offsets[s + 1]`. */
  offsets: Uint32Array;
  triggerAt: Float64Array;
  triggerClass: Uint8Array;
  /** Responses in the order of time. */
  responseAt: Float64Array;
  target: Int32Array;
  /** The how-manieth response of its target each one is. */
  ordinal: Int32Array;
  /** How often the target responds at that hour anyway, per millisecond. */
  rate: Float64Array;
  /** Responses of each target. */
  responses: Int32Array;
  /** Log-likelihood ratio of a response that no trigger explains. */
  orphan: number;
  /** Log-likelihood ratio of a pair that holds only for a part of the time, for each of the two ends. */
  partial: number;
  /** Pairs below this are left out. */
  least: number;
  /** The sources of this task. */
  first: number;
  last: number;
}

/** Pairs of a source and a target, one after the other, and which events speak for each. */
export interface TimingPairs {
  source: Int32Array;
  target: Int32Array;
  /** Natural logarithm of how much likelier the events are if the two belong together. */
  evidence: Float64Array;
  /** Responses of the target between the first and last hit that no trigger of the source explains. */
  orphans: Int32Array;
  /** The triggers of the source between them, answered or not. */
  triggers: Int32Array;
  /** Log-likelihood of all these triggers going unanswered. */
  silence: Float64Array;
  /** 1 where the pair begins within the log, plus 2 where it ends there. */
  cuts: Uint8Array;
  /** The hits of pair `i` end here. */
  ends: Int32Array;
  /** Places among the triggers and the responses. */
  hitTrigger: Int32Array;
  hitResponse: Int32Array;
}

/**
 * Weighs, for each source (a phone number that got codes), the targets (users who logged in) whose responses came after
 * its triggers. A response in time is evidence for the pair, by how much likelier its delay is than a response of that
 * target at that hour by chance; an unanswered trigger and an unexplained response are evidence against it. The stretch
 * of time for which a pair holds is the one that makes it likeliest.
 *
 * Cost: linear in the pairs of a trigger and a response within the delays of the law; memory is that of one source.
 */
export function timingPairs(task: TimingPairsTask): TimingPairs {
  const { law, offsets, triggerAt, triggerClass, responseAt, target, rate, responses, least } = task;
  const { lowest, step, density, answered } = law;
  const width = density.length * step;
  const unanswered = answered.map((q) => Math.log1p(-q));
  const slotOf = new Int32Array(responses.length).fill(-1);
  const out = {
    source: [],
    target: [],
    evidence: [],
    orphans: [],
    triggers: [],
    silence: [],
    cuts: [],
    ends: [],
    trigger: [],
    response: [],
  } as Record<string, number[]>;
  const slots: number[] = [];
  const heads: number[] = [];
  const bounds: number[] = [];
  const found = { trigger: [] as number[], response: [] as number[], weight: [] as number[], next: [] as number[] };
  const chain = longestChain(task, unanswered);
  for (let source = task.first; source < task.last; source++) {
    const begin = offsets[source]!;
    const end = offsets[source + 1]!;
    if (begin === end) continue;
    for (const list of [slots, heads, bounds, ...Object.values(found)]) list.length = 0;
    for (let i = begin; i < end; i++) {
      const zero = triggerAt[i]! + lowest;
      const q = answered[triggerClass[i]!]!;
      for (let k = firstFrom(responseAt, zero); k < responseAt.length; k++) {
        const delay = responseAt[k]! - zero;
        if (delay >= width) break;
        const weight = Math.log(1 - q + (q * density[Math.floor(delay / step)]!) / rate[k]!);
        if (!(weight > 0)) continue;
        const who = target[k]!;
        let slot = slotOf[who]!;
        if (slot < 0) {
          slot = slots.push(who) - 1;
          slotOf[who] = slot;
          heads.push(-1);
          bounds.push(0);
        }
        found.next.push(heads[slot]!);
        heads[slot] = found.trigger.push(i) - 1;
        found.response.push(k);
        found.weight.push(weight);
        bounds[slot]! += weight;
      }
    }
    chain.open(begin, end);
    for (let slot = 0; slot < slots.length; slot++) {
      const who = slots[slot]!;
      slotOf[who] = -1;
      if (bounds[slot]! < least) continue;
      const best = chain.of(found, heads[slot]!, responses[who]!);
      if (best.evidence < least) continue;
      out["source"]!.push(source);
      out["target"]!.push(who);
      out["evidence"]!.push(best.evidence);
      out["orphans"]!.push(best.orphans);
      out["triggers"]!.push(best.triggers);
      out["silence"]!.push(best.silence);
      out["cuts"]!.push(Number(best.begins) + 2 * Number(best.breaks));
      for (let h = best.from; h <= best.to; h++) {
        out["trigger"]!.push(found.trigger[best.hits[h]!]!);
        out["response"]!.push(found.response[best.hits[h]!]!);
      }
      out["ends"]!.push(out["trigger"]!.length);
    }
  }
  const whole = (name: string) => Int32Array.from(out[name]!);
  return {
    source: whole("source"),
    target: whole("target"),
    evidence: Float64Array.from(out["evidence"]!),
    orphans: whole("orphans"),
    triggers: whole("triggers"),
    silence: Float64Array.from(out["silence"]!),
    cuts: Uint8Array.from(out["cuts"]!),
    ends: whole("ends"),
    hitTrigger: whole("trigger"),
    hitResponse: whole("response"),
  };
}

/** The first of ascending times that is not before `time`. */
function firstFrom(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
