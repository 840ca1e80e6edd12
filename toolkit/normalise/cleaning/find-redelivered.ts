import type { PersonOrder } from "../../../workers/kernels/person-order.ts";
import { equalGroups } from "../duplicates.ts";
import { namedRows, SUBJECTS } from "../named-rows.ts";
import type { EventView } from "./event-view.ts";
import { contentNames } from "./find-repeated.ts";
import type { Found } from "./found.ts";
import { type Identity, identified, present } from "./identity.ts";
import { orderBy } from "./order-by.ts";
import { type UncertainIds, uncertainIds } from "./uncertain-ids.ts";

/** What an event and its copy have alike, beside the id: a message has one id while it is queued, sent and delivered. */
const SAME = ["kind", "direction", "phone", "peer", "user", "name", "status", "device", "session", "ip"];

/**
 * The same event, delivered again with a slightly other time; the first delivered row is not marked. Three signs:
 *
 * - one id (and part number) of the source, one line and direction, one name and state, one device, session and address;
 *   of columns that nobody called ids only in sources in which the same do not come again later;
 * - calls and sessions of somebody, equal in all but time and id that would run twice at once;
 * - other events of somebody, of one kind, equal in all but time and id, where such pairs are far more frequent within that time than in
 *   the times after it, so that at most a share of `honest` of them can be events of their own: people write twice, and
 *   tap twice, at all waiting times.
 */
export async function findRedelivered(
  view: EventView,
  { within, honest }: { within: number; honest: number },
  identity: Identity,
): Promise<Found> {
  const { ids, part } = identity;
  const marks = new Uint8Array(view.rows);
  let numbered: Uint8Array | undefined;
  let uncertain: UncertainIds | undefined;
  if (ids.length > 0) {
    const key = present(view, [...ids, ...(part ? [part] : []), ...SAME]);
    numbered = identified(view, ids);
    const groups = await equalGroups(view, key, view.rows, { alive: numbered });
    if (groups.count > 0) {
      const order = await orderBy(view, groups.codes, groups.count);
      uncertain = identity.told ? undefined : uncertainIds(view, order, numbered, within, part);
      markChains(order, within, (row) => uncertain?.rows[row] !== 1, marks);
    }
  }
  const left = namedRows(present(view, SUBJECTS), view.rows);
  for (let i = 0; i < left.length; i++) {
    if (numbered?.[i] === 1 && uncertain?.rows[i] !== 1) left[i] = 1;
    if (view.alive[i] === 0 || marks[i] === 1) left[i] = 0;
  }
  const names = contentNames(view, ids);
  const hashes = await view.hashes(names);
  const { codes, count } = await equalGroups(view, present(view, names), view.rows, { alive: left, hashes });
  if (count === 0) return { marks, limits: uncertain?.limits };
  const duration = view.numbers("duration");
  const { codes: kind, values } = view.text("kind");
  const order = await orderBy(view, codes, count);
  const isSure = suddenKinds(order, within, honest, duration, kind, values.length);
  const isAgain = (row: number, gap: number) =>
    duration[row]! > 0 ? gap < duration[row]! * 1000 : isSure[kind[row]! + 1] === 1;
  markChains(order, within, isAgain, marks);
  return { marks, limits: uncertain?.limits };
}

/** Of rows of one group that follow each other within the time, all but the first delivered. */
function markChains(
  { rows, at, offsets }: PersonOrder,
  within: number,
  isAgain: (row: number, gap: number) => boolean,
  marks: Uint8Array,
): void {
  for (let group = 0; group + 1 < offsets.length; group++) {
    let first = offsets[group]!;
    for (let i = first + 1; i < offsets[group + 1]!; i++) {
      const gap = at[i]! - at[i - 1]!;
      if (gap > within || !isAgain(rows[i]!, gap)) {
        first = i;
        continue;
      }
      const later = rows[i]! > rows[first]! ? i : first;
      marks[rows[later]!] = 1;
      if (later === first) first = i;
    }
  }
}

/**
 * By kind, plus 1: whether pairs within the time are too many for events of their own. As many of these as in the two
 * spans after it, on average, are to be expected, and three more (the rule of three).
 */
function suddenKinds(
  { rows, at, offsets }: PersonOrder,
  within: number,
  honest: number,
  duration: Float64Array,
  kind: Int32Array,
  kinds: number,
): Uint8Array {
  const near = new Float64Array(kinds + 1);
  const after = new Float64Array(kinds + 1);
  for (let group = 0; group + 1 < offsets.length; group++) {
    for (let i = offsets[group]! + 1; i < offsets[group + 1]!; i++) {
      const row = rows[i]!;
      if (duration[row]! > 0) continue;
      const gap = at[i]! - at[i - 1]!;
      if (gap <= within) near[kind[row]! + 1]!++;
      else if (gap <= 3 * within) after[kind[row]! + 1]!++;
    }
  }
  return Uint8Array.from(near, (pairs, k) => ((after[k]! + 3) / 2 <= honest * pairs ? 1 : 0));
}
