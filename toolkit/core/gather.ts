import { copyRows } from "../../workers/kernels/gather.ts";
import { type SharedArray, sharedFloat64, sharedLike } from "../../workers/shared.ts";
import { type Column, TextColumn, WholeColumn } from "./columns.ts";

/**
 * The rows of a column in a given order, as a new column. Row -1 gives a missing value; whole numbers that have no
 * missing value of their own become Float64 when one is needed.
 */
export function gatherColumn(column: Column, rows: Uint32Array | Int32Array): Column {
  if (column instanceof TextColumn) return new TextColumn(gatherArray(column.codes, rows, -1), column.values);
  if (column instanceof WholeColumn) {
    return new WholeColumn(gatherArray(column.array, rows, column.missing), column.missing);
  }
  const isFloat = column instanceof Float64Array || column instanceof Float32Array;
  if (!isFloat && hasMissing(rows)) return gatherInto(sharedFloat64(rows.length), column, rows, Number.NaN);
  return gatherArray(column, rows, Number.NaN);
}

type Numbers = SharedArray | Int32Array | Int16Array | Int8Array;

function gatherArray<A extends Numbers>(from: A, rows: Uint32Array | Int32Array, missing: number): A {
  return gatherInto(sharedLike(from, rows.length), from, rows, missing);
}

function gatherInto<A extends Numbers>(to: A, from: Numbers, rows: Uint32Array | Int32Array, missing: number): A {
  if (!hasMissing(rows)) {
    copyRows(from, rows, 0, rows.length, to, 0);
    return to;
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    to[i] = row < 0 ? missing : from[row]!;
  }
  return to;
}

function hasMissing(rows: Uint32Array | Int32Array): boolean {
  if (rows instanceof Uint32Array) return false;
  for (let i = 0; i < rows.length; i++) if (rows[i]! < 0) return true;
  return false;
}
