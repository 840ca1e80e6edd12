import type { DelayLaw } from "../../workers/kernels/timing-task.ts";
import type { ComputeOptions } from "../core/compute.ts";
import { Accepted, type Round } from "./timing-accepted.ts";
import { learnCosts, toCosts } from "./timing-costs.ts";
import { judge, toContest, toMargins } from "./timing-judge.ts";
import type { TimingLog } from "./timing-log.ts";
import { Matching } from "./timing-matching.ts";
import { silencesOfSources, silencesOfTargets } from "./timing-silences.ts";
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
/** ln of the odds below which pairs are not looked at in the end. */
const LATE = -3;
/** So many times what is believed of all is learnt from the chances of all, and these anew from that. */
const LEARNS = 8;

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
  const accepted = new Accepted(log, law.answered, exclusive, signs.agreement);
  const rounds: { round: Round; linked: Int32Array }[] = [];
  const given = accepted.responses.slice();
  const answers = answersIn(log, law);
  let unexplained = leftBy(answers, log.responses.at.length);
  let costs = toCosts(Math.max(0.01, unexplained), 0.02);
  const sources = silencesOfSources(log, law.answered);
  let targets = silencesOfTargets(given, costs.orphan);
  const matching = new Matching(sources, targets, exclusive);
  const [owned, likely] = Array.from({ length: 2 }, () => new Owned(log.sources, log.targets));
  const need = Math.log(threshold / (1 - threshold));
  const look = async (enough: number, learns: number): Promise<Round | undefined> => {
    if (accepted.triggersLeft === 0 || accepted.responsesLeft === 0) return undefined;
    const round = await weigh(verb, log, law, signs, accepted, costs, enough - matching.most, options);
    const contest = toContest(round, log.sources, log.targets, exclusive);
    round.margin = toMargins(contest);
    let prior = matching.learn({ sources, targets, ...owned }, 0);
    round.probability = judge(contest, prior, { sources, targets });
    for (let i = 0; i < learns; i++) {
      prior = matching.learn({ sources, targets, ...likely.fill(owned, round) });
      round.probability = judge(contest, prior, { sources, targets });
    }
    if (learns > 0) {
      let sourced = 0;
      for (let t = 0; t < given.length; t++) if (given[t] > 0) sourced += given[t] * prior.sourced[targets.classOf[t]];
      unexplained = leftBy(answers, sourced);
      learn();
    }
    return round;
  };
  const learn = () => {
    costs = learnCosts(rounds, unexplained);
    targets = silencesOfTargets(given, costs.orphan);
  };
  let isLate = false;
  for (let turn = 0; turn < MOST_ROUNDS; turn++) {
    const round: Round | undefined = isLate ? await look(LATE, LEARNS) : await look(need - MARGIN, Math.min(1, turn));
    const linked: Int32Array = round
      ? places(round.count, (p) => round.probability[p] >= threshold && round.margin[p] >= MARGIN)
      : new Int32Array();
    if (round) {
      for (const place of linked) {
        accepted.accept(round, place);
        owned.add(round, place);
      }
      rounds.push({ round, linked });
    }
    if (turn === 0) learn();
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

/** The chance of each source, and target, that one of its pairs is true. */
class Owned {
  readonly ownedSource: Float64Array;
  readonly ownedTarget: Float64Array;

  constructor(sources: number, targets: number) {
    this.ownedSource = new Float64Array(sources);
    this.ownedTarget = new Float64Array(targets);
  }

  add({ source, target, probability }: Round, place: number): void {
    this.ownedSource[source[place]] += probability[place];
    this.ownedTarget[target[place]] += probability[place];
  }

  /** That of the links so far, and that of all pairs of a round. */
  fill(linked: Owned, round: Round): this {
    this.ownedSource.set(linked.ownedSource);
    this.ownedTarget.set(linked.ownedTarget);
    for (let p = 0; p < round.count; p++) this.add(round, p);
    return this;
  }
}

/** How many answers there are, as the shares of answered triggers say. */
function answersIn({ triggers }: TimingLog, { answered }: DelayLaw): number {
  let answers = 0;
  for (const kind of triggers.kind) answers += answered[kind];
  return answers;
}

/** The share of responses that answers do not explain. */
const leftBy = (answers: number, responses: number) => Math.max(0, 1 - answers / Math.max(1, responses));
