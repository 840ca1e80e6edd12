import { sharedFloat64, sharedInt16, sharedInt32 } from "../shared.ts";
import { BATCH, ByteDictionary, type ByteValues, hashBytes } from "./byte-dictionary.ts";
import { readBoolean, readCount, readNumber } from "./byte-numbers.ts";
import { TimeReader, type TimeSuffix } from "./byte-times.ts";

/** One column to read: its place in the record and what its bytes are. */
export interface CsvColumn {
  field: number;
  type: "text" | "number" | "count" | "boolean" | "time";
  suffix?: TimeSuffix;
  /** The byte between the whole number and its fraction. */
  decimal: number;
}

/** The values of one column: codes into a dictionary, or numbers (NaN missing, Infinity of another type) and offsets. */
export type ParsedColumn =
  | { codes: Int32Array<SharedArrayBuffer>; dictionary: ByteValues }
  | { numbers: Float64Array<SharedArrayBuffer>; offsets?: Int16Array<SharedArrayBuffer> };

export interface Sink {
  grow(capacity: number): void;
  take(row: number, bytes: Uint8Array, begin: number, end: number): void;
  miss(row: number): void;
  /** Finishes what `take` put off; the bytes that it was given may change afterwards. */
  settle(): void;
  finish(rows: number): ParsedColumn;
}

const NO_OFFSET = -32768;

export function toSink(column: CsvColumn): Sink {
  if (column.type === "text") return new TextSink();
  if (column.type === "time") return new TimeSink(column.suffix!);
  return new NumberSink(column);
}

class TextSink implements Sink {
  #codes = sharedInt32(0);
  readonly #dictionary = new ByteDictionary();
  /** Values waiting for their codes. */
  #waiting = 0;
  #from: Uint8Array | undefined;
  readonly #rows = new Int32Array(BATCH);
  readonly #begins = new Int32Array(BATCH);
  readonly #ends = new Int32Array(BATCH);
  readonly #hashes = new Int32Array(BATCH);
  touched = 0;

  grow(capacity: number): void {
    const wider = sharedInt32(capacity);
    wider.set(this.#codes.subarray(0, capacity));
    this.#codes = wider;
  }

  take(row: number, bytes: Uint8Array, begin: number, end: number): void {
    if (this.#dictionary.isSmall) {
      this.#codes[row] = this.#dictionary.code(bytes, begin, end, hashBytes(bytes, begin, end));
      return;
    }
    if (bytes !== this.#from || this.#waiting === BATCH) {
      this.settle();
      this.#from = bytes;
    }
    const i = this.#waiting++;
    this.#rows[i] = row;
    this.#begins[i] = begin;
    this.#ends[i] = end;
    this.#hashes[i] = hashBytes(bytes, begin, end);
  }

  settle(): void {
    const count = this.#waiting;
    const hashes = this.#hashes;
    const codes = this.#codes;
    this.touched ^= this.#dictionary.warm(hashes, count);
    for (let i = 0; i < count; i++) {
      codes[this.#rows[i]!] = this.#dictionary.code(this.#from!, this.#begins[i]!, this.#ends[i]!, hashes[i]!);
    }
    this.#waiting = 0;
  }

  miss(row: number): void {
    this.#codes[row] = -1;
  }

  finish(rows: number): ParsedColumn {
    this.settle();
    return { codes: this.#codes.subarray(0, rows), dictionary: this.#dictionary.values };
  }
}

class NumberSink implements Sink {
  #numbers = sharedFloat64(0);
  readonly #type: CsvColumn["type"];
  readonly #decimal: number;

  constructor({ type, decimal }: CsvColumn) {
    this.#type = type;
    this.#decimal = decimal;
  }

  grow(capacity: number): void {
    const wider = sharedFloat64(capacity);
    wider.set(this.#numbers.subarray(0, capacity));
    this.#numbers = wider;
  }

  take(row: number, bytes: Uint8Array, begin: number, end: number): void {
    this.#numbers[row] =
      this.#type === "number"
        ? readNumber(bytes, begin, end, this.#decimal)
        : this.#type === "count"
          ? readCount(bytes, begin, end)
          : readBoolean(bytes, begin, end);
  }

  miss(row: number): void {
    this.#numbers[row] = Number.NaN;
  }

  settle(): void {}

  finish(rows: number): ParsedColumn {
    return { numbers: this.#numbers.subarray(0, rows) };
  }
}

class TimeSink implements Sink {
  #numbers = sharedFloat64(0);
  #offsets = sharedInt16(0);
  readonly #reader: TimeReader;
  readonly #hasOffset: boolean;

  constructor(suffix: TimeSuffix) {
    this.#reader = new TimeReader(suffix);
    this.#hasOffset = suffix === "log" || suffix.startsWith("+");
  }

  grow(capacity: number): void {
    const wider = sharedFloat64(capacity);
    wider.set(this.#numbers.subarray(0, capacity));
    this.#numbers = wider;
    if (!this.#hasOffset) return;
    const offsets = sharedInt16(capacity);
    offsets.set(this.#offsets.subarray(0, capacity));
    this.#offsets = offsets;
  }

  take(row: number, bytes: Uint8Array, begin: number, end: number): void {
    this.#numbers[row] = this.#reader.read(bytes, begin, end);
    if (this.#hasOffset) this.#offsets[row] = this.#reader.offset;
  }

  miss(row: number): void {
    this.#numbers[row] = Number.NaN;
    if (this.#hasOffset) this.#offsets[row] = NO_OFFSET;
  }

  settle(): void {}

  finish(rows: number): ParsedColumn {
    const numbers = this.#numbers.subarray(0, rows);
    return this.#hasOffset ? { numbers, offsets: this.#offsets.subarray(0, rows) } : { numbers };
  }
}
