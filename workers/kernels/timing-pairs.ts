import { tellOnce } from "./timing-agreed.ts";
import { type Found, LongestChain } from "./timing-chain.ts";
import { HitsOfSource } from "./timing-hits.ts";
import { LikelyHits, TOGETHER } from "./timing-likely.ts";
import { PairsFound } from "./timing-output.ts";
import type { TimingPairs, TimingPairsTask } from "./timing-task.ts";

/**
 * Weighs, for each source (a phone number that got codes), the targets (users who logged in) whose responses came after
 * its triggers. A response in time is evidence for the pair, by how much likelier its delay is than a response of that
 * target at that hour by chance; an unanswered trigger and an unexplained response are evidence against it. The stretch
 * of time for which a pair holds is the one that makes it likeliest.
 *
 * Cost: linear in the pairs of an open trigger and a response within the delays of the law; memory is that of a few sources.
 */
export function timingPairs(task: TimingPairsTask): TimingPairs {
  const { law, costs, least, sources, agreement, responses, triggerClass } = task;
  const unanswered = law.answered.map((q) => Math.log1p(-q));
  const answers = toAnswers(task);
  const highest = answers.reduce((most, answer) => Math.max(most, answer), 0);
  const likely = new LikelyHits(task, unanswered, (1 + highest / task.rarest) * (1 + 1e-6));
  const hits = new HitsOfSource(task, unanswered, answers, highest);
  const chain = new LongestChain(costs);
  const pairs = new PairsFound(task.triggerAt);
  const ordinals = new Int32Array(task.moments);
  // Products are compared, so that few logarithms are taken; the margin is for their rounding.
  const several = Math.exp(least) * (1 - 1e-6);
  const { found } = hits;
  for (let first = task.first; first < task.last; first += TOGETHER) {
    const last = Math.min(task.last, first + TOGETHER);
    likely.find(first, last);
    for (let n = first; n < last; n++) {
      const [begin, end] = [likely.begins[n - first], likely.begins[n - first + 1]];
      if (begin === end) continue;
      const alone = likely.alone[n - first];
      hits.weigh(sources[n], likely, begin, end, alone);
      for (let slot = 0; slot < hits.count; slot++) {
        const head = hits.head[slot];
        const isOne = found.next[head] < 0;
        if (hits.product[slot] < (isOne ? alone : several)) continue;
        if (agreement && !isOne) {
          tellOnce(found, head, agreement, hits.places, (i) => 1 - law.answered[triggerClass[i]]);
          if (productOf(found, head) < several) continue;
        }
        for (let f = head; f >= 0; f = found.next[f]) {
          found.ratio[f] = Math.log(found.ratio[f]);
          found.nth[f] = ordinals[4 * found.response[f] + 3];
        }
        const target = hits.target[slot];
        chain.find(found, head, hits.sums, hits.open, responses[target]);
        if (chain.evidence >= least) pairs.add(sources[n], target, hits, chain);
      }
    }
  }
  return pairs.done();
}

/** For each class of trigger and each step of delay, how likely an answer is, per millisecond. */
function toAnswers({ law: { answered, density }, costs }: TimingPairsTask): Float64Array {
  const bins = density.length;
  const answers = new Float64Array(answered.length * bins);
  for (let c = 0; c < answered.length; c++) {
    for (let b = 0; b < bins; b++) answers[c * bins + b] = answered[c] * density[b] * Math.exp(costs.quiet);
  }
  return answers;
}

function productOf({ ratio, next }: Found, head: number): number {
  let product = 1;
  for (let f = head; f >= 0; f = next[f]) product *= ratio[f];
  return product;
}
