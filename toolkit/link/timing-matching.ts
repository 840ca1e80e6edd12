import type { Silences } from "./timing-silences.ts";

/** Sources and targets in the light of their events so far. */
export interface Standing {
  sources: Silences;
  targets: Silences;
  /** The chance of each that an event shows to whom it belongs. */
  ownedSource: Float64Array;
  ownedTarget: Float64Array;
}

/** What is believed before a pair's own events are looked at. */
export interface Prior {
  /** For each class of sources, and of targets, ln of its part in how much likelier two are a pair than both alone. */
  source: Float64Array;
  target: Float64Array;
  /** The chance of each class of targets to have a source. */
  sourced: Float64Array;
}

const TURNS = 10;
/** So many times the silent on either side are told of those on the other. */
const SETTLING = 5;
/** So many of the usual chance are added to the targets of each size, as a few say little: from 50 to 1,000 all are alike. */
const USUAL = 200;

/**
 * Sources and targets as a matching: each source belongs to one target or to none, and where targets are exclusive the
 * other way round. Two that are nobody's are a pair with the odds of the source to belong to any, times those of the
 * target, over the number of pairs; half of all belong to somebody to begin with.
 */
export class Matching {
  readonly #exclusive: boolean;
  readonly #sources: Float64Array;
  readonly #targets: Float64Array;
  readonly #usual: number;

  constructor(sources: Silences, targets: Silences, exclusive: boolean, usual = USUAL) {
    this.#usual = usual;
    const pairs = Math.min(sources.count, targets.count) / 2 + 1;
    const odds = (count: number) => pairs / (count - pairs + 2);
    this.#exclusive = exclusive;
    this.#sources = new Float64Array(sources.sizes).fill(odds(sources.count));
    this.#targets = new Float64Array(targets.sizes).fill(exclusive ? odds(targets.count) / pairs : 1 / targets.count);
  }

  /** The most that the odds of a pair may be before its events are looked at, as ln. */
  get most(): number {
    return Math.log(Math.max(...this.#sources) * Math.max(...this.#targets));
  }

  /**
   * Learns how many of the sources belong to any target, and how many of the targets of each size to any source, by
   * expectation and maximisation: who shows nothing may be nobody's, or somebody's without a trace. With no turns, what is
   * known is taken as it is.
   */
  learn({ sources, targets, ownedSource, ownedTarget }: Standing, turns = TURNS): Prior {
    const one = toSide(sources, ownedSource, this.#sources);
    const other = toSide(targets, ownedTarget, this.#targets);
    for (let turn = 0; turn <= turns; turn++) {
      for (let i = 0; i < SETTLING; i++) {
        settle(one, this.#exclusive ? silent(other) : 1);
        if (this.#exclusive) settle(other, silent(one));
      }
      if (turn === turns) break;
      const pairs = learnOdds(one, this.#usual);
      if (!this.#exclusive) continue;
      learnOdds(other, this.#usual);
      for (let size = 0; size < this.#targets.length; size++) this.#targets[size] /= pairs + 1;
    }
    const known = ({ odds, weight, of: { sizeOf } }: Side) => weight.map((w, c) => Math.log(odds[sizeOf[c]] / w));
    const sourced = other.weight.map((w, c) => (targets.all[c] > 0 ? 1 - other.free[c] / w / targets.all[c] : 0));
    return { source: known(one), target: known(other), sourced };
  }
}

/** All sources, or all targets, by class. */
interface Side {
  of: Silences;
  /** How many show nothing. */
  free: Float64Array;
  /** How much likelier one shows nothing than that it does and is nobody's: 1, and what all silent partners add. */
  weight: Float64Array;
  /** The odds of each size to belong to any. */
  odds: Float64Array;
}

function toSide(of: Silences, owned: Float64Array, odds: Float64Array): Side {
  const { classOf, likelihood } = of;
  const free = new Float64Array(likelihood.length);
  for (let i = 0; i < classOf.length; i++) {
    // of whom one pair is certain, nothing is left to add
    if (classOf[i] >= 0 && owned[i] < 1) free[classOf[i]] += 1 - owned[i];
  }
  return { of, free, weight: new Float64Array(likelihood.length).fill(1), odds };
}

/** So much those that show nothing count as partners of others that show nothing. */
function silent({ of: { likelihood, sizeOf }, free, weight, odds }: Side): number {
  let sum = 0;
  for (let c = 0; c < free.length; c++) sum += (free[c] * likelihood[c] * odds[sizeOf[c]]) / weight[c];
  return sum;
}

function settle({ of: { likelihood, sizeOf }, weight, odds }: Side, partners: number): void {
  for (let c = 0; c < weight.length; c++) weight[c] = 1 + odds[sizeOf[c]] * likelihood[c] * partners;
}

/** Fills in the odds of each size; gives how many belong to any. */
function learnOdds({ of: { sizeOf, all, count }, free, weight, odds }: Side, most: number): number {
  const none = new Float64Array(odds.length);
  const some = new Float64Array(odds.length);
  let pairs = 0;
  for (let c = 0; c < weight.length; c++) {
    const nobody = free[c] / weight[c];
    none[sizeOf[c]] += nobody;
    some[sizeOf[c]] += all[c] - nobody;
    pairs += all[c] - nobody;
  }
  const share = (pairs + 1) / (count + 2);
  const usual = odds.length > 1 ? most : 1;
  for (let size = 0; size < odds.length; size++) {
    odds[size] = (some[size] + usual * share) / (none[size] + usual * (1 - share));
  }
  return pairs;
}
