import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { type Holdings, isOpen } from "./holdings.ts";

/** A row that shows the owner of a number by the number that was in the same device before or after it. */
export interface Succession {
  row: number;
  owner: number;
}

/** One interval of a number as its device saw it. */
interface Stay {
  h: number;
  first: number;
  last: number;
  /** The first and the last row with a device, and those devices. */
  firstRow: number;
  lastRow: number;
}

/**
 * Numbers that followed one another in one device: the new one begins there after the last use of the old one, within
 * the quarantine, and the old one is not used any more. Its owner has changed number: where one of the two has an owner
 * and nobody is known to own the other, the row next to the change tells.
 *
 * A number that goes on elsewhere shows that the device was given away, and a device that saw more numbers than `most`
 * is no person's: both tell nothing. Cost: linear in the uses.
 */
export function successionsOf(
  phones: Holdings,
  uses: PersonOrder,
  devices: Int32Array,
  most: number,
  quarantine: number,
): Succession[] {
  const found: Succession[] = [];
  for (const stays of staysByDevice(phones, uses, devices).values()) {
    if (stays.length < 2 || stays.length > most) continue;
    stays.sort((a, b) => a.first - b.first || a.h - b.h);
    for (let i = 1; i < stays.length; i++) {
      const [old, next] = [stays[i - 1], stays[i]];
      const follows = old.last < next.first && next.first - old.last < quarantine;
      const inHand = devices[old.lastRow] === devices[next.firstRow];
      if (!follows || !inHand || phones.identifier[old.h] === phones.identifier[next.h]) continue;
      const [before, after] = [phones.owner[old.h], phones.owner[next.h]];
      if (before >= 0 && isOpen(phones, next.h)) found.push({ row: next.firstRow, owner: before });
      if (after >= 0 && isOpen(phones, old.h)) found.push({ row: old.lastRow, owner: after });
    }
  }
  return found;
}

/** The intervals of numbers that began or ended in each device. */
function staysByDevice({ offsets, from, to }: Holdings, uses: PersonOrder, devices: Int32Array): Map<number, Stay[]> {
  const byDevice = new Map<number, Stay[]>();
  const add = (device: number, stay: Stay) => {
    const stays = byDevice.get(device);
    if (stays) stays.push(stay);
    else byDevice.set(device, [stay]);
  };
  for (let id = 0; id + 1 < offsets.length; id++) {
    let begin = uses.offsets[id];
    for (let h = offsets[id]; h < offsets[id + 1]; h++) {
      const end =
        h + 1 === offsets[id + 1] && to[h] === Infinity ? uses.offsets[id + 1] : firstFrom(uses, id, begin, to[h]);
      const stay = stayOf(uses, devices, h, firstFrom(uses, id, begin, from[h]), end);
      begin = end;
      if (!stay) continue;
      const [begun, ended] = [devices[stay.firstRow], devices[stay.lastRow]];
      add(begun, stay);
      if (ended !== begun) add(ended, stay);
    }
  }
  return byDevice;
}

/** The first use of an identifier, from place `begin` on, that is not before a time. */
function firstFrom({ at, offsets }: PersonOrder, id: number, begin: number, time: number): number {
  let i = begin;
  while (i < offsets[id + 1] && at[i] < time) i++;
  return i;
}

/** What its device saw of an interval whose uses lie from `begin` up to `end`; undefined where it was in none. */
function stayOf(
  { rows, at }: PersonOrder,
  devices: Int32Array,
  h: number,
  begin: number,
  end: number,
): Stay | undefined {
  let [first, last] = [begin, end - 1];
  while (first < end && devices[rows[first]] < 0) first++;
  if (first >= end) return undefined;
  while (devices[rows[last]] < 0) last--;
  return { h, first: at[begin], last: at[end - 1], firstRow: rows[first], lastRow: rows[last] };
}
