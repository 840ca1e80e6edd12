import { sharedFloat64 } from "../../workers/shared.ts";

/** Pairs that compete, a column each. */
export interface Contenders {
  count: number;
  source: Int32Array;
  target: Int32Array;
  evidence: Float64Array;
  /** Log-likelihood of all triggers of the pair going unanswered. */
  silence: Float64Array;
  /** From when to when nobody else can have either. */
  since: Float64Array;
  until: Float64Array;
}

/** For each pair the others that it excludes: those of pair `p` lie in `list` from `offsets[p]` up to `offsets[p + 1]`. */
interface Rivals {
  offsets: Uint32Array;
  list: Uint32Array;
  /** The pairs that have any. */
  contested: Uint32Array;
}

export interface Contest {
  pairs: Contenders;
  /** With the same source, and with the same target where a target has one source. */
  bySource: Rivals;
  byTarget: Rivals;
}

/** Pairs and which of them exclude which. */
export function toContest(pairs: Contenders, sources: number, targets: number, exclusive: boolean): Contest {
  const none = { offsets: new Uint32Array(pairs.count + 1), list: new Uint32Array(), contested: new Uint32Array() };
  return {
    pairs,
    bySource: toRivals(pairs, pairs.source, sources),
    byTarget: exclusive ? toRivals(pairs, pairs.target, targets) : none,
  };
}

/** For each pair how much more evidence it has than the best that it excludes; Infinity without one. */
export function toMargins({
  pairs: { count, evidence },
  bySource,
  byTarget,
}: Contest): Float64Array<SharedArrayBuffer> {
  const margins = sharedFloat64(count).fill(Infinity);
  for (const { offsets, list, contested } of [bySource, byTarget]) {
    for (const p of contested) {
      for (let r = offsets[p]; r < offsets[p + 1]; r++) {
        const margin = evidence[p] - evidence[list[r]];
        if (margin < margins[p]) margins[p] = margin;
      }
    }
  }
  return margins;
}

function toRivals({ count, since, until }: Contenders, of: Int32Array, groups: number): Rivals {
  const begins = new Uint32Array(groups + 1);
  for (let p = 0; p < count; p++) begins[of[p] + 1]++;
  for (let g = 0; g < groups; g++) begins[g + 1] += begins[g];
  const next = begins.slice();
  const members = new Uint32Array(count);
  for (let p = 0; p < count; p++) members[next[of[p]]++] = p;
  const offsets = new Uint32Array(count + 1);
  let list = new Uint32Array(2 * count + 16);
  const contested = new Uint32Array(count);
  let room = 0;
  let some = 0;
  for (let p = 0; p < count; p++) {
    for (let m = begins[of[p]]; m < begins[of[p] + 1]; m++) {
      const o = members[m];
      if (o === p || since[p] > until[o] || since[o] > until[p]) continue;
      if (room === list.length) {
        const larger = new Uint32Array(2 * room);
        larger.set(list);
        list = larger;
      }
      list[room++] = o;
    }
    offsets[p + 1] = room;
    if (room > offsets[p]) contested[some++] = p;
  }
  return { offsets, list: list.subarray(0, room), contested: contested.subarray(0, some) };
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
  { pairs: { count, evidence, silence }, bySource, byTarget }: Contest,
  { targets, nobody }: { targets: number; nobody: number },
): Float64Array<SharedArrayBuffer> {
  const odds = new Float64Array(count);
  const known = nobody / (1 - nobody);
  for (let p = 0; p < count; p++) {
    const none = Math.log(targets * (Math.exp(silence[p]) + known));
    odds[p] = Math.exp(Math.min(MOST, evidence[p] - none));
  }
  const free = new Float64Array(count).fill(1);
  const wanted = new Float64Array(count).fill(1);
  for (let i = 0, moved = 1; i < ITERATIONS && moved > SETTLED; i++) {
    moved = tell(bySource, odds, free, wanted);
    if (byTarget.list.length > 0) moved = Math.max(moved, tell(byTarget, odds, wanted, free));
  }
  const probability = sharedFloat64(count);
  for (let p = 0; p < count; p++) {
    const mine = odds[p] * wanted[p] * free[p];
    probability[p] = mine === Infinity ? 1 : mine / (1 + mine);
  }
  return probability;
}

/** One round of messages: how free each pair is of its rivals, given what these hear from the other side. */
function tell(
  { offsets, list, contested }: Rivals,
  odds: Float64Array,
  heard: Float64Array,
  told: Float64Array,
): number {
  let moved = 0;
  for (let c = 0; c < contested.length; c++) {
    const p = contested[c];
    let sum = 1;
    for (let r = offsets[p]; r < offsets[p + 1]; r++) sum += odds[list[r]] * heard[list[r]];
    const value = 1 / sum;
    const step = Math.abs(value - told[p]);
    if (step > moved) moved = step;
    told[p] = value;
  }
  return moved;
}
