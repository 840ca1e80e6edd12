import type { ColumnTable } from "arquero";
import type { Coder } from "../../workers/kernels/join-code.ts";
import { GRAIN, type GrainCounts } from "../../workers/kernels/join-probe.ts";
import { sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { type Coders, codesOf, type Runner, toCoders } from "./join-coders.ts";
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

/** What the first pass knows of each scanned row. */
export interface Found extends Index {
  found: Int32Array;
  counts: GrainCounts;
}

/** Looks up every row of `scanned` among those of `other`. */
export async function match(scanned: Side, other: Side, runner: Runner, unmatched: boolean) {
  const coders = await codersOf(scanned, other, runner);
  const codes = await codesOf(coders.other, other.count, runner);
  const index = toIndex(coders.scanned, coders.codes, codes, other.rows);
  const seen = unmatched ? sharedUint8(index.starts ? coders.codes : other.table.totalRows()) : undefined;
  const found = await probe(scanned, index.coder, runner, index.starts, seen);
  const result: Found = { ...index, ...found };
  return { ...result, unmatched: seen && unseen(seen, other, index.starts ? codes : undefined) };
}

/** For each row of `left`, whether `right` has its key. */
export async function present(left: Side, right: Side, runner: Runner): Promise<(i: number) => boolean> {
  if (left.count >= right.count) {
    const coders = await codersOf(left, right, runner);
    const codes = await codesOf(coders.other, right.count, runner);
    const { found } = await probe(left, toPresence(coders.scanned, coders.codes, codes), runner);
    return (i) => found[i]! >= 0;
  }
  const coders = await codersOf(right, left, runner);
  const codes = await codesOf(coders.other, left.count, runner);
  const seen = sharedUint8(coders.codes);
  await probe(right, coders.scanned, runner, undefined, seen);
  return (i) => codes[i]! >= 0 && seen[codes[i]!] === 1;
}

async function codersOf(scanned: Side, other: Side, runner: Runner): Promise<Coders> {
  const mine = keyColumns(scanned, runner.workers > 0);
  const theirs = keyColumns(other, runner.workers > 0);
  if (needsWords(mine) || needsWords(theirs)) return wordCoders(scanned, other);
  return toCoders(mine, theirs, { scanned: scanned.count, other: other.count }, runner);
}

function keyColumns({ table, keys, rows }: Side, share: boolean): KeyColumn[] {
  return keys.map((name) => toKeyColumn(table.column(name) as AnyColumn, rows, share));
}

const MOST_ROWS = 1 << 22;

async function probe(
  { count }: Side,
  coder: Coder,
  { workers, run }: Runner,
  starts?: Int32Array,
  seen?: Uint8Array,
): Promise<Pick<Found, "found" | "counts">> {
  const found = sharedInt32(count);
  // hashed keys are partitioned within a task, which pays for large tasks
  const wanted = coder.by === "range" ? GRAIN : Math.min(MOST_ROWS, Math.ceil(count / Math.max(1, workers)));
  const step = Math.max(1, Math.ceil(wanted / GRAIN)) * GRAIN;
  const tasks = Array.from({ length: Math.ceil(count / step) }, (_, i) => ({
    coder,
    begin: i * step,
    end: Math.min(count, (i + 1) * step),
    found,
    starts,
    seen,
  }));
  return { found, counts: (await run("joinProbe", tasks)).flat() };
}

function unseen(seen: Uint8Array, { count, rows }: Side, codes: Int32Array | undefined): Int32Array {
  const left = sharedInt32(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const hit = codes ? codes[i]! >= 0 && seen[codes[i]!] === 1 : seen[row] === 1;
    if (!hit) left[n++] = row;
  }
  return left.subarray(0, n);
}
