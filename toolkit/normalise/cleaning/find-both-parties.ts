import { sharedInt32 } from "../../../workers/shared.ts";
import { TextColumn } from "../../core/columns.ts";
import { equalGroups } from "../duplicates.ts";
import type { EventView } from "./event-view.ts";
import type { Found } from "./found.ts";
import { type Identity, present } from "./identity.ts";
import { orderBy } from "./order-by.ts";

/** Of thousands of records of one pair of numbers within the time only the first are compared. */
const CANDIDATES = 256;

/**
 * Calls of which both sides' records are there: caller and callee change places, times and durations agree, and ids where
 * the source gives them. The called side's record is marked; each record has at most one counterpart.
 */
export async function findBothParties(
  view: EventView,
  { within, seconds }: { within: number; seconds: number },
  { ids }: Identity,
): Promise<Found> {
  const { rows: length, alive } = view;
  const kind = view.text("kind");
  const call = kind.values.indexOf("call");
  const direction = view.text("direction");
  const [out, incoming] = [direction.values.indexOf("out"), direction.values.indexOf("in")];
  const marks = new Uint8Array(length);
  if (call < 0 || out < 0 || incoming < 0) return { marks };
  const phone = view.text("phone");
  const place = new Map(phone.values.map((value, code) => [value, code]));
  const peer = view.text("peer");
  const asPhone = Int32Array.from(peer.values, (value) => place.get(value) ?? -1);
  const caller = sharedInt32(length).fill(-1);
  const callee = sharedInt32(length).fill(-1);
  const chosen = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const made = direction.codes[i] === out;
    if (alive[i] === 0 || kind.codes[i] !== call || !(made || direction.codes[i] === incoming)) continue;
    const [mine, other] = [phone.codes[i]!, peer.codes[i]! < 0 ? -1 : asPhone[peer.codes[i]!]!];
    if (mine < 0 || other < 0 || mine === other) continue;
    caller[i] = made ? mine : other;
    callee[i] = made ? other : mine;
    chosen[i] = 1;
  }
  const key = [new TextColumn(caller, []), new TextColumn(callee, []), ...present(view, ids)];
  const { codes, count } = await equalGroups(view, key, length, { alive: chosen });
  if (count === 0) return { marks };
  const { rows, at, offsets } = await orderBy(view, codes, count);
  const duration = view.numbers("duration");
  const taken = new Uint8Array(length);
  const sides: [number[], number[]] = [[], []];
  for (let group = 0; group < count; group++) {
    sides[0].length = sides[1].length = 0;
    const heads = [0, 0];
    for (let i = offsets[group]!; i < offsets[group + 1]!; i++) {
      const here = rows[i]!;
      const side = direction.codes[here] === incoming ? 1 : 0;
      const others = sides[1 - side]!;
      let head = heads[1 - side]!;
      while (head < others.length && (taken[rows[others[head]!]!] === 1 || at[i]! - at[others[head]!]! > within))
        head++;
      heads[1 - side] = head;
      for (let k = head; k < Math.min(others.length, head + CANDIDATES); k++) {
        const there = rows[others[k]!]!;
        if (taken[there] === 1 || Math.abs(duration[here]! - duration[there]!) > seconds) continue;
        taken[here] = taken[there] = 1;
        marks[side === 1 ? here : there] = 1;
        break;
      }
      if (taken[here] === 0) sides[side]!.push(i);
    }
  }
  return { marks };
}
