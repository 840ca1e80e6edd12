import { sharedInt32 } from "../shared.ts";
import { viewOf } from "../text/batch.ts";
import { ByteDictionary, type ByteValues } from "../text/byte-dictionary.ts";
import { Missing } from "../text/missing.ts";
import { textKeys } from "../text/text-keys.ts";

export interface TextCodesTask {
  /** Texts in UTF-8, each ended by a zero byte; a margin stands before the first and behind the last. */
  bytes: Uint8Array<SharedArrayBuffer>;
  /** The bytes of this task. */
  begin: number;
  end: number;
  /** How many texts they hold. */
  count: number;
}

export interface TextCodes {
  /** By order of first appearance. */
  codes: Int32Array<SharedArrayBuffer>;
  values: ByteValues;
  /** Where each code stands first. */
  first: Int32Array<SharedArrayBuffer>;
}

const BATCH = 512;
const NOTHING = new Missing([]);

/** Codes a run of texts; undefined when it does not hold as many as it should: one has a zero byte in it. */
export function textCodes({ bytes, begin, end, count }: TextCodesTask): TextCodes | undefined {
  const view = viewOf(bytes);
  const [begins, ends] = [new Int32Array(BATCH), new Int32Array(BATCH)];
  const keys = new Int32Array(2 * BATCH);
  const codes = sharedInt32(count);
  const dictionary = new ByteDictionary();
  let done = 0;
  for (let at = begin; at < end; ) {
    let filled = 0;
    for (; filled < BATCH && at < end; filled++) {
      begins[filled] = at;
      while (bytes[at] !== 0) at++;
      ends[filled] = at++;
    }
    if (done + filled > count) return undefined;
    const batch = { bytes, view, begins, ends, fields: 1, count: filled, row: done };
    textKeys(batch, 0, NOTHING, keys);
    dictionary.code(keys, { ...batch, field: 0 }, codes, done);
    done += filled;
  }
  if (done !== count) return undefined;
  const { values } = dictionary;
  const first = sharedInt32(values.count);
  for (let row = 0, next = 0; next < first.length; row++) if (codes[row] === next) first[next++] = row;
  return { codes, values, first };
}
