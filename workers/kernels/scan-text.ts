import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";

export interface ScanTextTask {
  path: string;
  begin: number;
  end: number;
  /** The quote's byte, -1 for none. */
  quote: number;
}

export interface TextScan {
  /** Line feeds in the range. */
  lineFeeds: number;
  hasQuote: boolean;
  hasCarriageReturn: boolean;
  hasBlankLine: boolean;
  hasNul: boolean;
  isUtf8: boolean;
}

const BLOCK = 1 << 22;

/** Looks over a stretch of whole lines: how many there are, and whether anything asks for a closer look. */
export function scanText({ path, begin, end, quote }: ScanTextTask): TextScan {
  const scan: TextScan = {
    lineFeeds: 0,
    hasQuote: false,
    hasCarriageReturn: false,
    hasBlankLine: false,
    hasNul: false,
    isUtf8: true,
  };
  const words = new Int32Array(BLOCK / 4);
  const bytes = Buffer.from(words.buffer);
  const file = openSync(path, "r");
  try {
    for (let at = begin; at < end; ) {
      const read = readSync(file, bytes, 0, Math.min(BLOCK, end - at), at);
      if (read === 0) break;
      const block = bytes.subarray(0, at + read >= end ? read : wholeLines(bytes.subarray(0, read)));
      scan.hasQuote ||= quote >= 0 && block.includes(quote);
      scan.hasCarriageReturn ||= block.includes(13);
      scan.hasBlankLine ||= startsBlank(block) || block.includes("\n\n") || block.includes("\n\r\n");
      scan.hasNul ||= block.includes(0);
      scan.isUtf8 &&= isUtf8(block);
      scan.lineFeeds += countLineFeeds(words, block);
      at += block.length;
    }
  } finally {
    closeSync(file);
  }
  return scan;
}

const startsBlank = (block: Buffer) => block[0] === 10 || (block[0] === 13 && block[1] === 10);

/** Up to and with the last line feed; everything when there is none. */
function wholeLines(block: Buffer): number {
  const last = block.lastIndexOf(10);
  return last < 0 ? block.length : last + 1;
}

/** Four bytes at a time: a byte of `x` is zero where the text has a line feed. */
function countLineFeeds(words: Int32Array, block: Buffer): number {
  const full = block.length >> 2;
  let count = 0;
  for (let i = 0; i < full; i++) {
    const x = words[i]! ^ 0x0a0a0a0a;
    let zeros = ~(((x & 0x7f7f7f7f) + 0x7f7f7f7f) | x | 0x7f7f7f7f);
    while (zeros !== 0) {
      count++;
      zeros &= zeros - 1;
    }
  }
  for (let i = full << 2; i < block.length; i++) if (block[i] === 10) count++;
  return count;
}
