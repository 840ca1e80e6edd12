import type { HoldingTask } from "./holdings.ts";
import { growBy, type IntervalStore } from "./interval-store.ts";
import { ALONE, AMBIGUOUS, OBSERVED, SURE, TIMED_ONLY } from "./intervals.ts";

/**
 * Puts the one interval of an identifier that has a single life and at most one owner, told by no record and limited by
 * nothing: what nearly all are. Gives false, and does nothing, where it is not so simple. The answer is what the general
 * way gives.
 */
export function holdSimply(store: IntervalStore, task: HoldingTask, id: number): boolean {
  const { uses, sightings, owner, evidence, weights, ignored, records, timed, quarantine, somebody = -1 } = task;
  const { rows, at } = sightings;
  const [begin, end] = [sightings.offsets[id], sightings.offsets[id + 1]];
  const [used, unused] = [uses.offsets[id], uses.offsets[id + 1]];
  if (used === unused) return begin === end;
  for (let i = used + 1; i < unused; i++) if (uses.at[i] - uses.at[i - 1] >= quarantine) return false;
  if (begin === end) {
    put(store, id, -1, uses.at[used]);
    return true;
  }
  if (at[begin] < uses.at[used]) return false;
  const who = owner[rows[begin]];
  if (who === somebody || ignored?.[who] === 1 || timed?.bounds.has(id) || task.cuts?.has(id)) return false;
  let [sum, answers, before] = [0, 0, Number.NaN];
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    if (owner[row] !== who || (records !== undefined && records[row] !== 0)) return false;
    const byTiming = timed === undefined ? 0 : timed.weight[row];
    const weight = byTiming > 0 ? byTiming : weights[evidence[row]];
    // sums of those of one instant depend on their order
    if (i > begin && at[i] === at[i - 1] && weight !== before) return false;
    if (byTiming > 0) answers++;
    sum += weight;
    before = weight;
  }
  const h = put(store, id, who, uses.at[used]);
  const { columns } = store;
  const observations = end - begin;
  columns.observations[h] = observations;
  columns.timed[h] = answers;
  columns.acts[h] = observations - answers;
  const confidence = 1 / (1 + Math.exp(-sum));
  if (confidence < SURE) {
    columns.owner[h] = -1;
    columns.rule[h] = AMBIGUOUS;
    return true;
  }
  columns.first[h] = at[begin];
  columns.last[h] = at[end - 1];
  columns.confidence[h] = confidence;
  columns.rule[h] = answers === observations ? TIMED_ONLY : OBSERVED;
  return true;
}

/** An interval for ever, nobody's as yet. */
function put(store: IntervalStore, id: number, owner: number, from: number): number {
  const h = growBy(store, 1);
  const { columns } = store;
  columns.identifier[h] = id;
  columns.owner[h] = owner;
  columns.from[h] = from;
  columns.to[h] = Infinity;
  columns.first[h] = columns.last[h] = Number.NaN;
  columns.observations[h] = columns.acts[h] = columns.timed[h] = columns.against[h] = 0;
  columns.confidence[h] = 1;
  columns.rule[h] = ALONE;
  return h;
}
