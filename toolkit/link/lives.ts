import type { PersonOrder } from "../../workers/kernels/person-order.ts";

/** The time of an identifier between two silences that may have ended its holding. */
export interface Life {
  begins: number;
  /** The first use in it; NaN for one known by a record alone. */
  used: number;
  /** The last use before it began, or where the data begin. */
  silentFrom: number;
}

/**
 * Silences split the time of an identifier. A record from before its first use belongs to its first life, unless the
 * identifier was silent for so long, since the record or the beginning of the data, that it may have been given away.
 */
export function toLives(
  { at, offsets }: PersonOrder,
  id: number,
  record: number,
  recorded: boolean,
  quarantine: number,
  dataBegin: number,
): Life[] {
  const begin = offsets[id];
  const end = offsets[id + 1];
  if (begin === end) return [{ begins: record, used: Number.NaN, silentFrom: Number.NaN }];
  const early = recorded && record < at[begin];
  const silentFrom = Math.max(record, dataBegin);
  const lives: Life[] = [{ begins: early ? record : at[begin], used: at[begin], silentFrom: Number.NaN }];
  if (early && at[begin] - silentFrom >= quarantine) {
    lives[0].used = Number.NaN;
    lives.push({ begins: at[begin], used: at[begin], silentFrom });
  }
  for (let i = begin + 1; i < end; i++) {
    if (at[i] - at[i - 1] >= quarantine) lives.push({ begins: at[i], used: at[i], silentFrom: at[i - 1] });
  }
  return lives;
}

/** Who is not seen again after a silence held the identifier until it could be given away; `last`: a sighting since. */
export function endOf(next: Life | undefined, quarantine: number, last = -Infinity): number {
  if (!next) return Infinity;
  return Math.min(next.begins, Math.max(next.begins - quarantine, next.silentFrom + 1, last + 1));
}
