import type { Numbers } from "../../workers/kernels/gather.ts";
import type { FillColumn } from "../../workers/kernels/join-columns.ts";
import { type SharedArray, sharedFloat64, sharedInt32, sharedLike } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "./columns.ts";
import { PhonographError } from "./errors.ts";
import type { Runner } from "./join-coders.ts";
import { type AnyColumn, reader } from "./join-key-column.ts";
import type { Found, Lookup, Side } from "./join-match.ts";

/** One column of the answer and the column of a side that it is taken from. */
export interface OutputColumn {
  name: string;
  side: FillColumn["side"];
  from: AnyColumn;
}

export interface Shape {
  /** Pairs of rows that match. */
  matches: number;
  /** Scanned rows without a match that are kept, after the pairs. */
  misses: number;
  /** Rows of the other side without a match that are kept, at the end. */
  extra: Int32Array;
}

/** The columns of an answer before they are filled in. */
export interface Planned {
  fills: readonly FillColumn[];
  /** The columns by name, once `fills` are filled in. */
  finish(): Map<string, AnyColumn>;
}

/**
 * Makes room for the columns of an answer. Columns of the scanned side are taken as they are where `whole` says that
 * each of its rows stands in the answer once, in order.
 */
export function planColumns(
  outputs: readonly OutputColumn[],
  { matches, misses, extra }: Shape,
  whole: boolean,
  runner: Runner,
): Planned {
  const total = matches + misses + extra.length;
  if (total >= 2 ** 31) throw tooLong(total);
  const columns = new Map<string, AnyColumn>();
  const fills: FillColumn[] = [];
  const later: (() => void)[] = [];
  const ids = new Map<FillColumn["side"], Int32Array>();
  for (const { name, side, from } of outputs) {
    const incomplete = side === "other" ? misses > 0 : extra.length > 0;
    const column = whole && side === "scanned" ? from : numeric(from, side, total, incomplete, fills, runner);
    if (column) {
      columns.set(name, column);
      continue;
    }
    if (!ids.has(side)) {
      const to = sharedInt32(total);
      ids.set(side, to);
      fills.push({ side, to, missing: -1 });
    }
    const values = new Array<unknown>(total);
    columns.set(name, values);
    later.push(() => copyValues(reader(from), ids.get(side)!, values));
  }
  const finish = () => {
    for (const copy of later) copy();
    return columns;
  };
  return { fills, finish };
}

/** A column that workers can fill, or nothing for values of other types. */
function numeric(
  from: AnyColumn,
  side: FillColumn["side"],
  total: number,
  incomplete: boolean,
  fills: FillColumn[],
  runner: Runner,
): AnyColumn | undefined {
  const add = <A extends Numbers>(array: A, missing: number): A => {
    const to = sharedLike(array, total);
    fills.push({ side, from: runner.workers > 0 ? shared(array) : array, to, missing });
    return to;
  };
  if (from instanceof TextColumn) return new TextColumn(add(from.codes, -1), from.values);
  if (from instanceof WholeColumn) return new WholeColumn(add(from.array, from.missing), from.missing);
  if (!isNumbers(from)) return undefined;
  const float = from instanceof Float64Array || from instanceof Float32Array;
  if (float || !incomplete) return add(from, Number.NaN);
  const wide = sharedFloat64(from.length);
  wide.set(from);
  return add(wide, Number.NaN);
}

const KINDS = [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array];

const isNumbers = (from: AnyColumn): from is SharedArray => KINDS.some((kind) => from instanceof kind);

const copies = new WeakMap<object, Numbers>();

function shared<A extends Numbers>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  let copy = copies.get(array) as A | undefined;
  if (!copy) {
    copy = sharedLike(array, array.length);
    copy.set(array);
    copies.set(array, copy);
  }
  return copy;
}

/** Fills in planned columns from what the first pass found. */
export async function fillColumns(
  columns: readonly FillColumn[],
  { rows: scannedRows }: Side,
  { coder, starts, rows }: Lookup,
  { found, counts }: Found,
  shape: Shape,
  { run }: Runner,
): Promise<void> {
  if (columns.length === 0) return;
  let at = 0;
  let missesAt = shape.matches;
  const tasks = counts.map(({ begin, end, matches, misses }) => {
    const keep = shape.misses > 0 ? missesAt : -1;
    const task = { found, coder, starts, rows, scannedRows, begin, end, at, missesAt: keep, columns };
    at += matches;
    missesAt += misses;
    return task;
  });
  await run("joinFill", tasks);
  if (shape.extra.length > 0) await fillExtra(columns, shape, run);
}

/** The rows of the other side that matched nothing, after all others. */
async function fillExtra(columns: readonly FillColumn[], { matches, misses, extra }: Shape, run: Runner["run"]) {
  const at = matches + misses;
  const end = extra.length;
  for (const { side, from, to, missing } of columns) {
    if (side === "scanned") to.fill(missing, at);
    else if (from)
      await run("gather", [
        { from: from as SharedArray, rows: extra, to: to.subarray(at) as SharedArray, begin: 0, end },
      ]);
    else to.set(extra, at);
  }
}

function copyValues(at: (row: number) => unknown, rows: Int32Array, to: unknown[]): void {
  for (let i = 0; i < rows.length; i++) to[i] = rows[i]! < 0 ? undefined : at(rows[i]!);
}

const tooLong = (rows: number) =>
  new PhonographError({
    code: "backend/unsupported",
    verb: "join",
    rule: "the answer may have 2 147 483 647 rows at most",
    found: `${rows} rows`,
    hint: "are the keys nearly all the same? join on more columns",
  });

/** The columns of the answer: all of the left, then those of the right that are not a key of the same name. */
export function outputColumns(
  left: Side,
  right: Side,
  walksLeft: boolean,
  [first, second]: readonly [string, string],
): OutputColumn[] {
  const shared = left.keys.filter((name, i) => name === right.keys[i]);
  const mine = left.table.columnNames() as string[];
  const theirs = (right.table.columnNames() as string[]).filter((name) => !shared.includes(name));
  // of columns that end up with one name the last is kept, in the first one's place
  const byName = new Map<string, OutputColumn>();
  const add = ({ table }: Side, isScanned: boolean, column: string, name: string) => {
    byName.set(name, { name, side: isScanned ? "scanned" : "other", from: table.column(column) as AnyColumn });
  };
  for (const name of mine) add(left, walksLeft, name, theirs.includes(name) ? name + first : name);
  for (const name of theirs) add(right, !walksLeft, name, mine.includes(name) ? name + second : name);
  return [...byName.values()];
}
