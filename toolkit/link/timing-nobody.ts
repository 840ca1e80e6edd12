import type { TimingLog } from "./timing-log.ts";

/** How likely it is of each source that all of its triggers go unanswered. */
export interface Silences {
  /** Sources with equally many triggers of each kind are alike: the class of each, -1 without a trigger that counts. */
  classOf: Int32Array;
  /** The likelihood of each class. */
  likelihood: readonly number[];
}

/** The silences of all sources, by the number of their triggers of each kind. */
export function toSilences({ triggers: { offsets, kind }, sources }: TimingLog, answered: Float64Array): Silences {
  const unanswered = answered.map((q) => Math.log1p(-q));
  const classOf = new Int32Array(sources).fill(-1);
  const classes = new Map<number, number>();
  const likelihood: number[] = [];
  for (let s = 0; s < sources; s++) {
    let sum = 0;
    let isIn = false;
    for (let i = offsets[s]; i < offsets[s + 1]; i++) {
      if (answered[kind[i]] === 0) continue;
      isIn = true;
      sum += unanswered[kind[i]];
    }
    if (!isIn) continue;
    const known = classes.get(sum);
    classOf[s] = known ?? likelihood.push(Math.exp(sum)) - 1;
    if (known === undefined) classes.set(sum, classOf[s]);
  }
  return { classOf, likelihood };
}

/**
 * The share of sources that belong to none of the targets, by expectation and maximisation: a source whose triggers all
 * went unanswered may be nobody's, or somebody's who did not answer. `owned`: the chance that each is somebody's.
 */
export function shareOfNobody({ classOf, likelihood }: Silences, owned: Float64Array, share: number): number {
  const free = new Float64Array(likelihood.length);
  let count = 2;
  for (let s = 0; s < classOf.length; s++) {
    if (classOf[s] < 0) continue;
    count++;
    free[classOf[s]] += 1 - Math.min(1, owned[s]);
  }
  let nobody = share;
  for (let i = 0; i < 10; i++) {
    const odds = nobody / (1 - nobody);
    let sum = 1;
    for (let c = 0; c < free.length; c++) sum += free[c] * (odds / (likelihood[c] + odds));
    nobody = Math.min(0.5, sum / count);
  }
  return nobody;
}
