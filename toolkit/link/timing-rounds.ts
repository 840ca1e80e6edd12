import type { ChainCosts } from "../../workers/kernels/timing-chain.ts";
import type { DelayLaw } from "../../workers/kernels/timing-pairs.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { Accepted, type Round } from "./timing-accepted.ts";
import { judge, toContest, toMargins } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";
import { shareOfNobody, toSilences } from "./timing-nobody.ts";
import { type Signs, weigh } from "./timing-weigh.ts";

export interface TimingRule {
  threshold: number;
  /** Whether a target has one source at a time too. */
  exclusive: boolean;
}

/** The rounds in turn, and which of their pairs were linked; and which of the last round are not, but may be. */
export interface Decided {
  rounds: readonly { round: Round; linked: Int32Array }[];
  ambiguous: Int32Array;
  /** Links in all. */
  count: number;
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
  signs: Signs,
  { threshold, exclusive }: TimingRule,
  options: ComputeOptions & { workers: number },
): Promise<Decided> {
  const accepted = new Accepted(log, law.answered, exclusive);
  const rounds: { round: Round; linked: Int32Array }[] = [];
  const silences = toSilences(log, law.answered);
  const prior = { targets: 1, nobody: 0.5 };
  const need = Math.log(threshold / (1 - threshold));
  let costs = costsOf(unexplained(log, law), 0.02);
  const look = async (enough: number, learns: number): Promise<Round | undefined> => {
    if (accepted.triggersLeft === 0 || accepted.responsesLeft === 0) return undefined;
    prior.targets = 2;
    for (let t = 0; t < log.targets; t++) {
      if (accepted.responses[t] > 0 && !(exclusive && accepted.hasTarget(t))) prior.targets++;
    }
    const least = enough + Math.log((prior.targets * prior.nobody) / (1 - prior.nobody));
    const round = await weigh(verb, log, law, signs, accepted, costs, least, options);
    const contest = toContest(round, log.sources, log.targets, exclusive);
    round.margin = toMargins(contest);
    round.probability = judge(contest, prior);
    for (let i = 0; i < learns; i++) {
      prior.nobody = shareOfNobody(silences, toOwned(log.sources, rounds, round), prior.nobody);
      round.probability = judge(contest, prior);
    }
    return round;
  };
  let isLate = false;
  for (let turn = 0; turn < MOST_ROUNDS; turn++) {
    const round: Round | undefined = isLate ? await look(-3, 5) : await look(need - MARGIN, turn === 0 ? 0 : 1);
    const linked: Int32Array = round
      ? places(round.count, (p) => round.probability[p] >= threshold && round.margin[p] >= MARGIN)
      : new Int32Array();
    if (round) {
      for (const place of linked) accepted.accept(round, place);
      rounds.push({ round, linked });
    }
    if (turn === 0) costs = learnt(rounds);
    if (!round || (isLate && linked.length <= NEXT_TO_NONE * accepted.count)) break;
    accepted.number();
    isLate ||= linked.length < FEW * accepted.count || accepted.count === 0;
  }
  const last = rounds.at(-1);
  const isLinked = new Uint8Array(last?.round.count ?? 0);
  for (const place of last?.linked ?? []) isLinked[place] = 1;
  const ambiguous = places(isLinked.length, (p) => isLinked[p] === 0 && last!.round.probability[p] >= LIKELY_ENOUGH);
  return { rounds, ambiguous, count: accepted.count };
}

function places(count: number, test: (place: number) => boolean): Int32Array {
  const list = new Int32Array(count);
  let some = 0;
  for (let p = 0; p < count; p++) if (test(p)) list[some++] = p;
  return list.slice(0, some);
}

/** The chance of each source that it is somebody's. */
function toOwned(sources: number, rounds: Decided["rounds"], { count, source, probability }: Round): Float64Array {
  const owned = new Float64Array(sources);
  for (const { round, linked } of rounds) {
    for (const place of linked) owned[round.source[place]] += round.probability[place];
  }
  for (let p = 0; p < count; p++) owned[source[p]] += probability[p];
  return owned;
}

/** Most ends within the log leave no event behind to show them: never fewer than this share are expected. */
const UNSEEN_ENDS = 0.1;

/** The share of all responses that answers do not explain, whoever gave them. */
function unexplained({ triggers, responses }: TimingLog, { answered }: DelayLaw): number {
  let answers = 0;
  for (const kind of triggers.kind) answers += answered[kind];
  return Math.max(0.01, 1 - answers / responses.at.length);
}

/**
 * What follows when a target gives so many of its responses without a trigger: each of these has that chance, and those
 * that would come by chance, were the two strangers, are fewer by the rest (a Poisson stream of a smaller rate).
 */
function costsOf(orphans: number, partial: number): ChainCosts & { quiet: number } {
  const quiet = 1 - orphans;
  return { orphan: Math.log(orphans) + quiet, quiet, partial: Math.log(partial) };
}

/**
 * What the surest links say of responses without a trigger, and of pairs that hold for a part of the time. A stretch ends
 * with a hit on either side, so one hit of each pair is no news of how many there are among the responses.
 */
function learnt(rounds: Decided["rounds"]): ChainCosts & { quiet: number } {
  let orphans = 0;
  let hits = 0;
  let cuts = 0;
  let links = 0;
  for (const { round, linked } of rounds) {
    links += linked.length;
    for (const place of linked) {
      orphans += round.orphans[place];
      hits += round.begins[place + 1] - round.begins[place] - 1;
      cuts += Number(round.since[place] > -Infinity) + Number(round.until[place] < Infinity);
    }
  }
  return costsOf((orphans + 1) / (orphans + hits + 100), Math.max(UNSEEN_ENDS, (cuts + 1) / (2 * links + 50)));
}
