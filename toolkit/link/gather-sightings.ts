import type { HoldingTask } from "./holdings.ts";
import type { Sightings } from "./owner-path.ts";
import { TIMED } from "./records.ts";

/** Room for the sightings of one identifier after the other. */
export const noSightings = (room = 64): Sightings => ({
  size: 0,
  at: new Float64Array(room),
  owner: new Int32Array(room),
  weight: new Float64Array(room),
  record: new Uint8Array(room),
});

/** So many identifiers have so many owners in all; twenty or more count as twenty. */
export function ownerCounts({ sightings: { offsets, rows }, owner, ignored, somebody = -1 }: HoldingTask): Int32Array {
  const counts = new Int32Array(21);
  for (let id = 0; id + 1 < offsets.length; id++) {
    let begin = offsets[id];
    while (begin + 1 < offsets[id + 1] && owner[rows[begin]] === owner[rows[begin + 1]]) begin++;
    if (begin + 1 === offsets[id + 1]) {
      if (owner[rows[begin]] !== somebody && ignored?.[owner[rows[begin]]] !== 1) counts[1]++;
      continue;
    }
    const owners: number[] = [];
    for (let i = begin; i < offsets[id + 1] && owners.length < 20; i++) {
      const who = owner[rows[i]];
      if (who !== somebody && ignored?.[who] !== 1 && who !== owners.at(-1) && !owners.includes(who)) owners.push(who);
    }
    if (owners.length > 0) counts[owners.length]++;
  }
  return counts;
}

/**
 * Fills in the sightings of one identifier, in the order of time; those of one instant in the order of owner and weight, so
 * that the order of rows never matters.
 */
export function gather(task: HoldingTask, id: number, seen: Sightings): void {
  const { sightings, owner, evidence, weights, ignored, records, timed } = task;
  const { rows, at: times, offsets } = sightings;
  const [begin, end] = [offsets[id], offsets[id + 1]];
  if (end - begin > seen.at.length) Object.assign(seen, noSightings(2 * (end - begin)));
  const { at, owner: who, weight, record } = seen;
  let size = 0;
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    const mine = owner[row];
    if (ignored?.[mine] === 1) continue;
    const time = times[i];
    const byTiming = timed === undefined ? 0 : timed.weight[row];
    const mass = byTiming > 0 ? byTiming : weights[evidence[row]];
    const kind = byTiming > 0 ? TIMED : records === undefined ? 0 : records[row];
    let place = size++;
    for (; place > 0 && at[place - 1] === time; place--) {
      const before = place - 1;
      if ((who[before] - mine || weight[before] - mass || record[before] - kind) <= 0) break;
      who[place] = who[before];
      weight[place] = weight[before];
      record[place] = record[before];
    }
    at[size - 1] = time;
    who[place] = mine;
    weight[place] = mass;
    record[place] = kind;
  }
  seen.size = size;
}
