import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import type { Bound, TimedRows } from "./timed-rows.ts";

/**
 * A pair that timing alone tells does not hold once its user is seen with another identifier: one number at a time, as
 * far as is known. Cost: linear in the sightings.
 *
 * @param sightings rows that show an identifier with an owner, by identifier and time
 * @param owner for each row the owner it shows
 * @param record for each row whether it is a record, which tells of no day
 */
export function narrowBounds(
  bounds: TimedRows["bounds"],
  { rows, at, offsets }: PersonOrder,
  owner: Int32Array,
  record: Uint8Array,
): Map<number, Bound[]> {
  const sightings = new Map<number, { id: number; at: number }[]>();
  for (const list of bounds.values()) for (const { user } of list) sightings.set(user, []);
  for (let id = 0; id + 1 < offsets.length; id++) {
    for (let i = offsets[id]; i < offsets[id + 1]; i++) {
      if (record[rows[i]] === 0) sightings.get(owner[rows[i]])?.push({ id, at: at[i] });
    }
  }
  const narrowed = new Map<number, Bound[]>();
  for (const [id, list] of bounds) {
    const each = list.map((bound) => {
      let [since, until] = [bound.since, bound.until === bound.to ? bound.to + 1 : bound.until];
      for (const other of sightings.get(bound.user)!) {
        if (other.id === id) continue;
        if (other.at > bound.to) until = Math.min(until, other.at);
        else if (other.at < bound.from) since = Math.max(since, other.at + 1);
      }
      return { ...bound, since, until };
    });
    narrowed.set(id, each);
  }
  return narrowed;
}
