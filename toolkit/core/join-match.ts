import type { ColumnTable } from "arquero";
import type { FillColumn } from "../../workers/kernels/join-columns.ts";
import type { Counts } from "../../workers/kernels/join-probe.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { type Coders, codesOf, isCheap, type Runner, runs, type Sizes, toCoders } from "./join-coders.ts";
import { type Index, toIndex, toPresence } from "./join-index.ts";
import { type AnyColumn, type KeyColumn, toKeyColumn } from "./join-key-column.ts";
import { needsWords, wordCoders } from "./join-key-words.ts";

/** One side of a join: its table, its keys, and its rows in the order Arquero takes them. */
export interface Side {
  table: ColumnTable;
  keys: readonly string[];
  /** Left out when all rows are seen in their order. */
  rows?: Int32Array;
  count: number;
}

/** The visible rows of a table as Arquero's joins walk them: not sorted by `orderby`, unless that was done already. */
export function toSide(table: ColumnTable, keys: readonly string[]): Side {
  const count = table.numRows();
  if (!table.isFiltered() && !table.isOrdered()) return { table, keys, count };
  const rows = table.indices(false) as Uint32Array;
  return { table, keys, rows: new Int32Array(rows.buffer, rows.byteOffset, rows.length), count };
}

/** The rows of the unscanned side, ready to be looked up. */
export interface Lookup extends Index {
  /** The code of each of its rows. */
  codes: Int32Array;
  groups: number;
}

/** What the first pass tells: for each task its rows and counts, and each row's find where that is kept. */
export interface Found {
  found?: Int32Array;
  counts: readonly (Counts & { begin: number; end: number })[];
}

export interface Probe {
  seen?: Uint8Array;
  hope?: { columns: readonly FillColumn[]; lost: Int32Array };
}

/** Indexes the rows of `other` by the keys they share with `scanned`. */
export async function toLookup(scanned: Side, other: Side, runner: Runner): Promise<Lookup> {
  const coders = await codersOf(scanned, other, runner, other.rows ?? "places");
  if (coders.givesRows) return { coder: coders.scanned, codes: new Int32Array(0), groups: 0 };
  const codes = await codesOf(coders.other, other.count, runner);
  return { ...toIndex(coders.scanned, coders.codes, codes, other.rows), codes, groups: coders.codes };
}

/** For each row of `left`, whether `right` has its key. */
export async function present(left: Side, right: Side, runner: Runner): Promise<(i: number) => boolean> {
  if (left.count >= right.count) {
    const coders = await codersOf(left, right, runner);
    const codes = await codesOf(coders.other, right.count, runner);
    const found = await codesOf(toPresence(coders.scanned, coders.codes, codes), left.count, runner);
    return (i) => found[i]! >= 0;
  }
  const coders = await codersOf(right, left, runner);
  const codes = await codesOf(coders.other, left.count, runner);
  const seen = sharedUint8(coders.codes);
  await probe(right.count, { coder: coders.scanned }, { seen }, runner);
  return (i) => codes[i]! >= 0 && seen[codes[i]!] === 1;
}

/** One numbering of the keys of both sides. */
export async function codersOf(scanned: Side, other: Side, runner: Runner, rows?: Sizes["rows"]): Promise<Coders> {
  const mine = keyColumns(scanned, runner.workers > 0);
  const theirs = keyColumns(other, runner.workers > 0);
  if (needsWords(mine) || needsWords(theirs)) return wordCoders(scanned, other);
  return toCoders(mine, theirs, { scanned: scanned.count, other: other.count, rows }, runner);
}

function keyColumns({ table, keys, rows }: Side, share: boolean): KeyColumn[] {
  return keys.map((name) => toKeyColumn(table.column(name) as AnyColumn, rows, share));
}

/** Looks up every scanned row. */
export async function probe(
  count: number,
  { coder, starts }: Index,
  { seen, hope }: Probe,
  { workers, run }: Runner,
): Promise<Found> {
  const found = isCheap(coder) ? undefined : sharedInt32(count);
  const parts = runs(count, workers, starts ? 8 : 2);
  const tasks = parts.map((part) => ({ ...part, coder, found, starts, seen, hope }));
  const counts = await run("joinProbe", tasks);
  return { found, counts: parts.map((part, i) => ({ ...part, ...counts[i]! })) };
}

/** The rows of the unscanned side that no scanned row found. */
export function unseenRows(seen: Uint8Array, { count, rows }: Side, { codes, starts }: Lookup): Int32Array {
  const left = sharedInt32(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const hit = starts ? codes[i]! >= 0 && seen[codes[i]!] === 1 : seen[row] === 1;
    if (!hit) left[n++] = row;
  }
  return left.subarray(0, n);
}
