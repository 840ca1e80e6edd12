import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
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
export function toPairColumns(
  linked: Decided["linked"],
  ambiguous: Decided["ambiguous"],
  { triggers, responses }: TimingLog,
): TimingPairColumns {
  const all = [...inOrder(linked), ...inOrder(ambiguous)];
  const count = all.length;
  const wholes = (of: (at: Placed) => number) => filled(sharedInt32(count), all, of);
  const numbers = (of: (at: Placed) => number) => filled(sharedFloat64(count), all, of);
  const hitBegins = sharedInt32(count + 1);
  for (let p = 0; p < count; p++) {
    const { round, place } = all[p];
    hitBegins[p + 1] = hitBegins[p] + round.begins[place + 1] - round.begins[place];
  }
  const triggerRow = sharedInt32(hitBegins[count]);
  const responseRow = sharedInt32(hitBegins[count]);
  for (let p = 0; p < count; p++) {
    const { round, place } = all[p];
    for (let h = hitBegins[p], k = round.begins[place]; h < hitBegins[p + 1]; h++, k++) {
      triggerRow[h] = triggers.row[round.hitTrigger[k]];
      responseRow[h] = responses.row[round.hitResponse[k]];
    }
  }
  return {
    count,
    linked: linked.length,
    source: wholes(({ round, place }) => round.source[place]),
    target: wholes(({ round, place }) => round.target[place]),
    from: numbers(({ round, place }) => round.from[place]),
    to: numbers(({ round, place }) => round.to[place]),
    since: numbers(({ round, place }) => round.since[place]),
    until: numbers(({ round, place }) => round.until[place]),
    evidence: numbers(({ round, place }) => round.evidence[place]),
    margin: numbers(({ round, place }) => round.margin[place]),
    probability: numbers(({ round, place }) => round.probability[place]),
    triggers: wholes(({ round, place }) => round.triggers[place]),
    orphans: wholes(({ round, place }) => round.orphans[place]),
    hitBegins,
    triggerRow,
    responseRow,
  };
}

type Placed = Decided["linked"][0];

function inOrder(pairs: readonly Placed[]): Placed[] {
  const evidence = Float64Array.from(pairs, ({ round, place }) => -round.evidence[place]);
  return Array.from(
    Uint32Array.from(pairs.keys()).sort((a, b) => evidence[a] - evidence[b] || a - b),
    (i) => pairs[i],
  );
}

function filled<A extends Float64Array | Int32Array>(array: A, all: readonly Placed[], of: (at: Placed) => number): A {
  for (let i = 0; i < all.length; i++) array[i] = of(all[i]);
  return array;
}
