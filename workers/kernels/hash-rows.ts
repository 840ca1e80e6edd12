/** A column as whole numbers. Always `Int32Array`: a loop that meets several kinds of arrays is several times slower. */
export interface Words {
  array: Int32Array;
  /** From the word of one row to that of the next. */
  stride: number;
}

export interface HashRowsTask {
  words: readonly Words[];
  /** Mixed into what stands there. */
  hashes: Int32Array;
  from: number;
  to: number;
}

/** Mixes the values of columns into the hashes of a run of rows. Cost: one pass over each column. */
export function hashRows({ words, hashes, from, to }: HashRowsTask): void {
  for (const { array, stride } of words) {
    for (let i = from, at = from * stride; i < to; i++, at += stride) {
      const hash = Math.imul(hashes[i]! ^ array[at]!, 0x9e3779b1);
      hashes[i] = hash ^ (hash >>> 15);
    }
  }
}
