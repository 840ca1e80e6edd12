import { sharedFloat64 } from "../../workers/shared.ts";
import type { Prior } from "./timing-matching.ts";
import type { Silences } from "./timing-silences.ts";

/** Pairs that compete, a column each. */
export interface Contenders {
  count: number;
  source: Int32Array;
  target: Int32Array;
  evidence: Float64Array;
  /** ln of how much rarer the pair is than one of two that nobody has yet. */
  rarity: Float64Array;
  /** ln of the odds of the pair before its own events are looked at, that included; filled in as it is judged. */
  prior: Float64Array;
  /** From when to when nobody else can have either. */
  since: Float64Array;
  until: Float64Array;
}

/** Pairs that share a source, or a target: those of group `g` lie in `members` from `begins[g]` up to `begins[g + 1]`. */
interface Groups {
  begins: Uint32Array;
  members: Uint32Array;
  /** Groups of several pairs of which each excludes each. */
  whole: Uint32Array;
  /** Groups of several of which some follow one another in time. */
  mixed: Uint32Array;
}

export interface Contest {
  pairs: Contenders;
  bySource: Groups;
  /** Undefined where a target may have several sources. */
  byTarget: Groups | undefined;
}

/** Pairs and which of them exclude which. */
export function toContest(pairs: Contenders, sources: number, targets: number, exclusive: boolean): Contest {
  return {
    pairs,
    bySource: toGroups(pairs, pairs.source, sources),
    byTarget: exclusive ? toGroups(pairs, pairs.target, targets) : undefined,
  };
}

/** Beyond this many, pairs that follow one another are taken to exclude each other too. */
const MOST_MIXED = 12;

function toGroups({ count, since, until }: Contenders, of: Int32Array, groups: number): Groups {
  const begins = new Uint32Array(groups + 1);
  for (let p = 0; p < count; p++) begins[of[p] + 1]++;
  for (let g = 0; g < groups; g++) begins[g + 1] += begins[g];
  const next = begins.slice();
  const members = new Uint32Array(count);
  for (let p = 0; p < count; p++) members[next[of[p]]++] = p;
  const whole = new Uint32Array(count >> 1);
  const mixed = new Uint32Array(count >> 1);
  let wholes = 0;
  let mixes = 0;
  for (let g = 0; g < groups; g++) {
    const size = begins[g + 1] - begins[g];
    if (size < 2) continue;
    let latest = -Infinity;
    let earliest = Infinity;
    for (let m = begins[g]; m < begins[g + 1]; m++) {
      latest = Math.max(latest, since[members[m]]);
      earliest = Math.min(earliest, until[members[m]]);
    }
    if (latest <= earliest || size > MOST_MIXED) whole[wholes++] = g;
    else mixed[mixes++] = g;
  }
  return { begins, members, whole: whole.subarray(0, wholes), mixed: mixed.subarray(0, mixes) };
}

/** For each pair how much more evidence it has than the best that it excludes; Infinity without one. */
export function toMargins({ pairs, bySource, byTarget }: Contest): Float64Array<SharedArrayBuffer> {
  const { evidence } = pairs;
  const margins = sharedFloat64(pairs.count).fill(Infinity);
  const lower = (p: number, rival: number) => {
    if (rival > -Infinity && evidence[p] - rival < margins[p]) margins[p] = evidence[p] - rival;
  };
  for (const { begins, members, whole, mixed } of byTarget ? [bySource, byTarget] : [bySource]) {
    for (const g of whole) {
      let best = begins[g];
      for (let m = begins[g]; m < begins[g + 1]; m++) if (evidence[members[m]] > evidence[members[best]]) best = m;
      let second = -Infinity;
      for (let m = begins[g]; m < begins[g + 1]; m++) {
        if (m === best) continue;
        second = Math.max(second, evidence[members[m]]);
        lower(members[m], evidence[members[best]]);
      }
      lower(members[best], second);
    }
    for (const g of mixed) {
      for (let m = begins[g]; m < begins[g + 1]; m++) {
        for (let o = begins[g]; o < begins[g + 1]; o++) {
          if (o !== m && meet(pairs, members[m], members[o])) lower(members[m], evidence[members[o]]);
        }
      }
    }
  }
  return margins;
}

const meet = ({ since, until }: Contenders, p: number, o: number) => since[p] <= until[o] && since[o] <= until[p];

const ITERATIONS = 20;
const SETTLED = 1e-4;
/** Odds beyond this are as good as certain, and still multiply. */
const MOST = 300;

/**
 * The chance of each pair, all considered. A source belongs to one candidate, to a target that did not answer any of its
 * triggers, or to nobody; where a target has one source too, the same is true of it. This is the marginal of a matching, by
 * belief propagation: a rival that is likelier elsewhere is less of a rival.
 */
export function judge(
  { pairs, bySource, byTarget }: Contest,
  prior: Prior,
  { sources, targets }: { sources: Silences; targets: Silences },
): Float64Array<SharedArrayBuffer> {
  const { count, evidence, rarity } = pairs;
  const odds = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    const known = prior.source[sources.classOf[pairs.source[p]]] + prior.target[targets.classOf[pairs.target[p]]];
    pairs.prior[p] = rarity[p] + known;
    odds[p] = Math.exp(Math.min(MOST, evidence[p] + pairs.prior[p]));
  }
  const free = new Float64Array(count).fill(1);
  const wanted = new Float64Array(count).fill(1);
  const before = new Float64Array(count);
  for (let i = 0, moved = 1; i < ITERATIONS && moved > SETTLED; i++) {
    moved = tell(bySource, pairs, odds, free, wanted, before);
    if (byTarget) moved = Math.max(moved, tell(byTarget, pairs, odds, wanted, free, before));
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
  { begins, members, whole, mixed }: Groups,
  pairs: Contenders,
  odds: Float64Array,
  heard: Float64Array,
  told: Float64Array,
  before: Float64Array,
): number {
  let moved = 0;
  for (let w = 0; w < whole.length; w++) {
    const [begin, end] = [begins[whole[w]], begins[whole[w] + 1]];
    // what comes before and what comes behind, and never the whole less the pair itself: it may be all of it
    let sum = 1;
    for (let m = begin; m < end; m++) {
      before[m] = sum;
      sum += odds[members[m]] * heard[members[m]];
    }
    let behind = 0;
    for (let m = end - 1; m >= begin; m--) {
      const p = members[m];
      const value = 1 / (before[m] + behind);
      const step = Math.abs(value - told[p]);
      if (step > moved) moved = step;
      told[p] = value;
      behind += odds[p] * heard[p];
    }
  }
  for (const g of mixed) {
    for (let m = begins[g]; m < begins[g + 1]; m++) {
      let sum = 1;
      for (let o = begins[g]; o < begins[g + 1]; o++) {
        if (o !== m && meet(pairs, members[m], members[o])) sum += odds[members[o]] * heard[members[o]];
      }
      const step = Math.abs(1 / sum - told[members[m]]);
      if (step > moved) moved = step;
      told[members[m]] = 1 / sum;
    }
  }
  return moved;
}
