import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync, writeSync } from "node:fs";

export interface CheckTextTask {
  path: string;
  /** Where the first record begins. */
  begin: number;
  /** Bytes; -1 for no quote and no escape. */
  delimiter: number;
  quote: number;
  escape: number;
  /** Fields that a record must have. */
  fields: number;
  /** Writes the good records here, one spelling for all: line feeds, doubled quotes, UTF-8. */
  copyTo?: string;
}

/** Why a line of a text file does not begin a row of its own. */
export const LINE_REASONS = [
  "continues the line above",
  "blank line",
  "too few columns",
  "too many columns",
  "text after a closing quote",
  "a quote that is never closed",
  "line too long",
] as const;

export interface TextCheck {
  /** Good records. */
  records: number;
  lines: number;
  /** Lines, 0 for the first one read, that begin no row; and why, as places in {@link LINE_REASONS}. */
  skips: Int32Array;
  reasons: Uint8Array;
  /** Lines that are not UTF-8; the copy has them read as Windows-1252. */
  foreign: Int32Array;
}

const CONTINUES = 0;
const BLANK = 1;
const TOO_FEW = 2;
const TOO_MANY = 3;
const AFTER_QUOTE = 4;
const UNCLOSED = 5;
const TOO_LONG = 6;

/** DuckDB's own limit is 2,000,000. */
const MOST_BYTES = 1_900_000;
/** A quoted text over more lines than this is a stray quote. */
const MOST_LINES = 1000;
const WINDOW = 1 << 23;

/**
 * Reads a delimited text byte by byte as RFC 4180 has it and tells which lines are no rows. A line with a fault is set
 * aside alone: reading goes on at the next line, so a stray quote never swallows what follows it.
 */
export function checkText(task: CheckTextTask): TextCheck {
  const { delimiter, quote, escape, fields } = task;
  const source = new Window(task.path, task.begin);
  const copy = task.copyTo === undefined ? undefined : new Copy(task.copyTo);
  const skips: number[] = [];
  const reasons: number[] = [];
  const foreign: number[] = [];
  let line = 0;
  let records = 0;
  const skip = (at: number, reason: number) => {
    skips.push(at);
    reasons.push(reason);
  };
  try {
    while (source.fill()) {
      const { bytes, end } = source;
      const begin = source.at;
      let i = begin;
      let found = 1;
      let breaks = 0;
      let fault = 0;
      let quoted = false;
      field: for (;;) {
        if (i < end && bytes[i] === quote) {
          quoted = true;
          i++;
          for (;;) {
            if (i >= end || i - begin > MOST_BYTES || breaks > MOST_LINES) {
              fault = UNCLOSED;
              break field;
            }
            const byte = bytes[i]!;
            if (byte === escape && escape !== quote) i += 2;
            else if (byte === quote) {
              if (escape !== quote || bytes[i + 1] !== quote || i + 1 >= end) break;
              i += 2;
            } else {
              if (byte === 10 || (byte === 13 && bytes[i + 1] !== 10)) breaks++;
              i++;
            }
          }
          i++;
          if (i >= end || bytes[i] === 10 || bytes[i] === 13) break;
          if (bytes[i] !== delimiter) {
            fault = AFTER_QUOTE;
            break;
          }
          found++;
          i++;
          continue;
        }
        for (;;) {
          if (i >= end) break field;
          const byte = bytes[i]!;
          if (byte === delimiter) break;
          if (byte === 10 || byte === 13) break field;
          i++;
        }
        found++;
        i++;
      }
      if (fault === 0 && i - begin > MOST_BYTES) fault = TOO_LONG;
      if (fault === 0 && i > begin && found !== fields) fault = found < fields ? TOO_FEW : TOO_MANY;
      if (fault !== 0) {
        skip(line++, fault);
        source.skipLine();
        continue;
      }
      source.at = i < end && bytes[i] === 13 ? (bytes[i + 1] === 10 && i + 1 < end ? i + 2 : i + 1) : i + 1;
      if (i === begin) skip(line, BLANK);
      else {
        records++;
        for (let k = 1; k <= breaks; k++) skip(line + k, CONTINUES);
        let record: Uint8Array = bytes.subarray(begin, i);
        if (!isUtf8(record)) {
          foreign.push(line);
          if (copy) record = Buffer.from(WESTERN.decode(record));
        }
        copy?.write(record, quoted || record.includes(34), task);
      }
      line += breaks + 1;
    }
  } finally {
    source.close();
    copy?.close();
  }
  return {
    records,
    lines: line,
    skips: Int32Array.from(skips),
    reasons: Uint8Array.from(reasons),
    foreign: Int32Array.from(foreign),
  };
}

const WESTERN = new TextDecoder("windows-1252");

/** A stretch of the file that always holds the record at `at` whole, or as much of it as a record may have. */
class Window {
  readonly bytes = Buffer.allocUnsafe(WINDOW);
  at = 0;
  end = 0;
  readonly #file: number;
  #offset: number;
  #finished = false;

  constructor(path: string, begin: number) {
    this.#file = openSync(path, "r");
    this.#offset = begin;
  }

  /** False at the end of the file. */
  fill(): boolean {
    if (!this.#finished && this.end - this.at < WINDOW / 2) {
      this.bytes.copy(this.bytes, 0, this.at, this.end);
      this.end -= this.at;
      this.at = 0;
      while (this.end < WINDOW && !this.#finished) {
        const read = readSync(this.#file, this.bytes, this.end, WINDOW - this.end, this.#offset);
        this.#offset += read;
        this.end += read;
        this.#finished = read === 0;
      }
    }
    return this.at < this.end;
  }

  /** To the beginning of the next line, however long this one is. */
  skipLine(): void {
    while (this.fill()) {
      while (this.at < this.end) {
        const byte = this.bytes[this.at++];
        if (byte === 10) return;
        if (byte !== 13) continue;
        if (this.at === this.end) this.fill();
        if (this.at < this.end && this.bytes[this.at] === 10) this.at++;
        return;
      }
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

class Copy {
  readonly #file: number;
  #blocks: Uint8Array[] = [];
  #size = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  write(record: Uint8Array, rewrite: boolean, task: CheckTextTask): void {
    const line = rewrite ? respell(record, task) : Buffer.concat([record, LINE_FEED]);
    this.#blocks.push(line);
    this.#size += line.length;
    if (this.#size > 1 << 20) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeAll(this.#file, Buffer.concat(this.#blocks));
    this.#blocks = [];
    this.#size = 0;
  }
}

const LINE_FEED = Buffer.from("\n");

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** The record with every field that holds a quote, delimiter or line end in doubled quotes. */
function respell(record: Uint8Array, { delimiter, quote, escape }: CheckTextTask): Buffer {
  const out: number[] = [];
  let i = 0;
  for (;;) {
    const field: number[] = [];
    const isQuoted = record[i] === quote && quote >= 0;
    if (isQuoted) {
      for (i++; ; i++) {
        const byte = record[i]!;
        if (byte === escape && escape !== quote) field.push(record[++i]!);
        else if (byte === quote) {
          if (escape !== quote || record[i + 1] !== quote) break;
          field.push(quote);
          i++;
        } else field.push(byte);
      }
      i++;
    } else {
      while (i < record.length && record[i] !== delimiter) field.push(record[i++]!);
    }
    const wrap = quote >= 0 && field.some((byte) => byte === 34 || byte === delimiter || byte === 10 || byte === 13);
    if (wrap) out.push(34);
    for (const byte of field) {
      if (byte === 34 && wrap) out.push(34);
      out.push(byte);
    }
    if (wrap) out.push(34);
    if (i >= record.length) break;
    out.push(delimiter);
    i++;
  }
  out.push(10);
  return Buffer.from(out);
}
