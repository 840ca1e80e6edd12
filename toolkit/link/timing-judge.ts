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

const ITERATIONS = 20;
/** Odds beyond this are as good as certain, and still multiply. */
const MOST = 300;

/**
 * The chance and the margin of each pair, all considered. A source belongs to one candidate, to a target that did not
 * answer any of its triggers, or to nobody (the prior share `nobody`); before the events are looked at, every target is
 * as likely as the next. Where a target has one source too, this is the marginal of a matching, by belief propagation:
 * a rival that is likelier elsewhere is less of a rival.
 */
export function judge(
  pairs: readonly TimingPair[],
  { targets, nobody }: { targets: number; nobody: number },
  exclusive: boolean,
): void {
  const odds = Float64Array.from(pairs, ({ evidence, silence }) => {
    const none = Math.log(targets * (Math.exp(silence) + nobody / (1 - nobody)));
    return Math.exp(Math.min(MOST, evidence - none));
  });
  const bySource = rivals(pairs, ({ source }) => source);
  const byTarget = exclusive ? rivals(pairs, ({ target }) => target) : pairs.map(() => []);
  let free = new Float64Array(pairs.length).fill(1);
  let wanted = free;
  for (let i = 0; i < ITERATIONS; i++) {
    wanted = Float64Array.from(bySource, (others) => 1 / (1 + others.reduce((sum, o) => sum + odds[o]! * free[o]!, 0)));
    const next = Float64Array.from(
      byTarget,
      (others) => 1 / (1 + others.reduce((sum, o) => sum + odds[o]! * wanted[o]!, 0)),
    );
    const moved = next.some((value, p) => Math.abs(value - free[p]!) > 1e-9);
    free = next;
    if (!moved) break;
  }
  for (const [p, pair] of pairs.entries()) {
    const mine = odds[p]! * wanted[p]! * free[p]!;
    pair.probability = mine === Infinity ? 1 : mine / (1 + mine);
    pair.margin = Infinity;
    for (const o of [...bySource[p]!, ...byTarget[p]!]) {
      pair.margin = Math.min(pair.margin, pair.evidence - pairs[o]!.evidence);
    }
  }
}

/** For each pair the others with the same identifier at the same time. */
function rivals(pairs: readonly TimingPair[], of: (pair: TimingPair) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (const [p, pair] of pairs.entries()) push(groups, of(pair), p);
  return pairs.map((pair, p) => groups.get(of(pair))!.filter((o) => o !== p && overlap(pair, pairs[o]!)));
}

export function push<V>(lists: Map<number, V[]>, key: number, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
