import { countsToStarts, type HashTable } from "../../workers/kernels/hash-table.ts";
import type { Coder } from "../../workers/kernels/join-code.ts";
import { sharedInt32 } from "../../workers/shared.ts";

/** The rows of the unscanned side by code: one row each, which the coder then gives, or groups of rows. */
export interface Index {
  coder: Coder;
  starts?: Int32Array;
  rows?: Int32Array;
}

/** Indexes rows by their codes. `ids` names the rows when not all are seen in their order. */
export function toIndex(scanned: Coder, total: number, codes: Int32Array, ids: Int32Array | undefined): Index {
  const rowOf = sharedInt32(total).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    if (rowOf[code]! >= 0) return grouped(scanned, total, codes, ids);
    rowOf[code] = ids ? ids[i]! : i;
  }
  return { coder: withRows(scanned, rowOf) };
}

/** A coder that gives 0 for the keys that occur among `codes`, and -1 for others. */
export function toPresence(scanned: Coder, total: number, codes: Int32Array): Coder {
  const present = sharedInt32(total).fill(-1);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) present[codes[i]!] = 0;
  return withRows(scanned, present);
}

function grouped(scanned: Coder, total: number, codes: Int32Array, ids: Int32Array | undefined): Index {
  const starts = sharedInt32(total + 1);
  const counts = new Int32Array(starts.buffer, 0, total);
  let known = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) continue;
    counts[codes[i]!]!++;
    known++;
  }
  countsToStarts(counts);
  starts[total] = known;
  const next = counts.slice();
  const rows = sharedInt32(known);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0) rows[next[code]!++] = ids ? ids[i]! : i;
  }
  return { coder: scanned, starts, rows };
}

/** The coder that looks one step further: what `rowOf` holds for its code. */
function withRows(coder: Coder, rowOf: Int32Array): Coder {
  if (coder.by === "hash") return { ...coder, hash: tableWithRows(coder.hash, rowOf) };
  if (coder.by === "pair" && coder.hash) return { ...coder, hash: tableWithRows(coder.hash, rowOf) };
  const { table } = coder;
  return { ...coder, table: table ? composed(table, rowOf) : rowOf };
}

function composed(table: Int32Array, rowOf: Int32Array): Int32Array {
  const rows = sharedInt32(table.length);
  for (let i = 0; i < rows.length; i++) rows[i] = table[i]! < 0 ? -1 : rowOf[table[i]!]!;
  return rows;
}

/** Written in place: the table serves this join only, and nobody asks it for codes any more. */
function tableWithRows(hash: HashTable, rowOf: Int32Array): HashTable {
  for (let slot = 0; slot < rowOf.length; slot++) hash.slots[2 * slot + 1] = rowOf[slot]!;
  return hash;
}
