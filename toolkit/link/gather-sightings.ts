import type { HoldingTask } from "./holdings.ts";
import type { Sightings } from "./owner-path.ts";
import { TIMED } from "./records.ts";

/** Room for the sightings of one identifier after the other. */
export const noSightings = (): Sightings => ({
  size: 0,
  at: new Float64Array(64),
  owner: new Int32Array(64),
  weight: new Float64Array(64),
  record: new Uint8Array(64),
  count: new Int32Array(64),
  visits: new Int32Array(64),
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

/** Fills in the sightings of one identifier, in the order of time. */
export function gather(task: HoldingTask, id: number, seen: Sightings): void {
  const { sightings, owner, evidence, weights, ignored, records, timed, stands, once } = task;
  seen.size = 0;
  for (let i = sightings.offsets[id]; i < sightings.offsets[id + 1]; i++) {
    const row = sightings.rows[i];
    if (ignored?.[owner[row]] === 1) continue;
    const byTiming = timed?.weight[row] ?? 0;
    const weight = byTiming > 0 ? byTiming : weights[evidence[row]];
    const kind = byTiming > 0 ? TIMED : (records?.[row] ?? 0);
    const alone = !stands || evidence[row] === once;
    const count = alone ? 1 : stands.count[row];
    insert(seen, sightings.at[i], owner[row], weight * count, kind, count, alone ? 0 : stands.visits[row]);
  }
}

/** Keeps sightings of one instant in the order of owner and weight, so that the order of rows never matters. */
function insert(
  seen: Sightings,
  at: number,
  owner: number,
  weight: number,
  record: number,
  count: number,
  visits: number,
): void {
  if (seen.size === seen.at.length) {
    const grown = seen.size * 2;
    seen.at = grow(seen.at, new Float64Array(grown));
    seen.owner = grow(seen.owner, new Int32Array(grown));
    seen.weight = grow(seen.weight, new Float64Array(grown));
    seen.record = grow(seen.record, new Uint8Array(grown));
    seen.count = grow(seen.count, new Int32Array(grown));
    seen.visits = grow(seen.visits, new Int32Array(grown));
  }
  let i = seen.size++;
  for (; i > 0 && seen.at[i - 1] === at && after(seen, i - 1, owner, weight, record) > 0; i--) {
    seen.owner[i] = seen.owner[i - 1];
    seen.weight[i] = seen.weight[i - 1];
    seen.record[i] = seen.record[i - 1];
    seen.count[i] = seen.count[i - 1];
    seen.visits[i] = seen.visits[i - 1];
    seen.at[i] = seen.at[i - 1];
  }
  seen.at[i] = at;
  seen.owner[i] = owner;
  seen.weight[i] = weight;
  seen.record[i] = record;
  seen.count[i] = count;
  seen.visits[i] = visits;
}

function grow<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

const after = (seen: Sightings, i: number, owner: number, weight: number, record: number) =>
  seen.owner[i] - owner || seen.weight[i] - weight || seen.record[i] - record;
