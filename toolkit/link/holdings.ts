import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { type Crowd, crowdOf, takesTurns } from "./crowd.ts";
import { type Cut, cutOut } from "./cuts.ts";
import { gather, noSightings, ownerCounts } from "./gather-sightings.ts";
import { ALONE, AMBIGUOUS, disown, type Intervals, OBSERVED, pushInterval, SHARED, TIMED_ONLY } from "./intervals.ts";
import { keepWithin } from "./keep-within.ts";
import { hubLimit, type Limit } from "./link-limits.ts";
import type { RowCounts } from "./link-state.ts";
import { endOf, type Life, toLives } from "./lives.ts";
import { ownerPath, type Sightings } from "./owner-path.ts";
import { placeRecords } from "./records.ts";
import { toStretches } from "./stretches.ts";
import type { TimedRows } from "./timed-rows.ts";

/** Odds of about ten to one for an owner, or the owner is not known. */
const SURE = 0.9;

/** Who held which identifier when: columns, one element an interval, ordered by identifier and time. */
export interface Holdings {
  /** The intervals of identifier `i` lie at `offsets[i]` up to, not with, `offsets[i + 1]`. */
  offsets: Uint32Array;
  identifier: Int32Array;
  /** The owner's number; -1 when nobody is known. */
  owner: Int32Array;
  /** Half-open: from <= t < to; `Infinity` when still held as far as is known. */
  from: Float64Array;
  to: Float64Array;
  /** First and last sighting of the owner; NaN without one. */
  first: Float64Array;
  last: Float64Array;
  observations: Int32Array;
  /** Of these, what the owner did with it under a name, and what timing tells; the others are records. */
  acts: Int32Array;
  timed: Int32Array;
  /** Sightings of somebody else that were taken for errors. */
  against: Int32Array;
  confidence: Float64Array;
  /** Index into the rules of `intervals.ts`. */
  rule: Int32Array;
  /** For each identifier: how many owners it has at once, and whether that is too many. */
  crowd: Crowd[];
}

export interface HoldingTask {
  /** Rows that show an identifier in use, by identifier and time. */
  uses: PersonOrder;
  /** Rows that show it with an owner, by identifier and time. */
  sightings: PersonOrder;
  /** For each row the owner it shows. */
  owner: Int32Array;
  /** For each row the class of evidence, and for each class ln((1 - e) / e). */
  evidence: Uint8Array;
  weights: ArrayLike<number>;
  /** For each row 1 when it is a record, which holds from its time on; 2 when it held and does no longer. */
  records?: Uint8Array;
  /** What timing tells of rows that name nobody, and how long its pairs hold at most. */
  timed?: Pick<TimedRows, "weight" | "bounds">;
  /** For how many rows each stands; undefined where each stands for itself. */
  stands?: RowCounts;
  /** The class of evidence that one row shows, whatever it stands for. */
  once?: number;
  /** The owner of records that name no user. */
  somebody?: number;
  /** Owners whose sightings do not count. */
  ignored?: Uint8Array;
  /** When the first and the last use of any identifier were seen. */
  data: { begin: number; end: number };
  quarantine: number;
  hazard: number;
  /** More owners than these at once are a crowd. */
  limit: Limit;
  /** Owners who do not hold an identifier in a time. */
  cuts?: ReadonlyMap<number, readonly Cut[]>;
  /** Whether owners who take turns make an identifier shared. */
  turns: boolean;
}

/** Nobody is known to own the identifier in this interval, and no crowd is the reason. */
export const isOpen = ({ owner, rule }: Holdings, h: number): boolean => owner[h] < 0 && rule[h] !== SHARED;

type Draft = Intervals & Pick<Holdings, "offsets" | "crowd">;

/** Segments the time of each identifier into intervals with one owner each. Cost: linear in the rows. */
export function toHoldings(task: HoldingTask): Holdings {
  const { uses, quarantine, hazard, limit, turns, somebody = -1, data } = task;
  const count = uses.offsets.length - 1;
  const ownersAtOnce = hubLimit(limit.most, ownerCounts(task));
  const held: Draft = {
    offsets: new Uint32Array(count + 1),
    identifier: [],
    owner: [],
    from: [],
    to: [],
    first: [],
    last: [],
    observations: [],
    acts: [],
    timed: [],
    against: [],
    confidence: [],
    rule: [],
    crowd: [],
  };
  const seen = noSightings();
  for (let id = 0; id < count; id++) {
    gather(task, id, seen);
    if (seen.size > 0 || uses.offsets[id] < uses.offsets[id + 1]) {
      const lives = toLives(uses, id, seen.at[0], seen.size > 0, quarantine, data.begin);
      const used = uses.offsets[id + 1] > uses.offsets[id] ? uses.at[uses.offsets[id + 1] - 1] : Number.NaN;
      placeRecords(seen, lives, (data.end - used) / quarantine, somebody);
      const crowd = crowdOf(seen, limit.per, ownersAtOnce);
      if (crowd && (crowd.most > ownersAtOnce || (turns && takesTurns(seen)))) {
        held.crowd.push({ ...crowd, identifier: id });
        seen.size = 0;
        holdAlone(held, id, lives, SHARED, quarantine);
      } else if (seen.size === 0) holdAlone(held, id, lives, ALONE, quarantine);
      else {
        const rests = lives.slice(1).map(({ begins }) => begins);
        const path = crowd ? ownerPath(seen, rests, hazard) : seen.owner;
        hold(held, task, id, lives, seen, path);
      }
    }
    held.offsets[id + 1] = held.owner.length;
  }
  return {
    offsets: held.offsets,
    crowd: held.crowd,
    identifier: Int32Array.from(held.identifier),
    owner: Int32Array.from(held.owner),
    from: Float64Array.from(held.from),
    to: Float64Array.from(held.to),
    first: Float64Array.from(held.first),
    last: Float64Array.from(held.last),
    observations: Int32Array.from(held.observations),
    acts: Int32Array.from(held.acts),
    timed: Int32Array.from(held.timed),
    against: Int32Array.from(held.against),
    confidence: Float64Array.from(held.confidence),
    rule: Int32Array.from(held.rule),
  };
}

function holdAlone(held: Draft, id: number, lives: readonly Life[], rule: number, quarantine: number): void {
  for (const [l, { begins }] of lives.entries()) {
    pushInterval(held, id, -1, begins, endOf(lives[l + 1], quarantine));
    const last = held.rule.length - 1;
    held.rule[last] = rule;
    held.confidence[last] = 1;
  }
}

function hold(
  held: Draft,
  task: HoldingTask,
  id: number,
  lives: readonly Life[],
  seen: Sightings,
  path: Int32Array,
): void {
  const stretches = toStretches(lives, seen, path);
  const weights: number[] = [];
  const begin = held.owner.length;
  let s = 0;
  for (let l = 0; l < lives.length; l++) {
    let from = lives[l].begins;
    if (stretches[s]?.life !== l) {
      pushInterval(held, id, -1, from, endOf(lives[l + 1], task.quarantine));
      held.rule[held.rule.length - 1] = ALONE;
      held.confidence[held.rule.length - 1] = 1;
      continue;
    }
    for (; stretches[s]?.life === l; s++) {
      const stretch = stretches[s];
      const after = stretches[s + 1];
      const to =
        after?.life === l
          ? changeOfHands(task, id, stretch.last, after.first)
          : endOf(lives[l + 1], task.quarantine, stretch.last);
      const goesOn = s > 0 && stretches[s - 1].owner === stretch.owner && stretches[s - 1].life >= l - 1;
      if (!goesOn) pushInterval(held, id, stretch.owner, from, to);
      const mine = held.owner.length - 1;
      weights[mine] = (goesOn ? weights[mine] : 0) + stretch.weight;
      held.to[mine] = to;
      if (!goesOn) held.first[mine] = stretch.first;
      held.last[mine] = stretch.last;
      held.observations[mine] += stretch.observations;
      held.acts[mine] += stretch.acts;
      held.timed[mine] += stretch.timed;
      held.rule[mine] = held.timed[mine] === held.observations[mine] ? TIMED_ONLY : OBSERVED;
      held.against[mine] += stretch.against;
      held.confidence[mine] = 1 / (1 + Math.exp(-weights[mine]));
      from = to;
    }
  }
  doubtful(held, begin);
  const bounds = task.timed?.bounds.get(id);
  if (bounds) keepWithin(held, begin, bounds);
  const cuts = task.cuts?.get(id);
  if (cuts) cutOut(held, begin, cuts);
}

/** An interval whose owner is not surely the one has none: two records that contradict each other prove nothing. */
function doubtful(held: Draft, begin: number): void {
  for (let h = begin; h < held.owner.length; h++) {
    if (held.owner[h] < 0 || held.confidence[h] >= SURE) continue;
    disown(held, h, AMBIGUOUS);
  }
}

/** Share of the quarantine from which a silence between two owners is where the identifier changed hands. */
const NOTABLE = 1 / 3;

/**
 * When an identifier passed from one owner to the next: at the end of the longest silence between their sightings where
 * that is long, else when the next owner was first seen.
 */
function changeOfHands({ uses, quarantine }: HoldingTask, id: number, last: number, first: number): number {
  let used = last;
  let longest = quarantine * NOTABLE;
  let change = first;
  for (let i = uses.offsets[id]; i < uses.offsets[id + 1] && uses.at[i] <= first; i++) {
    if (uses.at[i] < last) continue;
    if (uses.at[i] - used >= longest) {
      longest = uses.at[i] - used;
      change = uses.at[i];
    }
    used = uses.at[i];
  }
  return change;
}
