import type { ColumnTable } from "arquero";
import type { Numbers } from "../../workers/kernels/gather.ts";
import type { FillColumn } from "../../workers/kernels/join-fill.ts";
import { GRAIN } from "../../workers/kernels/join-probe.ts";
import { type SharedArray, sharedFloat64, sharedInt32, sharedLike } from "../../workers/shared.ts";
import { TextColumn, WholeColumn } from "./columns.ts";
import { PhonographError } from "./errors.ts";
import type { Runner } from "./join-coders.ts";
import { type AnyColumn, reader } from "./join-key-column.ts";
import type { Found, Side } from "./join-match.ts";

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

/** The columns of the answer by name, filled in by the workers where they are arrays of numbers or codes. */
export async function fillColumns(
  outputs: readonly OutputColumn[],
  scanned: Side,
  found: Found,
  shape: Shape,
  runner: Runner,
): Promise<Map<string, AnyColumn>> {
  const total = shape.matches + shape.misses + shape.extra.length;
  if (total >= 2 ** 31) throw tooLong(total);
  const whole = !scanned.rows && !found.starts && shape.matches === scanned.count && shape.extra.length === 0;
  const columns = new Map<string, AnyColumn>();
  const fills: FillColumn[] = [];
  const later: (() => void)[] = [];
  const ids = new Map<FillColumn["side"], Int32Array>();
  for (const { name, side, from } of outputs) {
    const incomplete = side === "other" ? shape.misses > 0 : shape.extra.length > 0;
    const column = whole && side === "scanned" ? from : numeric(from, side, total, incomplete, fills, runner);
    if (column) columns.set(name, column);
    else {
      if (!ids.has(side)) {
        const to = sharedInt32(total);
        ids.set(side, to);
        fills.push({ side, to, missing: -1 });
      }
      const values = new Array<unknown>(total);
      columns.set(name, values);
      later.push(() => copyValues(reader(from), ids.get(side)!, values));
    }
  }
  await fill(fills, scanned, found, shape, runner);
  for (const copy of later) copy();
  return columns;
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

async function fill(columns: readonly FillColumn[], scanned: Side, found: Found, shape: Shape, { run }: Runner) {
  if (columns.length === 0) return;
  let at = 0;
  let missesAt = shape.matches;
  const tasks = found.counts.map(({ matches, misses }, grain) => {
    const task = {
      found: found.found,
      starts: found.starts,
      rows: found.rows,
      scannedRows: scanned.rows,
      begin: grain * GRAIN,
      end: Math.min(scanned.count, (grain + 1) * GRAIN),
      at,
      missesAt: shape.misses > 0 ? missesAt : -1,
      columns,
    };
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
  left: ColumnTable,
  right: ColumnTable,
  sharedKeys: readonly string[],
  [first, second]: readonly [string, string],
): { left: { name: string; from: string }[]; right: { name: string; from: string }[] } {
  const mine = left.columnNames() as string[];
  const theirs = (right.columnNames() as string[]).filter((name) => !sharedKeys.includes(name));
  return {
    left: mine.map((from) => ({ from, name: theirs.includes(from) ? from + first : from })),
    right: theirs.map((from) => ({ from, name: mine.includes(from) ? from + second : from })),
  };
}
