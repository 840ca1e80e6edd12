import { sharedInt32 } from "../shared.ts";
import { viewOf } from "../text/batch.ts";
import { ByteDictionary, type ByteValues } from "../text/byte-dictionary.ts";

export interface UniteTextsTask {
  /** Those of the stretches of one text column, in their order. */
  dictionaries: ByteValues[];
}

export interface UnitedTexts {
  values: Pick<ByteValues, "bytes" | "ends" | "count">;
  /** For each dictionary, the united code of each of its own; those of the first stay. */
  places: (Int32Array<SharedArrayBuffer> | undefined)[];
}

/** One dictionary of all, by order of first appearance: the first one goes on. */
export function uniteTexts({ dictionaries: [first, ...others] }: UniteTextsTask): UnitedTexts {
  const united = new ByteDictionary(first);
  const places = others.map(({ bytes, ends, keys, count }, i) => {
    const begins = new Int32Array(count + 1);
    begins.set(ends.subarray(0, count), 1);
    const codes = sharedInt32(count);
    const texts = { view: viewOf(bytes), begins, ends, field: 0, fields: 1, count };
    if (i < others.length - 1) united.code(keys, texts, codes, 0);
    else united.codeLast(keys, texts, codes);
    return codes;
  });
  const { bytes, ends, count } = united.values;
  return { values: { bytes, ends, count }, places: [undefined, ...places] };
}
