import { countsToStarts, type HashTable, hashOf, type Keys, radixBits } from "./hash-table.ts";

export interface HashBuildTask {
  keys: Keys;
  table: HashTable;
  region: number;
}

/**
 * Empties one region of a table and puts the distinct keys that belong there into it, each with the number of its
 * slot; NaN is left out. Gives false when they do not fit, which only hashes that all fall together can cause.
 */
export function hashBuild({ keys, table, region }: HashBuildTask): boolean {
  const { slots, bits, regionBits } = table;
  const size = 2 ** (bits - regionBits);
  slots.fill(Number.NaN, 2 * size * region, 2 * size * (region + 1));
  return insert(table, mine(table, keys, region), size - 1);
}

/** The keys of one region, laid out by the next bits of their hash so that the inserts stay in cache. */
function mine(table: HashTable, keys: Keys, region: number): Keys {
  const { regionBits } = table;
  const radix = Math.max(regionBits, radixBits(table, keys.length));
  if (radix === 0) return keys;
  const shift = 32 - radix;
  const first = region * 2 ** (radix - regionBits);
  const pieces = 2 ** (radix - regionBits);
  const next = new Int32Array(pieces + 1);
  for (let i = 0; i < keys.length; i++) {
    const piece = (hashOf(keys[i]!) >>> shift) - first;
    if (piece >= 0 && piece < pieces) next[piece]!++;
  }
  countsToStarts(next);
  const dealt = new Float64Array(next[pieces]!);
  for (let i = 0; i < keys.length; i++) {
    const piece = (hashOf(keys[i]!) >>> shift) - first;
    if (piece >= 0 && piece < pieces) dealt[next[piece]!++] = keys[i]!;
  }
  return dealt;
}

function insert({ slots, bits, regionBits }: HashTable, keys: Keys, room: number): boolean {
  const shift = 32 - bits;
  const wrap = 2 ** (bits - regionBits) - 1;
  let used = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (Number.isNaN(key)) continue;
    let at = hashOf(key) >>> shift;
    let held = slots[2 * at]!;
    while (held !== key && !Number.isNaN(held)) {
      at = (at & ~wrap) | ((at + 1) & wrap);
      held = slots[2 * at]!;
    }
    if (held === key) continue;
    if (used++ === room) return false;
    slots[2 * at] = key;
    slots[2 * at + 1] = at;
  }
  return true;
}
