import { isUtf8 } from "node:buffer";
import { type CsvColumn, type ParsedColumn, toSink } from "../text/column-sinks.ts";
import {
  AFTER_QUOTE,
  BLANK,
  CONTINUES,
  type LineCheck,
  TOO_FEW,
  TOO_LONG,
  TOO_MANY,
  UNCLOSED,
} from "../text/line-reasons.ts";
import { FileWindow, MOST_BYTES, nextLine } from "../text/window.ts";

export interface ParseCsvTask {
  path: string;
  /** Records that begin in this stretch of the file; `begin` is the beginning of one. */
  begin: number;
  end: number;
  /** Bytes; -1 for no quote and no escape. */
  delimiter: number;
  quote: number;
  escape: number;
  /** Fields that a record must have. */
  fields: number;
  columns: CsvColumn[];
  /** Spellings of a missing value, as bytes. */
  nulls: Uint8Array[];
  /** Told how many bytes are done: place `part`. */
  progress: Float64Array<SharedArrayBuffer>;
  part: number;
}

export interface ParsedCsv extends LineCheck {
  columns: ParsedColumn[];
  /** Where the first record behind the stretch begins. */
  stop: number;
}

/** A quoted text over more lines than this is a stray quote. */
const MOST_LINES = 1000;
const WESTERN = new TextDecoder("windows-1252");

/**
 * Reads delimited text byte by byte as RFC 4180 has it. A line with a fault is set aside alone: reading goes on at the
 * next line, so a stray quote never swallows what follows it.
 */
export function parseCsv(task: ParseCsvTask): ParsedCsv {
  const { delimiter, quote, escape: escaper, fields, end: stretch, progress, part } = task;
  const sinks = task.columns.map(toSink);
  const places = Int32Array.from(task.columns, ({ field }) => field);
  const isMissing = missingTest(task.nulls);
  const mayMiss = new Uint8Array(1 + task.nulls.reduce((most, { length }) => Math.max(most, length), 0));
  for (const { length } of task.nulls) mayMiss[length] = 1;
  const starts = new Int32Array(fields + 1);
  const ends = new Int32Array(fields + 1);
  const isEscaped = new Uint8Array(fields + 1);
  const isSpecial = new Uint8Array(256);
  for (const byte of [delimiter, 10, 13]) isSpecial[byte] = 1;
  const skips: number[] = [];
  const reasons: number[] = [];
  const foreign: number[] = [];
  let scratch: Buffer | undefined;
  const source = new FileWindow(task.path, task.begin);
  let capacity = 0;
  let records = 0;
  let line = 0;
  let mayBeForeign = false;
  const skip = (at: number, reason: number) => {
    skips.push(at);
    reasons.push(reason);
  };

  const settle = () => {
    for (const sink of sinks) sink.settle();
  };

  /** Ends of the fields from `begin` on; gives where the record ends, its faults and line breaks in `seen`. */
  const seen = { fault: 0, found: 0, breaks: 0 };
  const split = (bytes: Uint8Array, begin: number, end: number): number => {
    let i = begin;
    let found = 0;
    let breaks = 0;
    seen.fault = 0;
    for (;;) {
      const place = Math.min(found, fields);
      if (bytes[i] === quote && i < end) {
        i++;
        starts[place] = i;
        let escaped = 0;
        for (;;) {
          if (i >= end || i - begin > MOST_BYTES || breaks > MOST_LINES) {
            seen.fault = UNCLOSED;
            return i;
          }
          const byte = bytes[i]!;
          if (byte === escaper && escaper !== quote) {
            escaped = 1;
            i += 2;
          } else if (byte === quote) {
            if (escaper !== quote || bytes[i + 1] !== quote || i + 1 >= end) break;
            escaped = 1;
            i += 2;
          } else {
            if (byte === 10 || (byte === 13 && bytes[i + 1] !== 10)) breaks++;
            i++;
          }
        }
        ends[place] = i;
        isEscaped[place] = escaped;
        i++;
        if (i < end && isSpecial[bytes[i]!] === 0) {
          seen.fault = AFTER_QUOTE;
          return i;
        }
      } else {
        starts[place] = i;
        while (isSpecial[bytes[i]!] === 0) i++;
        ends[place] = i;
        isEscaped[place] = 0;
      }
      found++;
      if (i >= end || bytes[i] !== delimiter) break;
      i++;
    }
    seen.found = found;
    seen.breaks = breaks;
    if (i > end) i = end;
    if (i - begin > MOST_BYTES) seen.fault = TOO_LONG;
    else if (found !== fields && i > begin) seen.fault = found < fields ? TOO_FEW : TOO_MANY;
    return i;
  };

  const take = (bytes: Uint8Array) => {
    for (let k = 0; k < sinks.length; k++) {
      const place = places[k]!;
      const start = starts[place]!;
      const end = ends[place]!;
      if (isEscaped[place] === 1) {
        scratch ??= Buffer.alloc(3 * MOST_BYTES);
        const length = unescaped(bytes, start, end, quote, escaper, scratch);
        if (isMissing(scratch, 0, length)) sinks[k]!.miss(records);
        else sinks[k]!.take(records, scratch, 0, length);
        sinks[k]!.settle();
      } else if (end - start < mayMiss.length && mayMiss[end - start] === 1 && isMissing(bytes, start, end)) {
        sinks[k]!.miss(records);
      } else sinks[k]!.take(records, bytes, start, end);
    }
    records++;
  };

  try {
    for (;;) {
      if (source.isLow || source.end === 0) {
        settle();
        if (!source.fill()) break;
        mayBeForeign = !isUtf8(wholeLines(source));
        progress[part] = source.position - task.begin;
      }
      const { bytes, end, at: begin } = source;
      if (begin >= end || source.position >= stretch) break;
      const stop = split(bytes, begin, end);
      const { fault, breaks } = seen;
      if (fault !== 0) {
        skip(line++, fault);
        settle();
        source.skipLine();
        continue;
      }
      source.at = nextLine(bytes, stop, end);
      if (stop === begin) {
        skip(line++, BLANK);
        continue;
      }
      if (records === capacity) {
        const done = Math.max(1, source.position - task.begin);
        capacity = Math.max(capacity * 2, 1024 + Math.ceil(((records + 1) / done) * (stretch - task.begin) * 1.02));
        for (const sink of sinks) sink.grow(capacity);
      }
      if (mayBeForeign && !isUtf8(bytes.subarray(begin, stop))) {
        foreign.push(line);
        const respelled = Buffer.from(`${WESTERN.decode(bytes.subarray(begin, stop))}\n`);
        split(respelled, 0, respelled.length - 1);
        take(respelled);
        settle();
      } else take(bytes);
      for (let k = 1; k <= breaks; k++) skip(line + k, CONTINUES);
      line += breaks + 1;
    }
    progress[part] = stretch - task.begin;
    return {
      columns: sinks.map((sink) => sink.finish(records)),
      stop: source.position,
      records,
      lines: line,
      skips: Int32Array.from(skips),
      reasons: Uint8Array.from(reasons),
      foreign: Int32Array.from(foreign),
    };
  } finally {
    source.close();
  }
}

/** Up to the last line feed, so that no character is cut in two; all when the last line is longer than any record. */
function wholeLines({ bytes, at, end, isFinished }: FileWindow): Uint8Array {
  const last = bytes.lastIndexOf(10, end - 1);
  return bytes.subarray(at, isFinished || last < end - MOST_BYTES ? end : last + 1);
}

function missingTest(nulls: readonly Uint8Array[]): (bytes: Uint8Array, begin: number, end: number) => boolean {
  const longest = nulls.reduce((most, { length }) => Math.max(most, length), -1);
  const byLength = Array.from({ length: longest + 1 }, (_, length) => nulls.filter((one) => one.length === length));
  return (bytes, begin, end) => {
    const length = end - begin;
    if (length > longest) return false;
    for (const one of byLength[length]!) {
      let i = 0;
      while (i < length && bytes[begin + i] === one[i]) i++;
      if (i === length) return true;
    }
    return false;
  };
}

/** Writes the bytes between quotes without their escapes; gives how many they are. */
function unescaped(
  bytes: Uint8Array,
  begin: number,
  end: number,
  quote: number,
  escaper: number,
  to: Uint8Array,
): number {
  let length = 0;
  for (let i = begin; i < end; i++) {
    if (bytes[i] === escaper && (escaper !== quote || bytes[i + 1] === quote) && i + 1 < end) i++;
    to[length++] = bytes[i]!;
  }
  return length;
}
