import type { DelayLaw, TimingPairs, TimingPairsTask } from "../../workers/kernels/timing-pairs.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import type { Accepted, Round } from "./timing-accepted.ts";
import type { Agreement } from "./timing-agreement.ts";
import type { Joined } from "./timing-join.ts";
import type { TimingLog } from "./timing-log.ts";

/** What speaks for pairs: which responses come after each trigger, and what else the two may have in common. */
export interface Signs {
  joined: Joined;
  agreement: Agreement | undefined;
}

const SOURCES_PER_TASK = 1 << 18;

/** Weighs the pairs that open events speak for, and no linked pair excludes. */
export async function weigh(
  verb: string,
  { triggers, sources }: TimingLog,
  law: DelayLaw,
  { joined, agreement }: Signs,
  accepted: Accepted,
  costs: TimingPairsTask["costs"],
  least: number,
  options: ComputeOptions & { workers: number },
): Promise<Round> {
  const { workers } = options;
  const cuts = borders(sources, Math.max(1, 4 * workers, Math.ceil(sources / SOURCES_PER_TASK)));
  const tasks = cuts.slice(1).map((last, i) => ({
    law,
    agreement,
    offsets: triggers.offsets,
    triggerAt: triggers.at,
    triggerClass: triggers.kind,
    windows: joined.ends,
    openTrigger: accepted.openTrigger,
    moments: accepted.moments,
    ceilings: accepted.ceilings,
    ordinal: accepted.ordinal,
    responses: accepted.responses,
    costs,
    least,
    first: cuts[i],
    last,
  }));
  return toRound(await compute(verb, "timingPairs", tasks, options), triggers.at, accepted);
}

function toRound(parts: readonly TimingPairs[], triggerAt: Float64Array, accepted: Accepted): Round {
  let most = 0;
  let hits = 0;
  for (const part of parts) {
    most += part.source.length;
    hits += part.hitTrigger.length;
  }
  const wholes = () => sharedInt32(most);
  const numbers = () => sharedFloat64(most);
  const none = new Float64Array();
  const [source, target, orphans, triggers] = [wholes(), wholes(), wholes(), wholes()];
  const [evidence, silence, rarity, since, until, from, to] = Array.from({ length: 7 }, numbers);
  const begins = sharedInt32(most + 1);
  const hitTrigger = sharedInt32(hits);
  const hitResponse = sharedInt32(hits);
  let p = 0;
  let h = 0;
  for (const part of parts) {
    for (let i = 0, begin = 0; i < part.source.length; begin = part.ends[i++]) {
      const end = part.ends[i];
      from[p] = triggerAt[part.hitTrigger[begin]];
      to[p] = triggerAt[part.hitTrigger[end - 1]];
      since[p] = part.cuts[i] & 1 ? from[p] : -Infinity;
      until[p] = part.cuts[i] & 2 ? to[p] : Infinity;
      if (accepted.excludes(part.source[i], part.target[i], since[p], until[p])) continue;
      rarity[p] = accepted.rarity(part.source[i], part.target[i]);
      source[p] = part.source[i];
      target[p] = part.target[i];
      evidence[p] = part.evidence[i];
      orphans[p] = part.orphans[i];
      triggers[p] = part.triggers[i];
      silence[p] = part.silence[i];
      for (let k = begin; k < end; k++) {
        hitTrigger[h] = part.hitTrigger[k];
        hitResponse[h++] = part.hitResponse[k];
      }
      begins[++p] = h;
    }
  }
  const pairs = { source, target, evidence, silence, rarity, since, until, from, to, orphans, triggers };
  return { ...pairs, count: p, begins, hitTrigger, hitResponse, probability: none, margin: none };
}
