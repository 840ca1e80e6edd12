import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { copyIntervals } from "./copy-intervals.ts";
import { type Crowd, crowdOf, takesTurns } from "./crowd.ts";
import { type Cut, cutOut } from "./cuts.ts";
import { gather, noSightings } from "./gather-sightings.ts";
import { holdSimply } from "./hold-simply.ts";
import { intervalStore, putIntervals, storedIntervals } from "./interval-store.ts";
import {
  ALONE,
  AMBIGUOUS,
  clearIntervals,
  disown,
  emptyIntervals,
  type Intervals,
  OBSERVED,
  pushInterval,
  SHARED,
  SURE,
  TIMED_ONLY,
} from "./intervals.ts";
import { keepWithin } from "./keep-within.ts";
import type { Limit } from "./link-limits.ts";
import { endOf, type Life, toLives } from "./lives.ts";
import { ownerPath, type Sightings } from "./owner-path.ts";
import { placeRecords } from "./records.ts";
import { toStretches } from "./stretches.ts";
import type { TimedRows } from "./timed-rows.ts";

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
  /** The owner of records that name no user. */
  somebody?: number;
  /** Owners whose sightings do not count. */
  ignored?: Uint8Array;
  /** When the first and the last use of any identifier were seen. */
  data: { begin: number; end: number };
  quarantine: number;
  hazard: number;
  /** The time over which owners are counted, and how many of them at once are no crowd yet. */
  limit: Limit;
  most: number;
  /** Owners who do not hold an identifier in a time. */
  cuts?: ReadonlyMap<number, readonly Cut[]>;
  /** Whether owners who take turns make an identifier shared. */
  turns: boolean;
}

/** Nobody is known to own the identifier in this interval, and no crowd is the reason. */
export const isOpen = ({ owner, rule }: Holdings, h: number): boolean => owner[h] < 0 && rule[h] !== SHARED;

/** What was decided before, and for which identifiers something has changed since. */
export interface DecidedBefore {
  holdings: Holdings;
  /** 1 for identifiers to be decided anew. */
  changed: Uint8Array;
  /** The number that each identifier had then, and the one that each owner of then has now; undefined: the same. */
  before?: Int32Array;
  now?: Int32Array;
}

/**
 * Segments the time of each identifier into intervals with one owner each. With `known`, only identifiers that have
 * changed are decided; all else is copied. Cost: linear in the sightings of those that have.
 */
export function toHoldings(task: HoldingTask, known?: DecidedBefore): Holdings {
  const { uses } = task;
  const count = uses.offsets.length - 1;
  const store = intervalStore(count + 64);
  const offsets = new Uint32Array(count + 1);
  const crowd: Crowd[] = [];
  const draft: Draft = Object.assign(emptyIntervals(), { crowd });
  const seen = noSightings();
  const crowds = new Map(known?.holdings.crowd.map((one) => [one.identifier, one]));
  for (let id = 0; id < count; id++) {
    if (known && known.changed[id] === 0) {
      const old = known.before ? known.before[id] : id;
      copyIntervals(store, known, old, id);
      const one = crowds.get(old);
      if (one) crowd.push({ ...one, identifier: id });
    } else if (!holdSimply(store, task, id)) {
      holdAny(draft, task, id, seen);
      putIntervals(store, draft);
      clearIntervals(draft);
    }
    offsets[id + 1] = store.size;
  }
  return { offsets, crowd, ...storedIntervals(store) };
}

/** Nothing that anybody holds, of so many identifiers. */
export const noHoldings = (count: number): Holdings => ({
  offsets: new Uint32Array(count + 1),
  crowd: [],
  ...storedIntervals(intervalStore(0)),
});

type Draft = Intervals & Pick<Holdings, "crowd">;

/** Puts the intervals of one identifier into an empty draft. */
function holdAny(held: Draft, task: HoldingTask, id: number, seen: Sightings): void {
  const { uses, quarantine, hazard, limit, most, turns, somebody = -1, data } = task;
  gather(task, id, seen);
  if (seen.size === 0 && uses.offsets[id] === uses.offsets[id + 1]) return;
  const lives = toLives(uses, id, seen.at[0], seen.size > 0, quarantine, data.begin);
  placeRecords(seen, lives, silenceOf(task, id), somebody);
  const crowd = crowdOf(seen, limit.per, most);
  if (crowd && (crowd.most > most || (turns && takesTurns(seen)))) {
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

/** How long an identifier was silent when the data end, as a share of the quarantine. */
export function silenceOf({ uses, data, quarantine }: Pick<HoldingTask, "uses" | "data" | "quarantine">, id: number) {
  const used = uses.offsets[id + 1] > uses.offsets[id] ? uses.at[uses.offsets[id + 1] - 1] : Number.NaN;
  return (data.end - used) / quarantine;
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
  doubtful(held);
  const bounds = task.timed?.bounds.get(id);
  if (bounds) keepWithin(held, 0, bounds);
  const cuts = task.cuts?.get(id);
  if (cuts) cutOut(held, 0, cuts);
}

/** An interval whose owner is not surely the one has none: two records that contradict each other prove nothing. */
function doubtful(held: Draft): void {
  for (let h = 0; h < held.owner.length; h++) {
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
