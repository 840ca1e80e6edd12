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
  /** Natural logarithm of the odds before the events of the pair, and the mean of those that were looked at last. */
  prior: Float64Array<SharedArrayBuffer>;
  usualPrior: number;
  /** Natural logarithm of the likelihood ratio; how much more it is than that of the best pair excluded, or Infinity. */
  evidence: Float64Array<SharedArrayBuffer>;
  margin: Float64Array<SharedArrayBuffer>;
  probability: Float64Array<SharedArrayBuffer>;
  /** What each hit says beside its delay, natural logarithm: see {@link Round}. */
  quiet: Float64Array<SharedArrayBuffer>;
  /** The same of pairs that are not among these. */
  usual: number;
  /** Triggers of the source between `from` and `to`, answered or not, and responses of the target that none explains. */
  triggers: Int32Array<SharedArrayBuffer>;
  orphans: Int32Array<SharedArrayBuffer>;
  /** The hits of pair `p` lie from `hitBegins[p]` up to `hitBegins[p + 1]`: rows of the events. */
  hitBegins: Int32Array<SharedArrayBuffer>;
  triggerRow: Int32Array<SharedArrayBuffer>;
  responseRow: Int32Array<SharedArrayBuffer>;
  /** How long after its trigger the response of each hit came, seconds. */
  delay: Float64Array<SharedArrayBuffer>;
}

/** Those that were decided on, surest first, with the rows of the events that speak for them. */
export function toPairColumns(
  { rounds, ambiguous }: Decided,
  { triggers, responses, targets }: TimingLog,
): TimingPairColumns {
  const last = rounds.length - 1;
  const linked = surestFirst(rounds.map(({ round, linked }, r) => ({ r, round, places: linked })));
  const others = surestFirst(last < 0 ? [] : [{ r: last, round: rounds[last].round, places: ambiguous }]);
  const count = linked.length + others.length;
  const hitBegins = sharedInt32(count + 1);
  const [source, target, tried, orphans] = Array.from({ length: 4 }, () => sharedInt32(count));
  const [from, to, since, until, prior, evidence, margin, probability, quiet] = Array.from({ length: 9 }, () =>
    sharedFloat64(count),
  );
  const roundOf = new Uint8Array(count);
  const placeOf = new Int32Array(count);
  for (const [list, begin] of [[linked, 0] as const, [others, linked.length] as const]) {
    roundOf.set(list.rounds, begin);
    placeOf.set(list.places, begin);
  }
  // one column after the other: the pairs lie far apart in their rounds
  const gather = (into: Int32Array | Float64Array, columns: readonly ArrayLike<number>[]) => {
    for (let p = 0; p < count; p++) into[p] = columns[roundOf[p]][placeOf[p]];
  };
  const column = <N extends keyof Round>(name: N) => rounds.map(({ round }) => round[name]);
  gather(source, column("source"));
  gather(target, column("target"));
  gather(tried, column("triggers"));
  gather(orphans, column("orphans"));
  gather(since, column("since"));
  gather(until, column("until"));
  gather(prior, column("prior"));
  gather(evidence, column("evidence"));
  gather(margin, column("margin"));
  gather(probability, column("probability"));
  for (let p = 0; p < count; p++) quiet[p] = rounds[roundOf[p]].round.quiet;
  const firsts = column("begins");
  for (let p = 0; p < count; p++) {
    const begins = firsts[roundOf[p]];
    hitBegins[p + 1] = hitBegins[p] + begins[placeOf[p] + 1] - begins[placeOf[p]];
  }
  const [triggerRow, responseRow] = Array.from({ length: 2 }, () => sharedInt32(hitBegins[count]));
  const delay = sharedFloat64(hitBegins[count]);
  const [hitTrigger, hitResponse] = [column("hitTrigger"), column("hitResponse")];
  const { at: sent, row: sentRow } = triggers;
  const { at: came, row: cameRow } = responses;
  for (let p = 0; p < count; p++) {
    const [ofTrigger, ofResponse] = [hitTrigger[roundOf[p]], hitResponse[roundOf[p]]];
    const begin = firsts[roundOf[p]][placeOf[p]] - hitBegins[p];
    for (let h = hitBegins[p]; h < hitBegins[p + 1]; h++) {
      const trigger = ofTrigger[begin + h];
      const response = ofResponse[begin + h];
      triggerRow[h] = sentRow[trigger];
      responseRow[h] = cameRow[response];
      delay[h] = (came[response] - sent[trigger]) / 1000;
    }
    from[p] = sent[ofTrigger[begin + hitBegins[p]]];
    to[p] = sent[ofTrigger[begin + hitBegins[p + 1] - 1]];
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
    prior,
    usualPrior: mean(rounds.findLast(({ round }) => round.count > 0)?.round.prior ?? [-Math.log(targets + 1)]),
    evidence,
    margin,
    probability,
    quiet,
    usual: rounds.at(-1)?.round.quiet ?? 0,
    triggers: tried,
    orphans,
    hitBegins,
    triggerRow,
    responseRow,
    delay,
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Pairs of some rounds, most evidence first, in steps fine enough; at equal steps by round and place. */
function surestFirst(parts: readonly { r: number; round: Round; places: Int32Array }[]) {
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
  const inOrder = { length, rounds: new Uint8Array(length), places: new Int32Array(length) };
  for (let p = 0; p < length; p++) {
    const from = keys[p] - Math.floor(keys[p] / ROOM) * ROOM;
    inOrder.rounds[p] = rounds[from];
    inOrder.places[p] = places[from];
  }
  return inOrder;
}

const ROOM = 2 ** 25;
const STEPS = 2 ** 12;
const MOST = 2 ** 15;
