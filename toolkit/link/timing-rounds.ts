import type { DelayLaw } from "../../workers/kernels/timing-pairs.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { Accepted, type Round } from "./timing-accepted.ts";
import { judge, toContest, toMargins } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";
import { shareOfNobody, toSilences } from "./timing-nobody.ts";
import { type Windows, weigh } from "./timing-weigh.ts";

export interface TimingRule {
  threshold: number;
  /** Whether a target has one source at a time too. */
  exclusive: boolean;
}

/** Pairs by round and place: those that are linked, and those of the last round that may be. */
export interface Decided {
  linked: readonly { round: Round; place: number }[];
  ambiguous: readonly { round: Round; place: number }[];
}

const MOST_ROUNDS = 12;
/** When a round adds less than this share, what is left is looked at as a whole. */
const FEW = 0.01;
/** And when it adds less than this, it was the last. */
const NEXT_TO_NONE = 0.001;
const MARGIN = Math.log(10);
const LIKELY_ENOUGH = 0.05;

/**
 * Links the surest pairs first, takes the events that they explain out of the log, and looks again at the rest: what is
 * explained is no candidate for anybody else, so pairs with a single event become clear in the end.
 */
export async function linkInRounds(
  verb: string,
  log: TimingLog,
  law: DelayLaw,
  windows: Windows,
  { threshold, exclusive }: TimingRule,
  options: ComputeOptions & { workers: number },
): Promise<Decided> {
  const accepted = new Accepted(log, law.answered, exclusive);
  const { links } = accepted;
  const silences = toSilences(log, law.answered);
  const prior = { targets: 1, nobody: 0.5 };
  const need = Math.log(threshold / (1 - threshold));
  let costs = { orphan: Math.log(0.01), partial: Math.log(0.02) };
  const look = async (enough: number, learns: number): Promise<Round | undefined> => {
    if (accepted.triggersLeft === 0 || accepted.responsesLeft === 0) return undefined;
    prior.targets = 2;
    for (let t = 0; t < log.targets; t++) {
      if (accepted.responses[t] > 0 && !(exclusive && accepted.hasTarget(t))) prior.targets++;
    }
    const least = enough + Math.log((prior.targets * prior.nobody) / (1 - prior.nobody));
    const round = await weigh(verb, log, law, windows, accepted, costs, least, options);
    const contest = toContest(round, log.sources, log.targets, exclusive);
    round.margin = toMargins(contest);
    round.probability = judge(contest, prior);
    for (let i = 0; i < learns; i++) {
      prior.nobody = shareOfNobody(silences, toOwned(log.sources, links, round), prior.nobody);
      round.probability = judge(contest, prior);
    }
    return round;
  };
  let round: Round | undefined;
  let isLate = false;
  for (let turn = 0; turn < MOST_ROUNDS; turn++) {
    round = isLate ? await look(-3, 5) : await look(need - MARGIN, turn === 0 ? 0 : 1);
    const before = links.length;
    for (let p = 0; round && p < round.count; p++) {
      if (round.probability[p] >= threshold && round.margin[p] >= MARGIN) accepted.accept(round, p);
    }
    accepted.number();
    const fresh = links.length - before;
    if (turn === 0) costs = learnt(links);
    if (isLate && fresh <= NEXT_TO_NONE * links.length) break;
    isLate ||= fresh < FEW * links.length || links.length === 0;
  }
  const isLinked = new Set(links.filter((link) => link.round === round).map(({ place }) => place));
  const ambiguous = Array.from({ length: round?.count ?? 0 }, (_, place) => place)
    .filter((place) => !isLinked.has(place) && round!.probability[place] >= LIKELY_ENOUGH)
    .map((place) => ({ round: round!, place }));
  return { linked: links, ambiguous };
}

/** The chance of each source that it is somebody's. */
function toOwned(sources: number, links: Decided["linked"], { count, source, probability }: Round): Float64Array {
  const owned = new Float64Array(sources);
  for (const { round, place } of links) owned[round.source[place]] += round.probability[place];
  for (let p = 0; p < count; p++) owned[source[p]] += probability[p];
  return owned;
}

/** What the surest links say of responses without a trigger, and of pairs that hold for a part of the time. */
function learnt(links: Decided["linked"]): { orphan: number; partial: number } {
  let orphans = 0;
  let hits = 0;
  let cuts = 0;
  for (const { round, place } of links) {
    orphans += round.orphans[place];
    hits += round.begins[place + 1] - round.begins[place];
    cuts += Number(round.since[place] > -Infinity) + Number(round.until[place] < Infinity);
  }
  return {
    orphan: Math.log((orphans + 1) / (orphans + hits + 100)),
    partial: Math.log((cuts + 1) / (2 * links.length + 50)),
  };
}
