/* Longer than most files: the loop over all candidates is one, as a call for each would be the better part of its time. */
import { Growing, withRoom } from "./growing.ts";
import { type ChainCosts, type Found, LongestChain } from "./timing-chain.ts";

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
  /** The responses within the delays of the law, and perhaps more, lie from `windows[2 * i]` up to `windows[2 * i + 1]`. */
  windows: Int32Array;
  /** 1 for triggers that take part. */
  openTrigger: Uint8Array;
  /**
   * Responses in the order of time, 16 bytes each, so that a trigger finds all of its own next to each other: when it was
   * (8 bytes), how often its target responds at that hour anyway, per millisecond (4), and the target (4); -1 for those
   * that take no part.
   */
  moments: SharedArrayBuffer;
  /** The how-manieth open response of its target each one is, and how many each target has. */
  ordinal: Int32Array;
  responses: Int32Array;
  /** `quiet`: by so much fewer, per response, are those that come by chance when the two belong together; log-likelihood. */
  costs: ChainCosts & { quiet: number };
  /** What both sides may hold alike, as `chance` of each response and `share` of the answers; left out where nothing. */
  agreement?: { share: number; trigger: Int32Array; response: Int32Array; chance: Float32Array };
  /**
   * What no pair of a source exceeds, two numbers each, infinite to begin with: the likeliest single hit, and the product
   * of the hits that are looked at together. Events are only ever taken out, so what is written here holds from then on.
   */
  ceilings: Float32Array;
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
  /** The open triggers of the source between them, answered or not. */
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
 * Cost: linear in the pairs of an open trigger and a response within the delays of the law; memory is that of one source.
 */
export function timingPairs(task: TimingPairsTask): TimingPairs {
  const { law, offsets, triggerAt, triggerClass, windows, openTrigger, ceilings, agreement } = task;
  const { ordinal, responses, least } = task;
  const times = new Float64Array(task.moments);
  const rates = new Float32Array(task.moments);
  const targets = new Int32Array(task.moments);
  const { partial, quiet } = task.costs;
  const { lowest, step, density, answered } = law;
  const bins = density.length;
  const perStep = 1 / step;
  const unanswered = answered.map((q) => Math.log1p(-q));
  const answers = new Float64Array(answered.length * bins);
  for (let c = 0; c < answered.length; c++) {
    for (let b = 0; b < bins; b++) answers[c * bins + b] = answered[c] * density[b] * Math.exp(quiet);
  }
  const several = Math.exp(least) * (1 - 1e-6);
  const slotIn = new Int32Array(BUCKETS).fill(-1);
  let slots = new Int32Array(64);
  let heads = new Int32Array(64);
  let sharing = new Int32Array(64);
  let places = new Int32Array(64);
  let sums = new Float64Array(65);
  const buckets = new Float64Array(BUCKETS).fill(1);
  const found: Found = {
    trigger: new Int32Array(256),
    response: new Int32Array(256),
    target: new Int32Array(256),
    ratio: new Float64Array(256),
    nth: new Int32Array(256),
    next: new Int32Array(256),
  };
  let { trigger: ofTrigger, response: ofResponse, target: ofTarget, ratio: ratios, nth, next: nextOf } = found;
  const out = toOutput();
  const chain = new LongestChain(task.costs);
  const isHopeless = (source: number) => ceilings[2 * source] < several && ceilings[2 * source + 1] < several;
  let ahead = task.first;
  const touched = new Float32Array(1);
  for (let source = task.first; source < task.last; source++) {
    if (isHopeless(source)) continue;
    if (source >= ahead) {
      // Asks for the responses of many triggers at once: they lie far apart, and one wait after the other would be long.
      ahead = Math.min(task.last, source + AHEAD);
      let sum = 0;
      for (let s = source; s < ahead; s++) {
        if (isHopeless(s)) continue;
        for (let i = offsets[s]; i < offsets[s + 1]; i++) {
          const [from, to] = [windows[2 * i], windows[2 * i + 1]];
          if (openTrigger[i] === 1 && from < to) sum += rates[4 * from + 2] + rates[4 * to - 2];
        }
      }
      touched[0] = sum;
    }
    let open = 0;
    let mildest = -Infinity;
    for (let i = offsets[source]; i < offsets[source + 1]; i++) {
      if (openTrigger[i] === 0) continue;
      const cost = unanswered[triggerClass[i]];
      if (cost > mildest) mildest = cost;
      if (open + 1 >= sums.length) {
        sums = withRoom(sums, open + 1);
        places = withRoom(places, open + 1);
      }
      sums[open + 1] = sums[open] + cost;
      places[open++] = i;
    }
    if (open === 0) continue;
    // What no chain of a target can reach: all its hits at once, and the mildest of what they leave unanswered. Products
    // are compared, so that few logarithms are taken; the margin is for their rounding.
    const alone = Math.exp(least - Math.max(partial, mildest * (open - 1))) * (1 - 1e-6);
    if (ceilings[2 * source] < alone && ceilings[2 * source + 1] < several) continue;
    let count = 0;
    let likeliest = 0;
    for (let t = 0; t < open; t++) {
      const i = places[t];
      const kind = triggerClass[i];
      const end = windows[2 * i + 1];
      const zero = triggerAt[i] + lowest;
      const rest = 1 - answered[kind];
      const row = kind * bins;
      for (let k = windows[2 * i]; k < end; k++) {
        const who = targets[4 * k + 3];
        if (who < 0) continue;
        const bin = Math.floor((times[2 * k] - zero) * perStep);
        if (bin < 0 || bin >= bins) continue;
        const plain = answers[row + bin] / rates[4 * k + 2];
        const ratio = rest + (agreement ? plain * likeness(agreement, i, k) : plain);
        if (!(ratio > 1)) continue;
        if (count >= nextOf.length) {
          grow(found, count);
          ({ trigger: ofTrigger, response: ofResponse, target: ofTarget, ratio: ratios, nth, next: nextOf } = found);
        }
        ofTrigger[count] = t;
        ofResponse[count] = k;
        ofTarget[count] = who;
        ratios[count++] = ratio;
        if (ratio > likeliest) likeliest = ratio;
        buckets[who & (BUCKETS - 1)] *= ratio;
      }
    }
    ceilings[2 * source] = likeliest;
    ceilings[2 * source + 1] = 0;
    if (count === 0) continue;
    let highest = 0;
    let slotCount = 0;
    for (let f = 0; f < count; f++) {
      const who = ofTarget[f];
      const all = buckets[who & (BUCKETS - 1)];
      const isAlone = all === ratios[f];
      if (!isAlone && all > highest) highest = all;
      if (all < (isAlone ? alone : several)) continue;
      let slot = slotIn[who & (BUCKETS - 1)];
      while (slot >= 0 && slots[slot] !== who) slot = sharing[slot];
      if (slot < 0) {
        slot = slotCount++;
        if (slot >= slots.length) {
          slots = withRoom(slots, slot);
          heads = withRoom(heads, slot);
          sharing = withRoom(sharing, slot);
        }
        slots[slot] = who;
        heads[slot] = -1;
        sharing[slot] = slotIn[who & (BUCKETS - 1)];
        slotIn[who & (BUCKETS - 1)] = slot;
      }
      nth[f] = ordinal[ofResponse[f]];
      nextOf[f] = heads[slot];
      heads[slot] = f;
    }
    ceilings[2 * source + 1] = highest;
    if (count > BUCKETS) buckets.fill(1);
    else for (let f = 0; f < count; f++) buckets[ofTarget[f] & (BUCKETS - 1)] = 1;
    for (let slot = 0; slot < slotCount; slot++) slotIn[slots[slot] & (BUCKETS - 1)] = -1;
    for (let slot = 0; slot < slotCount; slot++) {
      const who = slots[slot];
      const head = heads[slot];
      if (agreement && nextOf[head] >= 0) tellOnce(found, head, agreement, places, answered, triggerClass);
      let product = 1;
      for (let f = head; f >= 0; f = nextOf[f]) product *= ratios[f];
      if (product < (nextOf[head] < 0 ? alone : several)) continue;
      for (let f = head; f >= 0; f = nextOf[f]) ratios[f] = Math.log(ratios[f]);
      chain.find(found, head, sums, open, responses[who]);
      if (chain.evidence < least) continue;
      out.source.push(source);
      out.target.push(who);
      out.evidence.push(chain.evidence);
      out.orphans.push(chain.orphans);
      out.triggers.push(chain.triggers);
      out.silence.push(chain.silence);
      out.cuts.push(Number(chain.begins) + 2 * Number(chain.breaks));
      for (let h = chain.from; h <= chain.to; h++) {
        out.hitTrigger.push(places[ofTrigger[chain.hits[h]]]);
        out.hitResponse.push(ofResponse[chain.hits[h]]);
      }
      out.ends.push(out.hitTrigger.length);
    }
  }
  return Object.fromEntries(Object.entries(out).map(([name, list]) => [name, list.done()])) as unknown as TimingPairs;
}

/** Small enough for the processor's nearest memory; targets that share a bucket are looked at together first. */
const BUCKETS = 512;
/** So many sources are looked ahead: what their triggers may meet fits into near memory. */
const AHEAD = 48;

type Agreed = NonNullable<TimingPairsTask["agreement"]>;

/** How much likelier what a response holds is if it answers the trigger. */
function likeness({ share, trigger, response, chance }: Agreed, i: number, k: number): number {
  if (trigger[i] < 0 || response[k] < 0) return 1;
  return trigger[i] === response[k] ? share / chance[k] + 1 - share : 1 - share;
}

/** Of one pair, holding the same thing again is no news: who shares a household's address shares it every day. */
function tellOnce(
  { trigger, response, ratio, next }: Found,
  head: number,
  agreement: Agreed,
  places: Int32Array,
  answered: Float64Array,
  triggerClass: Uint8Array,
): void {
  const holds = agreement.response;
  for (let f = head; f >= 0; f = next[f]) {
    const i = places[trigger[f]];
    const held = holds[response[f]];
    if (held < 0 || agreement.trigger[i] !== held) continue;
    let earlier = next[f];
    while (
      earlier >= 0 &&
      (holds[response[earlier]] !== held || agreement.trigger[places[trigger[earlier]]] !== held)
    ) {
      earlier = next[earlier];
    }
    if (earlier < 0) continue;
    const rest = 1 - answered[triggerClass[i]];
    ratio[f] = Math.max(1, rest + (ratio[f] - rest) / likeness(agreement, i, response[f]));
  }
}

function grow(found: Found, count: number): void {
  found.trigger = withRoom(found.trigger, count);
  found.response = withRoom(found.response, count);
  found.target = withRoom(found.target, count);
  found.ratio = withRoom(found.ratio, count);
  found.nth = withRoom(found.nth, count);
  found.next = withRoom(found.next, count);
}

function toOutput() {
  const wholes = () => new Growing(new Int32Array(256));
  const numbers = () => new Growing(new Float64Array(256));
  return {
    source: wholes(),
    target: wholes(),
    evidence: numbers(),
    orphans: wholes(),
    triggers: wholes(),
    silence: numbers(),
    cuts: new Growing(new Uint8Array(256)),
    ends: wholes(),
    hitTrigger: wholes(),
    hitResponse: wholes(),
  };
}
