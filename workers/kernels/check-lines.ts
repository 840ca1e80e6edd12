import { isUtf8 } from "node:buffer";
import { closeSync, openSync, writeSync } from "node:fs";
import { BLANK, type LineCheck, TOO_LONG, TOO_MANY } from "../text/line-reasons.ts";
import { FileWindow, MOST_BYTES, nextLine } from "../text/window.ts";

export interface CheckLinesTask {
  path: string;
  /** Where the first line begins. */
  begin: number;
  /** A byte that no good line holds. */
  forbidden: number;
  /** Writes the good lines here, as UTF-8 with line feeds. */
  copyTo: string;
}

const WESTERN = new TextDecoder("windows-1252");
const LINE_FEED = Buffer.from("\n");
const BLOCK = 1 << 20;

/** Goes through a text line by line, tells which lines hold no record, and copies the others. */
export function checkLines({ path, begin, forbidden, copyTo }: CheckLinesTask): LineCheck {
  const source = new FileWindow(path, begin);
  const copy = openSync(copyTo, "w");
  const skips: number[] = [];
  const reasons: number[] = [];
  const foreign: number[] = [];
  let blocks: Uint8Array[] = [];
  let size = 0;
  let line = 0;
  let records = 0;
  const flush = () => {
    const bytes = Buffer.concat(blocks);
    for (let at = 0; at < bytes.length; ) at += writeSync(copy, bytes, at);
    blocks = [];
    size = 0;
  };
  try {
    while (source.fill()) {
      const { bytes, end, at } = source;
      let stop = at;
      while (bytes[stop] !== 10 && bytes[stop] !== 13) stop++;
      const text = bytes.subarray(at, stop);
      const reason =
        stop === at ? BLANK : text.length > MOST_BYTES ? TOO_LONG : text.includes(forbidden) ? TOO_MANY : 0;
      if (reason !== 0) {
        skips.push(line++);
        reasons.push(reason);
        source.skipLine();
        continue;
      }
      const isForeign = !isUtf8(text);
      if (isForeign) foreign.push(line);
      const good = isForeign ? Buffer.from(WESTERN.decode(text)) : Buffer.from(text);
      blocks.push(good, LINE_FEED);
      size += good.length + 1;
      if (size > BLOCK) flush();
      source.at = nextLine(bytes, stop, end);
      records++;
      line++;
    }
    flush();
  } finally {
    source.close();
    closeSync(copy);
  }
  return {
    records,
    lines: line,
    skips: Int32Array.from(skips),
    reasons: Uint8Array.from(reasons),
    foreign: Int32Array.from(foreign),
  };
}
