import { sharedFloat64 } from "../../workers/shared.ts";

/** A shared column of numbers, each worked out from its row. */
export function filled(length: number, valueAt: (row: number) => number): Float64Array<SharedArrayBuffer> {
  const column = sharedFloat64(length);
  for (let row = 0; row < length; row++) column[row] = valueAt(row);
  return column;
}
