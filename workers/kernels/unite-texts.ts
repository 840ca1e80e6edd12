import { BATCH, ByteDictionary, type ByteValues } from "../text/byte-dictionary.ts";

export interface UniteTextsTask {
  /** Stretches of one text column, each coded by its own dictionary, and where each goes in `to`. */
  stretches: { codes: Int32Array<SharedArrayBuffer>; dictionary: ByteValues; at: number }[];
  to: Int32Array<SharedArrayBuffer>;
}

/** Writes all stretches in the codes of one dictionary, by order of first appearance, and gives that. */
export function uniteTexts({ stretches, to }: UniteTextsTask): ByteValues {
  const united = new ByteDictionary();
  for (const { codes, dictionary, at } of stretches) {
    const { bytes, ends, hashes, count } = dictionary;
    const places = new Int32Array(count);
    for (let first = 0; first < count; first += BATCH) {
      const last = Math.min(count, first + BATCH);
      united.warm(hashes.subarray(first, last), last - first);
      for (let code = first; code < last; code++) {
        places[code] = united.code(bytes, code === 0 ? 0 : ends[code - 1]!, ends[code]!, hashes[code]!);
      }
    }
    for (let i = 0; i < codes.length; i++) to[at + i] = codes[i]! < 0 ? -1 : places[codes[i]!]!;
  }
  return united.values;
}
