/** A source and a target that may belong together, and why. */
export interface TimingPair {
  source: number;
  target: number;
  /** Natural logarithm of the likelihood ratio. */
  evidence: number;
  probability: number;
  /** How much more evidence it has than the best pair that it excludes; Infinity without one. */
  margin: number;
  linked: boolean;
  /** The first and the last hit. */
  from: number;
  to: number;
  orphans: number;
  triggers: number;
  silence: number;
  /** From when to when nobody else can have either: open where nothing speaks for an end. */
  since: number;
  until: number;
  /** Places among the triggers and responses of the whole log. */
  hits: { trigger: Int32Array; response: Int32Array };
}
/** Whether both cannot be true. */
export const overlap = (a: TimingPair, b: TimingPair) => a.since <= b.until && b.since <= a.until;

/** For each pair the others that it excludes: those of pair `p` lie in `list` from `offsets[p]` up to `offsets[p + 1]`. */
interface Rivals {
  offsets: Uint32Array;
  list: Uint32Array;
}

export interface Contest {
  pairs: readonly TimingPair[];
  /** With the same source, and with the same target where a target has one source. */
  bySource: Rivals;
  byTarget: Rivals;
}

/** Pairs and which of them exclude which. */
export function toContest(pairs: readonly TimingPair[], exclusive: boolean): Contest {
  const none = { offsets: new Uint32Array(pairs.length + 1), list: new Uint32Array() };
  const contest = {
    pairs,
    bySource: toRivals(pairs, ({ source }) => source),
    byTarget: exclusive ? toRivals(pairs, ({ target }) => target) : none,
  };
  for (const [p, pair] of pairs.entries()) {
    pair.margin = Infinity;
    for (const { offsets, list } of [contest.bySource, contest.byTarget]) {
      for (let r = offsets[p]!; r < offsets[p + 1]!; r++) {
        pair.margin = Math.min(pair.margin, pair.evidence - pairs[list[r]!]!.evidence);
      }
    }
  }
  return contest;
}

function toRivals(pairs: readonly TimingPair[], of: (pair: TimingPair) => number): Rivals {
  const groups = new Map<number, number[]>();
  for (const [p, pair] of pairs.entries()) push(groups, of(pair), p);
  const offsets = new Uint32Array(pairs.length + 1);
  const list: number[] = [];
  for (const [p, pair] of pairs.entries()) {
    for (const o of groups.get(of(pair))!) if (o !== p && overlap(pair, pairs[o]!)) list.push(o);
    offsets[p + 1] = list.length;
  }
  return { offsets, list: Uint32Array.from(list) };
}

const ITERATIONS = 20;
const SETTLED = 1e-4;
/** Odds beyond this are as good as certain, and still multiply. */
const MOST = 300;

/**
 * The chance of each pair, all considered. A source belongs to one candidate, to a target that did not answer any of its
 * triggers, or to nobody (the prior share `nobody`); before the events are looked at, every target is as likely as the
 * next. Where a target has one source too, this is the marginal of a matching, by belief propagation: a rival that is
 * likelier elsewhere is less of a rival.
 */
export function judge(
  { pairs, bySource, byTarget }: Contest,
  { targets, nobody }: { targets: number; nobody: number },
): void {
  const odds = Float64Array.from(pairs, ({ evidence, silence }) => {
    const none = Math.log(targets * (Math.exp(silence) + nobody / (1 - nobody)));
    return Math.exp(Math.min(MOST, evidence - none));
  });
  const free = new Float64Array(pairs.length).fill(1);
  const wanted = new Float64Array(pairs.length).fill(1);
  for (let i = 0, moved = 1; i < ITERATIONS && moved > SETTLED; i++) {
    moved = tell(bySource, odds, free, wanted);
    if (byTarget.list.length > 0) moved = Math.max(moved, tell(byTarget, odds, wanted, free));
  }
  for (const [p, pair] of pairs.entries()) {
    const mine = odds[p]! * wanted[p]! * free[p]!;
    pair.probability = mine === Infinity ? 1 : mine / (1 + mine);
  }
}

/** One round of messages: how free each pair is of its rivals, given what these hear from the other side. */
function tell({ offsets, list }: Rivals, odds: Float64Array, heard: Float64Array, told: Float64Array): number {
  let moved = 0;
  for (let p = 0; p < told.length; p++) {
    let sum = 1;
    for (let r = offsets[p]!; r < offsets[p + 1]!; r++) sum += odds[list[r]!]! * heard[list[r]!]!;
    const value = 1 / sum;
    moved = Math.max(moved, Math.abs(value - told[p]!));
    told[p] = value;
  }
  return moved;
}

export function push<V>(lists: Map<number, V[]>, key: number, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
