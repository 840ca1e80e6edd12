import { countsToStarts, type HashTable, hashOf, type Keys, radixBits } from "./hash-table.ts";

export interface HashBuildTask {
  keys: Keys;
  table: HashTable;
  region: number;
  /** What a slot holds beside its key: its own number, or the row of the key, which must then be the only one. */
  hold: "slot" | "row";
  /** The row that each key stands for; its place when left out. */
  rows?: Int32Array;
}

/**
 * Empties one region of a table and puts the distinct keys that belong there into it; NaN is left out. Gives `"full"`
 * when they do not fit, which only hashes that all fall together can cause, and `"repeated"` when rows were to be held
 * and two have one key.
 */
export function hashBuild({ keys, table, region, hold, rows }: HashBuildTask): "built" | "full" | "repeated" {
  const { slots, bits, regionBits } = table;
  const size = 2 ** (bits - regionBits);
  slots.fill(Number.NaN, 2 * size * region, 2 * size * (region + 1));
  const mine = deal(table, keys, region);
  return insert(table, mine.keys, size - 1, hold === "row" ? (mine.rows ?? places(keys.length)) : undefined, rows);
}

const places = (length: number) => Int32Array.from({ length }, (_, i) => i);

/** The keys of one region and their places, laid out by the next bits of their hash so that the inserts stay in cache. */
function deal(table: HashTable, keys: Keys, region: number): { keys: Keys; rows?: Int32Array } {
  const { regionBits } = table;
  const radix = Math.max(regionBits, radixBits(table, keys.length));
  if (radix === 0) return { keys };
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
  const rows = new Int32Array(dealt.length);
  for (let i = 0; i < keys.length; i++) {
    const piece = (hashOf(keys[i]!) >>> shift) - first;
    if (piece < 0 || piece >= pieces) continue;
    const at = next[piece]!++;
    dealt[at] = keys[i]!;
    rows[at] = i;
  }
  return { keys: dealt, rows };
}

function insert(
  { slots, bits, regionBits }: HashTable,
  keys: Keys,
  room: number,
  places: Int32Array | undefined,
  rows: Int32Array | undefined,
): "built" | "full" | "repeated" {
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
    if (held === key) {
      if (places) return "repeated";
      continue;
    }
    if (used++ === room) return "full";
    slots[2 * at] = key;
    slots[2 * at + 1] = places ? (rows ? rows[places[i]!]! : places[i]!) : at;
  }
  return "built";
}
