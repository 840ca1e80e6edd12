import type { ColumnTable } from "arquero";
import { hash32 } from "../core/random.ts";
import { textOf } from "../core/table.ts";

/** The rows by what they share. */
export interface SkewKeys {
  /** For each row the number of its key, -1 where a part is missing. */
  keys: Int32Array;
  count: number;
  /** For each key the code of the column asked for each value; and these values. */
  eachOf: Int32Array;
  /** For each key a hash of its values, for samples. */
  hashes: Uint32Array;
  values: readonly string[];
}

/** Numbers the combinations of some columns' values. */
export function skewKeys(verb: string, table: ColumnTable, by: readonly string[], each: string | undefined): SkewKeys {
  const columns = by.map((name) => textOf(verb, table, name));
  const told = each === undefined ? columns[0]! : columns[by.indexOf(each)]!;
  let keys = columns[0]!.codes as Int32Array;
  let count = columns[0]!.values.length;
  for (const { codes, values } of columns.slice(1)) {
    const numbers = new Map<number, number>();
    const joined = new Int32Array(keys.length).fill(-1);
    for (let row = 0; row < joined.length; row++) {
      if (keys[row]! < 0 || codes[row]! < 0) continue;
      const pair = keys[row]! * values.length + codes[row]!;
      let number = numbers.get(pair);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(pair, number);
      }
      joined[row] = number;
    }
    keys = joined;
    count = numbers.size;
  }
  const eachOf = new Int32Array(count).fill(-1);
  const hashes = new Uint32Array(count);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    if (key < 0 || eachOf[key]! >= 0) continue;
    eachOf[key] = told.codes[row]!;
    for (const column of columns) hashes[key] = hash32(column.at(row)!, hashes[key]);
  }
  return { keys, count, eachOf, hashes, values: told.values };
}
