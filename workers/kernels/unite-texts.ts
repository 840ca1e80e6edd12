import { sharedInt32 } from "../shared.ts";
import { ByteDictionary, type ByteValues } from "../text/byte-dictionary.ts";

export interface UniteTextsTask {
  /** Those of the stretches of one text column, in their order. */
  dictionaries: ByteValues[];
}

export interface UnitedTexts {
  values: ByteValues;
  /** For each dictionary, the united code of each of its own; those of the first stay. */
  places: (Int32Array<SharedArrayBuffer> | undefined)[];
}

/** One dictionary of all, by order of first appearance: the first one goes on. */
export function uniteTexts({ dictionaries: [first, ...others] }: UniteTextsTask): UnitedTexts {
  const united = new ByteDictionary(first);
  const places = others.map(({ bytes, ends, keys, count }) => {
    const begins = new Int32Array(count);
    begins.set(ends.subarray(0, Math.max(0, count - 1)), 1);
    const codes = sharedInt32(count);
    united.code(keys, 0, count, bytes, begins, ends, 0, 1, codes, 0);
    return codes;
  });
  return { values: united.values, places: [undefined, ...places] };
}
