import { BATCH } from "./batch.ts";
import { AFTER_QUOTE, TOO_FEW, TOO_LONG, TOO_MANY, UNCLOSED } from "./line-reasons.ts";
import { type FileWindow, MOST_BYTES } from "./window.ts";

/** How a text is delimited; bytes, -1 for no quote and no escape. */
export interface Delimiters {
  delimiter: number;
  quote: number;
  escape: number;
  /** Fields that a record must have. */
  fields: number;
}

/** A quoted text over more lines than this is a stray quote. */
const MOST_LINES = 1000;
/** Bytes that are marked at once. */
const BLOCK = 1 << 14;

/** Cuts records into fields, as RFC 4180 has them. */
export class RecordCutter {
  /** Of field `f` of record `r` at `r * fields + f`; one place more takes the fields that are too many. */
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** What `cut` found: why the record is none, and line breaks in its fields. */
  fault = 0;
  breaks = 0;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  readonly #fields: number;
  /** 1 for what ends a field without quotes; and for that or what stands in quotes. */
  readonly #special = new Uint8Array(256);
  readonly #isMark = new Uint8Array(256);
  readonly #marks = new Int32Array(BLOCK + 8);
  /** How many marks there are, up to which byte, for which bytes; and the first that `cutPlain` has not passed. */
  #found = 0;
  #marked = 0;
  #fills = -1;
  #next = 0;
  /** Which fields of the record just cut have escapes, and whether some have. */
  readonly #escaped: Uint8Array;
  #isEscaped = false;

  constructor({ delimiter, quote, escape: escaper, fields }: Delimiters) {
    this.#delimiter = delimiter;
    this.#quote = quote;
    this.#escape = escaper;
    this.#fields = fields;
    this.begins = new Int32Array(BATCH * fields + 1);
    this.ends = new Int32Array(BATCH * fields + 1);
    this.#escaped = new Uint8Array(fields + 1);
    for (const byte of [delimiter, 10, 13]) this.#special[byte] = 1;
    for (const byte of [delimiter, quote, escaper, 10, 13]) if (byte >= 0) this.#isMark[byte] = 1;
  }

  /** Where the next record begins after `cutPlain`. */
  at = 0;

  /**
   * Cuts records of one line without escapes, from `at` on, as long as they have nothing to tell; gives the record
   * behind the last one. Those that begin at `limit` or behind it are left.
   */
  cutPlain({ bytes, at, end, fills }: FileWindow, words: Int32Array, limit: number, record: number): number {
    const begins = this.begins;
    const ends = this.ends;
    const marks = this.#marks;
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const fields = this.#fields;
    if (fills !== this.#fills || at >= this.#marked) {
      this.#fills = fills;
      this.#marked = Math.min(end + 1, at + BLOCK);
      this.#found = this.#mark(words, at, this.#marked);
      this.#next = 0;
    }
    const found = this.#found;
    let mark = this.#next;
    while (mark < found && marks[mark]! < at) mark++;
    this.#next = mark;
    this.at = at;
    for (; record < BATCH && this.at < limit; record++) {
      let begin = this.at;
      let place = record * fields;
      const last = place + fields - 1;
      for (; mark < found; ) {
        let i = marks[mark++]!;
        let byte = bytes[i]!;
        if (byte === quote) {
          if (i !== begin) continue;
          begin++;
          do {
            i = marks[mark++]!;
            byte = bytes[i]!;
          } while (byte === delimiter && mark < found);
          if (byte !== quote || mark >= found || marks[mark] !== i + 1) return record;
          ends[place] = i++;
          byte = bytes[i]!;
          mark++;
          if (byte === quote) return record;
        } else ends[place] = i;
        begins[place] = begin;
        begin = i + 1;
        if (byte !== delimiter) break;
        place++;
        if (place > last) return record;
      }
      const stop = begin - 1;
      const byte = bytes[stop]!;
      if (place !== last || (byte !== 10 && byte !== 13) || stop <= this.at) return record;
      if (byte === 13 && stop + 1 < end && bytes[stop + 1] === 10) {
        begin++;
        mark++;
      }
      this.at = begin;
      this.#next = mark;
    }
    return record;
  }

  /** Where bytes that may end a field are, four bytes at a time and without a branch that must be guessed. */
  #mark(words: Int32Array, from: number, to: number): number {
    const marks = this.#marks;
    const isMark = this.#isMark;
    let found = 0;
    for (let word = from >> 2; word << 2 < to; word++) {
      const four = words[word]!;
      const at = word << 2;
      marks[found] = at;
      found += isMark[four & 255]!;
      marks[found] = at + 1;
      found += isMark[(four >> 8) & 255]!;
      marks[found] = at + 2;
      found += isMark[(four >> 16) & 255]!;
      marks[found] = at + 3;
      found += isMark[four >>> 24]!;
    }
    return found;
  }

  /** Cuts one record, whatever it is; gives where it ends. */
  cut(bytes: Uint8Array, begin: number, end: number, record: number): number {
    const first = record * this.#fields;
    const special = this.#special;
    const quote = this.#quote;
    const escaper = this.#escape;
    const fields = this.#fields;
    let i = begin;
    let found = 0;
    this.fault = 0;
    this.breaks = 0;
    this.#isEscaped = false;
    this.#escaped.fill(0);
    for (;;) {
      const place = Math.min(found, fields);
      if (bytes[i] === quote && i < end) {
        this.begins[first + place] = ++i;
        for (;;) {
          if (i >= end || i - begin > MOST_BYTES || this.breaks > MOST_LINES) {
            this.fault = UNCLOSED;
            return i;
          }
          const byte = bytes[i]!;
          const isEscape = byte === escaper && (escaper !== quote || (bytes[i + 1] === quote && i + 1 < end));
          if (isEscape) {
            this.#escaped[place] = 1;
            this.#isEscaped = true;
            i += 2;
          } else if (byte === quote) break;
          else {
            if (byte === 10 || (byte === 13 && bytes[i + 1] !== 10)) this.breaks++;
            i++;
          }
        }
        this.ends[first + place] = i++;
        if (i < end && special[bytes[i]!] === 0) {
          this.fault = AFTER_QUOTE;
          return i;
        }
      } else {
        this.begins[first + place] = i;
        while (special[bytes[i]!] === 0) i++;
        this.ends[first + place] = i;
      }
      found++;
      if (i >= end || bytes[i] !== this.#delimiter) break;
      i++;
    }
    if (i > end) i = end;
    if (i - begin > MOST_BYTES) this.fault = TOO_LONG;
    else if (found !== fields && i > begin) this.fault = found < fields ? TOO_FEW : TOO_MANY;
    return i;
  }

  /** Writes the fields of the good record just cut without their escapes: over themselves, as they become shorter. */
  unescape(bytes: Uint8Array, record: number): void {
    if (!this.#isEscaped) return;
    const first = record * this.#fields;
    const quote = this.#quote;
    const escaper = this.#escape;
    for (let field = 0; field < this.#fields; field++) {
      if (this.#escaped[field] === 0) continue;
      const end = this.ends[first + field]!;
      let to = this.begins[first + field]!;
      for (let i = to; i < end; i++) {
        if (bytes[i] === escaper && (escaper !== quote || bytes[i + 1] === quote) && i + 1 < end) i++;
        bytes[to++] = bytes[i]!;
      }
      this.ends[first + field] = to;
    }
  }
}
