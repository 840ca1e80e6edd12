import { equalGroups } from "../duplicates.ts";
import type { EventView } from "./event-view.ts";
import { PLACE_COLUMNS } from "./find-repeated.ts";
import type { Found } from "./found.ts";
import { type Identity, identified, present } from "./identity.ts";
import { orderBy } from "./order-by.ts";

/**
 * The same event, delivered again with a slightly other time; the first delivered row is not marked.
 *
 * Where a source numbers its records, rows of one id (and part), one line and direction are the same event. Elsewhere
 * only calls and sessions are, that are equal in all but their time and would run twice at once: two messages within
 * seconds may well be two.
 */
export async function findRedelivered(
  view: EventView,
  { within }: { within: number },
  { ids, part }: Identity,
): Promise<Found> {
  const marks = new Uint8Array(view.rows);
  const numbered = identified(view, ids);
  if (ids.length > 0) {
    const key = present(view, [...ids, ...(part ? [part] : []), "kind", "direction", "phone", "peer", "user"]);
    await markChains(view, equalGroups(key, view.rows, numbered), within, marks);
  }
  const duration = view.has("duration") ? view.numbers("duration") : undefined;
  if (duration === undefined) return ids.length > 0 ? { marks } : { skipped: "no column with ids, and no durations" };
  const lasting = new Uint8Array(view.rows);
  for (let i = 0; i < lasting.length; i++) {
    if (view.alive[i] === 1 && numbered[i] === 0 && duration[i]! > 0 && !Number.isNaN(view.at[i]!)) lasting[i] = 1;
  }
  const names = view.names.filter((name) => !PLACE_COLUMNS.includes(name) && name !== "at" && name !== "offset");
  await markChains(view, equalGroups(present(view, names), view.rows, lasting), within, marks, duration);
  return { marks };
}

/** Of rows of one group that follow each other within the time, all but the first delivered. */
async function markChains(
  view: EventView,
  { codes, count }: { codes: Int32Array<SharedArrayBuffer>; count: number },
  within: number,
  marks: Uint8Array,
  duration?: Float64Array,
): Promise<void> {
  if (count === 0) return;
  const { rows, at, offsets } = await orderBy(view, codes, count);
  for (let group = 0; group < count; group++) {
    let first = offsets[group]!;
    for (let i = first + 1; i < offsets[group + 1]!; i++) {
      const apart = at[i]! - at[i - 1]!;
      if (apart > within || (duration !== undefined && apart >= duration[rows[i]!]! * 1000)) {
        first = i;
        continue;
      }
      const later = rows[i]! > rows[first]! ? i : first;
      marks[rows[later]!] = 1;
      if (later === first) first = i;
    }
  }
}
