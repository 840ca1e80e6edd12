/** Texts as bytes in UTF-8, each ended by a zero byte. */
export interface PackedTexts {
  bytes: Uint8Array;
  /** Where each text begins; one more for the end of the last. */
  starts: Int32Array;
  hashes: Int32Array;
}

export interface JoinTextHashTask {
  texts: PackedTexts;
  /** The bytes of this task, and the number of their first text. */
  begin: number;
  end: number;
  first: number;
}

/** Finds the texts in a run of bytes and hashes each; gives how many there are. */
export function joinTextHash({ texts, begin, end, first }: JoinTextHashTask): number {
  const { bytes, starts, hashes } = texts;
  let text = first;
  let hash = 0x811c9dc5;
  starts[text] = begin;
  for (let i = begin; i < end; i++) {
    const byte = bytes[i]!;
    if (byte !== 0) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      continue;
    }
    if (text < hashes.length) hashes[text] = mixed(hash);
    text++;
    if (text < starts.length) starts[text] = i + 1;
    hash = 0x811c9dc5;
  }
  return text - first;
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
  return Math.imul(once ^ (once >>> 13), 0xc2b2ae3d);
}
