import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/** The time of an identifier between two silences that may have ended its holding. */
export interface Life {
  begins: number;
  /** The last use before it began. */
  silentFrom: number;
}

/** Silences split the time of an identifier; a record from before its first use belongs to its first life. */
export function toLives(
  { at, offsets }: PersonOrder,
  id: number,
  record: number,
  recorded: boolean,
  quarantine: number,
): Life[] {
  const begin = offsets[id];
  const end = offsets[id + 1];
  const first = begin === end || (recorded && record < at[begin]) ? record : at[begin];
  const lives: Life[] = [{ begins: first, silentFrom: Number.NaN }];
  for (let i = begin + 1; i < end; i++) {
    if (at[i] - at[i - 1] >= quarantine) lives.push({ begins: at[i], silentFrom: at[i - 1] });
  }
  return lives;
}

/** Who is not seen again after a silence held the identifier until it could be given away; `last`: a sighting since. */
export function endOf(next: Life | undefined, quarantine: number, last = -Infinity): number {
  if (!next) return Infinity;
  return Math.min(next.begins, Math.max(next.begins - quarantine, next.silentFrom + 1, last + 1));
}
