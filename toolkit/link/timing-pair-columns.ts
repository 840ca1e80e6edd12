import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import type { Round } from "./timing-accepted.ts";
import type { TimingLog } from "./timing-log.ts";
import type { Decided } from "./timing-rounds.ts";

/** Pairs of a source and a target, one column each: the linked ones first, then those that are ambiguous. */
export interface TimingPairColumns {
  count: number;
  /** So many of them are linked. */
  linked: number;
  source: Int32Array<SharedArrayBuffer>;
  target: Int32Array<SharedArrayBuffer>;
  /** First and last trigger that was answered, milliseconds UTC. */
  from: Float64Array<SharedArrayBuffer>;
  to: Float64Array<SharedArrayBuffer>;
  /** From when to when nobody else can have either; infinite where nothing speaks for an end. */
  since: Float64Array<SharedArrayBuffer>;
  until: Float64Array<SharedArrayBuffer>;
  /** Natural logarithm of the likelihood ratio; how much more it is than that of the best pair excluded, or Infinity. */
  evidence: Float64Array<SharedArrayBuffer>;
  margin: Float64Array<SharedArrayBuffer>;
  probability: Float64Array<SharedArrayBuffer>;
  /** Triggers of the source between `from` and `to`, answered or not, and responses of the target that none explains. */
  triggers: Int32Array<SharedArrayBuffer>;
  orphans: Int32Array<SharedArrayBuffer>;
  /** The hits of pair `p` lie from `hitBegins[p]` up to `hitBegins[p + 1]`: rows of the events. */
  hitBegins: Int32Array<SharedArrayBuffer>;
  triggerRow: Int32Array<SharedArrayBuffer>;
  responseRow: Int32Array<SharedArrayBuffer>;
}

/** Those that were decided on, surest first, with the rows of the events that speak for them. */
export function toPairColumns({ rounds, ambiguous }: Decided, { triggers, responses }: TimingLog): TimingPairColumns {
  const last = rounds.length - 1;
  const linked = inOrder(rounds.map(({ round, linked }, r) => ({ r, round, places: linked })));
  const others = inOrder(last < 0 ? [] : [{ r: last, round: rounds[last].round, places: ambiguous }]);
  const count = linked.length + others.length;
  const hitBegins = sharedInt32(count + 1);
  const [source, target, tried, orphans] = Array.from({ length: 4 }, () => sharedInt32(count));
  const [from, to, since, until, evidence, margin, probability] = Array.from({ length: 7 }, () => sharedFloat64(count));
  const roundOf = new Uint8Array(count);
  const placeOf = new Int32Array(count);
  for (const [list, begin] of [[linked, 0] as const, [others, linked.length] as const]) {
    roundOf.set(list.rounds, begin);
    placeOf.set(list.places, begin);
  }
  for (let p = 0; p < count; p++) {
    const place = placeOf[p];
    const { round } = rounds[roundOf[p]];
    hitBegins[p + 1] = hitBegins[p] + round.begins[place + 1] - round.begins[place];
    source[p] = round.source[place];
    target[p] = round.target[place];
    tried[p] = round.triggers[place];
    orphans[p] = round.orphans[place];
    from[p] = round.from[place];
    to[p] = round.to[place];
    since[p] = round.since[place];
    until[p] = round.until[place];
    evidence[p] = round.evidence[place];
    margin[p] = round.margin[place];
    probability[p] = round.probability[place];
  }
  const triggerRow = sharedInt32(hitBegins[count]);
  const responseRow = sharedInt32(hitBegins[count]);
  for (let p = 0; p < count; p++) {
    const place = placeOf[p];
    const { begins, hitTrigger, hitResponse } = rounds[roundOf[p]].round;
    for (let h = hitBegins[p], k = begins[place]; h < hitBegins[p + 1]; h++, k++) {
      triggerRow[h] = triggers.row[hitTrigger[k]];
      responseRow[h] = responses.row[hitResponse[k]];
    }
  }
  return {
    count,
    linked: linked.length,
    source,
    target,
    from,
    to,
    since,
    until,
    evidence,
    margin,
    probability,
    triggers: tried,
    orphans,
    hitBegins,
    triggerRow,
    responseRow,
  };
}

/** Pairs of some rounds, most evidence first, in steps fine enough; at equal steps by round and place. */
function inOrder(parts: readonly { r: number; round: Round; places: Int32Array }[]) {
  const length = parts.reduce((sum, { places }) => sum + places.length, 0);
  const rounds = new Uint8Array(length);
  const places = new Int32Array(length);
  const keys = new Float64Array(length);
  let i = 0;
  for (const part of parts) {
    for (const place of part.places) {
      rounds[i] = part.r;
      places[i] = place;
      keys[i] = -Math.round(Math.max(0, Math.min(MOST, part.round.evidence[place])) * STEPS) * ROOM + i++;
    }
  }
  // numbers sort many times faster than a comparison does: the place is in the lower digits
  keys.sort();
  const order = Int32Array.from(keys, (key) => ((key % ROOM) + ROOM) % ROOM);
  return { length, rounds: rounds.map((_, p) => rounds[order[p]]), places: places.map((_, p) => places[order[p]]) };
}

const ROOM = 2 ** 25;
const STEPS = 2 ** 12;
const MOST = 2 ** 15;
