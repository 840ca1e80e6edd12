import type { ColumnTable } from "arquero";
import { textOf } from "../core/table.ts";

/** Where the intervals of each identifier stand in a table of them. */
export interface HeldIndex {
  /** The code of each row, and of each identifier. */
  codes: Int32Array;
  codeOf: ReadonlyMap<string, number>;
  /** The rows of code `c` lie in `places` from `offsets[c]` up to, not with, `offsets[c + 1]`, in the table's order. */
  offsets: Uint32Array;
  places: Uint32Array;
}

const known = new WeakMap<ColumnTable, HeldIndex>();

/** Finds the intervals of an identifier; worked out once for a table. */
export function toHeldIndex(held: ColumnTable, kind: "phone" | "device"): HeldIndex {
  const before = known.get(held);
  if (before) return before;
  const { codes, values } = textOf("resolve", held, kind);
  const offsets = new Uint32Array(values.length + 1);
  for (const code of codes) if (code >= 0) offsets[code + 1]++;
  for (let code = 0; code < values.length; code++) offsets[code + 1] += offsets[code];
  const next = offsets.slice();
  const places = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) places[next[codes[row]]++] = row;
  const index = { codes, codeOf: new Map(values.map((value, code) => [value, code])), offsets, places };
  known.set(held, index);
  return index;
}
