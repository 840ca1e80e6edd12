import type { DelayLaw, TimingPairs } from "../../workers/kernels/timing-pairs.ts";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { borders, type ComputeOptions, compute } from "../core/compute.ts";
import { judge, overlap, push, type TimingPair, toContest } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";

export interface TimingRule {
  threshold: number;
  /** Whether a target has one source at a time too. */
  exclusive: boolean;
}

const MOST_ROUNDS = 12;
/** When a round adds less than this share, what is left is looked at as a whole. */
const FEW = 0.01;
/** And when it adds less than this, it was the last. */
const NEXT_TO_NONE = 0.001;
const MARGIN = Math.log(10);

/**
 * Links the surest pairs first, takes the events that they explain out of the log, and looks again at the rest: what is
 * explained is no candidate for anybody else, so pairs with a single event become clear in the end.
 */
export async function linkInRounds(
  verb: string,
  log: TimingLog,
  law: DelayLaw,
  { threshold, exclusive }: TimingRule,
  options: ComputeOptions & { workers: number },
): Promise<TimingPair[]> {
  const linked: TimingPair[] = [];
  const openTrigger = Uint8Array.from(log.triggers.kind, (kind) => (law.answered[kind]! > 0 ? 1 : 0));
  const openResponse = new Uint8Array(log.responses.at.length).fill(1);
  const bySource = new Map<number, TimingPair[]>();
  const byTarget = new Map<number, TimingPair[]>();
  const costs = { orphan: Math.log(0.01), partial: Math.log(0.02) };
  const prior = { targets: 1, nobody: 0.5 };
  const need = Math.log(threshold / (1 - threshold));
  const isExcluded = (pair: TimingPair) =>
    bySource.get(pair.source)?.some((other) => overlap(pair, other)) ||
    (exclusive && byTarget.get(pair.target)?.some((other) => overlap(pair, other)));
  const look = async (enough: number, learns: number) => {
    const part = remaining(log, openTrigger, openResponse);
    if (part.trigger.length === 0 || part.response.length === 0) return [];
    prior.targets = 2;
    for (let t = 0; t < log.targets; t++) {
      if (part.counts[t]! > 0 && !(exclusive && byTarget.has(t))) prior.targets++;
    }
    const least = enough + Math.log((prior.targets * prior.nobody) / (1 - prior.nobody));
    const pairs = await weigh(verb, log, law, part, { ...costs, least }, options);
    const possible = pairs.filter((pair) => !isExcluded(pair)).sort(surest);
    const contest = toContest(possible, exclusive);
    judge(contest, prior);
    for (let i = 0; i < learns; i++) {
      prior.nobody = shareOfNobody(log, law, [linked, possible], prior.nobody);
      judge(contest, prior);
    }
    return possible;
  };
  const accept = (pair: TimingPair) => {
    pair.linked = true;
    linked.push(pair);
    push(bySource, pair.source, pair);
    push(byTarget, pair.target, pair);
    close(log, pair, openTrigger, openResponse);
  };
  let pairs: TimingPair[] = [];
  let isLate = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    pairs = isLate ? await look(-3, 5) : await look(need - MARGIN, round === 0 ? 0 : 1);
    const before = linked.length;
    for (const pair of pairs) {
      if (pair.probability >= threshold && pair.margin >= MARGIN && !isExcluded(pair)) accept(pair);
    }
    const fresh = linked.length - before;
    if (round === 0) Object.assign(costs, learnt(linked));
    if (isLate && fresh <= NEXT_TO_NONE * linked.length) break;
    isLate ||= fresh < FEW * linked.length || linked.length === 0;
  }
  return [...linked, ...pairs.filter((pair) => !pair.linked && pair.probability >= 0.05)];
}

const surest = (a: TimingPair, b: TimingPair) =>
  b.evidence - a.evidence || a.source - b.source || a.target - b.target || a.from - b.from;

/** The events that no link explains yet: places in the whole log. */
function remaining({ responses, targets }: TimingLog, openTrigger: Uint8Array, openResponse: Uint8Array) {
  const places = (open: Uint8Array) => {
    let count = 0;
    for (const flag of open) count += flag;
    const list = new Int32Array(count);
    for (let i = 0, at = 0; i < open.length; i++) if (open[i] === 1) list[at++] = i;
    return list;
  };
  const trigger = places(openTrigger);
  const response = places(openResponse);
  const counts = sharedInt32(targets);
  const ordinal = sharedInt32(response.length);
  for (let k = 0; k < response.length; k++) ordinal[k] = counts[responses.target[response[k]!]!]!++;
  return { trigger, response, counts, ordinal };
}

type Part = ReturnType<typeof remaining>;

async function weigh(
  verb: string,
  log: TimingLog,
  law: DelayLaw,
  part: Part,
  costs: { orphan: number; partial: number; least: number },
  options: ComputeOptions & { workers: number },
): Promise<TimingPair[]> {
  const { trigger, response } = part;
  const offsets = new Uint32Array(new SharedArrayBuffer((log.sources + 1) * 4));
  const triggerAt = sharedFloat64(trigger.length);
  const triggerClass = sharedUint8(trigger.length);
  for (let i = 0; i < trigger.length; i++) {
    const place = trigger[i]!;
    triggerAt[i] = log.triggers.at[place]!;
    triggerClass[i] = log.triggers.kind[place]!;
    offsets[log.triggers.source[place]! + 1]!++;
  }
  for (let s = 1; s < offsets.length; s++) offsets[s]! += offsets[s - 1]!;
  const responseAt = sharedFloat64(response.length);
  const rate = sharedFloat64(response.length);
  const target = sharedInt32(response.length);
  for (let k = 0; k < response.length; k++) {
    responseAt[k] = log.responses.at[response[k]!]!;
    rate[k] = log.responses.rate[response[k]!]!;
    target[k] = log.responses.target[response[k]!]!;
  }
  const { workers } = options;
  const cuts = workers === 0 ? [0, log.sources] : borders(log.sources, workers * 4);
  const tasks = cuts.slice(1).map((last, i) => ({
    law,
    offsets,
    triggerAt,
    triggerClass,
    responseAt,
    rate,
    target,
    ordinal: part.ordinal,
    responses: part.counts,
    ...costs,
    first: cuts[i]!,
    last,
  }));
  const found = await compute(verb, "timingPairs", tasks, options);
  return found.flatMap((pairs) => toPairs(pairs, part, triggerAt));
}

function toPairs(found: TimingPairs, { trigger, response }: Part, triggerAt: Float64Array): TimingPair[] {
  return Array.from(found.source, (source, i) => {
    const begin = i === 0 ? 0 : found.ends[i - 1]!;
    const end = found.ends[i]!;
    const triggers = found.hitTrigger.subarray(begin, end);
    const from = triggerAt[triggers[0]!]!;
    const to = triggerAt[triggers.at(-1)!]!;
    const cuts = found.cuts[i]!;
    return {
      source,
      target: found.target[i]!,
      evidence: found.evidence[i]!,
      probability: 0,
      margin: Infinity,
      linked: false,
      from,
      to,
      since: cuts & 1 ? from : -Infinity,
      until: cuts & 2 ? to : Infinity,
      orphans: found.orphans[i]!,
      triggers: found.triggers[i]!,
      silence: found.silence[i]!,
      hits: {
        trigger: triggers.map((place) => trigger[place]!),
        response: found.hitResponse.subarray(begin, end).map((place) => response[place]!),
      },
    };
  });
}

/**
 * The share of sources that belong to none of the targets, by expectation and maximisation: a source whose triggers all
 * went unanswered may be nobody's, or somebody's who did not answer.
 */
function shareOfNobody(
  { triggers, sources }: TimingLog,
  { answered }: DelayLaw,
  pairs: readonly (readonly TimingPair[])[],
  share: number,
): number {
  const silence = new Float64Array(sources);
  const owned = new Float64Array(sources);
  const isIn = new Uint8Array(sources);
  const unanswered = answered.map((q) => Math.log1p(-q));
  for (let i = 0; i < triggers.source.length; i++) {
    const q = answered[triggers.kind[i]!]!;
    if (q === 0) continue;
    isIn[triggers.source[i]!] = 1;
    silence[triggers.source[i]!]! += unanswered[triggers.kind[i]!]!;
  }
  for (const list of pairs) {
    for (const { source, probability } of list) owned[source] = Math.min(1, owned[source]! + probability);
  }
  for (let s = 0; s < sources; s++) silence[s] = Math.exp(silence[s]!);
  let nobody = share;
  for (let i = 0; i < 10; i++) {
    const odds = nobody / (1 - nobody);
    let sum = 1;
    let count = 2;
    for (let s = 0; s < sources; s++) {
      if (isIn[s] === 0) continue;
      count++;
      sum += (1 - owned[s]!) * (odds / (silence[s]! + odds));
    }
    nobody = Math.min(0.5, sum / count);
  }
  return nobody;
}

/** Takes out what a link explains: the triggers of its source while it holds, and the responses to them. */
function close({ triggers }: TimingLog, pair: TimingPair, openTrigger: Uint8Array, openResponse: Uint8Array): void {
  const { hits, source, since, until } = pair;
  for (const place of hits.response) openResponse[place] = 0;
  let begin = hits.trigger[0]!;
  let end = hits.trigger.at(-1)! + 1;
  while (triggers.source[begin - 1] === source && triggers.at[begin - 1]! >= since) begin--;
  while (triggers.source[end] === source && triggers.at[end]! <= until) end++;
  openTrigger.fill(0, begin, end);
}

/** What the surest links say of responses without a trigger, and of pairs that hold for a part of the time. */
function learnt(linked: readonly TimingPair[]): { orphan: number; partial: number } {
  let orphans = 0;
  let hits = 0;
  let cuts = 0;
  for (const pair of linked) {
    orphans += pair.orphans;
    hits += pair.hits.trigger.length;
    cuts += Number(pair.since > -Infinity) + Number(pair.until < Infinity);
  }
  return {
    orphan: Math.log((orphans + 1) / (orphans + hits + 100)),
    partial: Math.log((cuts + 1) / (2 * linked.length + 50)),
  };
}
